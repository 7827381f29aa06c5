package io.framecast.frames;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Parses the header of a {@code .npy} file. The header is a Python dictionary. The parser accepts
 * exactly the three entries that an array has, in any order, as Python 2 and 3 write them, and
 * evaluates nothing.
 *
 * @param isFortran whether the first index of a sample is the fastest
 * @param shape the length of each dimension
 * @param bytes the number of bytes before the first sample
 */
record NpyHeader(Npy.Type type, boolean isFortran, List<Integer> shape, int bytes) {
  private static final String TYPES = "bool, u1, u2, f2, f4 or f8";

  /** NumPy itself writes 118 bytes; no frame needs a dictionary longer than this. */
  private static final int MAX_LENGTH = 4096;

  private static final Set<String> KEYS = Set.of("descr", "fortran_order", "shape");
  private static final String ENTRIES =
      "the entries 'descr', 'fortran_order' and 'shape', each once";

  private static final Pattern ENTRY =
      Pattern.compile(
          "[ub]?(?<quote>['\"])(?<key>\\w{1,20})\\k<quote>\\s*:(?<value>.*)", Pattern.DOTALL);
  private static final Pattern TEXT =
      Pattern.compile("[ub]?(?<quote>['\"])(?<text>.{1,20})\\k<quote>");

  /** Python 2 writes whole numbers with an L. */
  private static final Pattern SHAPE =
      Pattern.compile("\\(\\s*\\d{1,9}L?\\s*(,\\s*\\d{1,9}L?\\s*){0,3},?\\s*\\)");

  private static final Pattern SIDE = Pattern.compile("\\d+");

  /**
   * Reads the header of an array.
   *
   * @param dimensions names those of the shorter of two allowed shapes, {@code H, W} for example
   */
  static NpyHeader read(byte[] file, String dimensions) throws RefusedFrameException {
    int at = Npy.SIGNATURE.length();
    int major = file.length > at + 1 ? file[at] & 0xff : 0;
    int lengthBytes = major == 1 ? 2 : 4;
    if (major < 1 || major > 3 || file.length < at + 2 + lengthBytes) {
      throw new RefusedFrameException(
          String.format(
              Locale.ROOT,
              "expected a .npy header of version 1 to 3, found version %d in a file of %s",
              major,
              Count.of(file.length, "byte")));
    }
    ByteBuffer head = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long length = major == 1 ? head.getShort(at + 2) & 0xffff : head.getInt(at + 2) & 0xffffffffL;
    int start = at + 2 + lengthBytes;
    if (length > MAX_LENGTH || length > file.length - start) {
      throw new RefusedFrameException(
          String.format(
              Locale.ROOT,
              "expected a .npy header of at most %d bytes, found one of %d in a file of %d bytes",
              MAX_LENGTH,
              length,
              file.length));
    }
    String text = new String(file, start, (int) length, StandardCharsets.ISO_8859_1).strip();
    return of(entries(text), text, dimensions, start + (int) length);
  }

  private static NpyHeader of(
      Map<String, String> entries, String text, String dimensions, int bytes)
      throws RefusedFrameException {
    Npy.Type type = type(entries.getOrDefault("descr", ""));
    if (type == null) {
      throw refused("dtype " + TYPES, text);
    }
    String fortran = entries.getOrDefault("fortran_order", "");
    if (!fortran.equals("True") && !fortran.equals("False")) {
      throw refused("'fortran_order' of True or False", text);
    }
    String found = entries.getOrDefault("shape", "");
    List<Integer> shape =
        SHAPE.matcher(found).matches()
            ? SIDE.matcher(found).results().map(side -> Integer.parseInt(side.group())).toList()
            : List.of();
    int fewest = dimensions.split(", ", -1).length;
    if (shape.size() != fewest && shape.size() != fewest + 1) {
      throw refused("a shape of (" + dimensions + ") or (" + dimensions + ", C)", text);
    }
    if (shape.size() > fewest && shape.get(fewest) == 0) {
      throw refused("at least one channel", text);
    }
    return new NpyHeader(type, fortran.equals("True"), shape, bytes);
  }

  /** Returns the type of a quoted {@code descr}, null if it is unknown. */
  private static Npy.@Nullable Type type(String descr) {
    Matcher text = TEXT.matcher(descr);
    String name = text.matches() ? text.group("text") : "";
    // the order of single bytes says nothing
    String plain = name.matches("[|<>=]?[ub]1") ? "|" + name.substring(name.length() - 2) : name;
    for (Npy.Type type : Npy.Type.values()) {
      if (type.descr.equals(plain) || (type == Npy.Type.BOOL && plain.equals("?"))) {
        return type;
      }
    }
    return null;
  }

  private static Map<String, String> entries(String text) throws RefusedFrameException {
    if (text.length() < 2 || !text.startsWith("{") || !text.endsWith("}")) {
      throw refused("a dictionary in braces", text);
    }
    Map<String, String> entries = new HashMap<>();
    for (String part : split(text.substring(1, text.length() - 1))) {
      Matcher entry = ENTRY.matcher(part);
      if (!entry.matches()
          || entries.put(entry.group("key"), entry.group("value").strip()) != null) {
        throw refused(ENTRIES, text);
      }
    }
    if (!entries.keySet().equals(KEYS)) {
      throw refused(ENTRIES, text);
    }
    return entries;
  }

  /** Splits at commas outside of brackets and quotes; nothing needs to follow the last one. */
  private static List<String> split(String inside) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int quote = 0;
    int from = 0;
    for (int i = 0; i < inside.length(); i++) {
      char c = inside.charAt(i);
      if (quote != 0) {
        quote = c == quote ? 0 : quote;
      } else if (c == '\'' || c == '"') {
        quote = c;
      } else if ("([{".indexOf(c) >= 0) {
        depth++;
      } else if (")]}".indexOf(c) >= 0) {
        depth--;
      } else if (c == ',' && depth == 0) {
        parts.add(inside.substring(from, i).strip());
        from = i + 1;
      }
    }
    String last = inside.substring(from).strip();
    if (!last.isEmpty()) {
      parts.add(last);
    }
    return parts;
  }

  private static RefusedFrameException refused(String expected, String text) {
    return new RefusedFrameException(
        "expected " + expected + " in the .npy header, found " + Printable.of(text));
  }

  /** Returns the shape as Python writes it. */
  String shapeText() {
    return shape.stream().map(String::valueOf).collect(Collectors.joining(", ", "(", ")"));
  }

  /**
   * Returns the samples in C order; whole numbers become 0 to 1.
   *
   * @throws RefusedFrameException if the file has another number of bytes than the shape needs
   */
  float[] samples(byte[] file) throws RefusedFrameException {
    long expected = type.bytes;
    for (int side : shape) { // at most the largest long
      expected = side > 0 && expected > Long.MAX_VALUE / side ? Long.MAX_VALUE : expected * side;
    }
    int found = file.length - bytes;
    if (expected != found) {
      throw new RefusedFrameException(
          String.format(
              Locale.ROOT,
              "expected %d bytes of pixels for shape %s of %s, found %d",
              expected,
              shapeText(),
              type.descr,
              found));
    }
    float[] samples = new float[found / type.bytes];
    type.read(ByteBuffer.wrap(file, bytes, found).slice().order(type.order), samples);
    if (!isFortran) {
      return samples;
    }
    float[] rows = new float[samples.length];
    int[] strides = strides();
    for (int i = 0; i < rows.length; i++) {
      rows[i] = samples[index(i, strides)];
    }
    return rows;
  }

  /** Returns the place in the file of a sample, by its place in C order. */
  int index(int sample) {
    return index(sample, strides());
  }

  private int index(int sample, int[] strides) {
    int at = 0;
    int rest = sample;
    for (int d = strides.length - 1; d >= 0; d--) {
      int side = shape.get(d);
      at += rest % side * strides[d];
      rest /= side;
    }
    return at;
  }

  /** Returns how far apart neighbours in each dimension are in the file. */
  private int[] strides() {
    int[] strides = new int[shape.size()];
    int stride = 1;
    for (int k = 0; k < strides.length; k++) {
      int d = isFortran ? k : strides.length - 1 - k;
      strides[d] = stride;
      stride *= shape.get(d);
    }
    return strides;
  }
}
