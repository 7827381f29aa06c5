package io.framecast.trainer.files;

import io.framecast.frames.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The frames of a NumPy file, shape {@code (T, H, W)} or {@code (T, H, W, C)}, dtype {@code <f4}, C
 * order.
 *
 * @param withChannels whether the shape names the channels
 */
public record FrameSequence(List<Frame> frames, boolean withChannels) {

  private static final long MAX_BYTES = 1L << 30;
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '(?<type>[^']{1,20})', 'fortran_order': (?<fortran>True|False), 'shape':"
              + " \\((?<shape>[\\d, ]{1,80})\\),? ?\\}\\s*");

  /** Reads a file; throws {@link InvalidInputException} for another format. */
  public static FrameSequence read(Path file) {
    return parse(PlainFiles.bytes(file, MAX_BYTES, "a .npy file"), file.toString());
  }

  /** Parses a file; throws {@link InvalidInputException} for another format. */
  public static FrameSequence parse(byte[] file, String name) {
    if (file.length < 12 || !new String(file, 1, 5, StandardCharsets.US_ASCII).equals("NUMPY")) {
      throw refused(name, "a .npy file", "other bytes");
    }
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int start = file[6] == 1 ? 10 : 12;
    long length = file[6] == 1 ? bytes.getShort(8) & 0xffff : bytes.getInt(8) & 0xffffffffL;
    if (length > file.length - start) {
      throw refused(name, "a header inside the file", "one of " + length + " bytes");
    }
    String text = new String(file, start, (int) length, StandardCharsets.ISO_8859_1);
    Matcher header = HEADER.matcher(text);
    if (!header.matches()
        || !"<f4".equals(header.group("type"))
        || !"False".equals(header.group("fortran"))) {
      throw refused(name, "'<f4' in C order", text.strip());
    }
    List<Integer> shape = shape(name, header.group("shape"));
    int data = start + (int) length;
    long size = shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
    if (size * Float.BYTES != file.length - data) {
      throw refused(name, size * Float.BYTES + " bytes of pixels", file.length - data + "");
    }
    return new FrameSequence(
        frames(name, shape, bytes.position(data).slice().order(ByteOrder.LITTLE_ENDIAN)),
        shape.size() == 4);
  }

  private static List<Integer> shape(String name, String text) {
    List<Integer> shape = new ArrayList<>();
    for (String side : text.split(",", -1)) {
      if (!side.isBlank()) {
        long value = Long.parseLong(side.strip());
        if (value < 1 || value > 1_000_000) {
          throw refused(name, "sides of 1 to 1000000", "shape (" + text + ")");
        }
        shape.add((int) value);
      }
    }
    if (shape.size() != 3 && shape.size() != 4) {
      throw refused(name, "a shape of (T, H, W) or (T, H, W, C)", "shape (" + text + ")");
    }
    return shape;
  }

  private static List<Frame> frames(String name, List<Integer> shape, ByteBuffer data) {
    int channels = shape.size() == 4 ? shape.get(3) : 1;
    int size = shape.get(1) * shape.get(2) * channels;
    List<Frame> frames = new ArrayList<>();
    for (int t = 0; t < shape.get(0); t++) {
      float[] pixels = new float[size];
      data.asFloatBuffer().position(t * size).get(pixels);
      for (float pixel : pixels) {
        if (!Float.isFinite(pixel)) {
          throw refused(name, "finite pixels", pixel + " in frame " + t);
        }
      }
      frames.add(new Frame(shape.get(1), shape.get(2), channels, pixels));
    }
    return frames;
  }

  private static InvalidInputException refused(String name, String expected, String found) {
    return new InvalidInputException(name + ": expected " + expected + ", found " + found);
  }

  /** Returns the bytes of a file. */
  public byte[] toBytes() {
    Frame first = frames.get(0);
    String shape = frames.size() + ", " + first.height() + ", " + first.width();
    String dict =
        String.format(
            Locale.ROOT,
            "{'descr': '<f4', 'fortran_order': False, 'shape': (%s), }",
            shape + (withChannels ? ", " + first.channels() : ""));
    int start = (10 + dict.length() + 1 + 63) / 64 * 64;
    ByteBuffer file =
        ByteBuffer.allocate(start + frames.size() * first.pixels().length * Float.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII));
    file.put((byte) 1).put((byte) 0).putShort((short) (start - 10));
    file.put(
        (dict + " ".repeat(start - 11 - dict.length()) + "\n").getBytes(StandardCharsets.US_ASCII));
    for (Frame frame : frames) {
      for (float pixel : frame.pixels()) {
        file.putFloat(pixel);
      }
    }
    return file.array();
  }
}
