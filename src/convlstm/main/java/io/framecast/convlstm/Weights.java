package io.framecast.convlstm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds the tensors of a network, read-only and shared by all streams and threads. Tensors have
 * Keras' row-major layout: kernels are {@code [kh, kw, in, 4 * filters]} with gates in the order i
 * f c o.
 */
public final class Weights {

  /** A larger file is refused. */
  public static final long MAX_FILE_BYTES = 256L << 20;

  private final Configuration configuration;
  private final Map<String, float[]> tensors;
  private final Map<String, String> provenance;
  private final String version;

  /** The file that was read, where another writer made it; null if {@link #write} gives it. */
  private final byte @Nullable [] file;

  private Weights(
      Configuration configuration,
      Map<String, float[]> tensors,
      Map<String, String> provenance,
      byte @Nullable [] file) {
    this.configuration = configuration;
    this.tensors = tensors;
    this.provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
    byte[] written = write();
    this.file = file == null || Arrays.equals(file, written) ? null : file.clone();
    this.version = Safetensors.version(file == null ? written : file);
  }

  /**
   * Returns weights of tensors in memory; it keeps the arrays without a copy.
   *
   * @throws InvalidWeightsException if a tensor is missing, unknown, of another size or not finite
   */
  public static Weights of(
      Configuration configuration, Map<String, float[]> tensors, Map<String, String> provenance) {
    Map<String, float[]> ordered = check(configuration, tensors);
    return new Weights(configuration, ordered, provenance, null);
  }

  /** Returns untrained weights from {@link WeightInitializer}, equal for equal seeds. */
  public static Weights initial(Configuration configuration, long seed) {
    return of(
        configuration,
        WeightInitializer.tensors(configuration, seed),
        Map.of("source", "initial", "seed", Long.toString(seed)));
  }

  /** Returns the trained weights of {@link Configuration#squares()} that come with this library. */
  public static Weights shipped() {
    try (InputStream in = Weights.class.getResourceAsStream("squares.safetensors")) {
      if (in == null) {
        throw new IllegalStateException(
            "the resource squares.safetensors is missing from the class path");
      }
      return parse(in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("the shipped weights cannot be read", e);
    }
  }

  /** Reads a weights file; see {@link #parse}. */
  public static Weights read(Path file) {
    byte[] bytes;
    try {
      bytes = InputFile.read(file, MAX_FILE_BYTES);
    } catch (UnusableFileException e) {
      throw new InvalidWeightsException(
          String.format(
              Locale.ROOT,
              "%s: expected %s, found %s; %s",
              file,
              Safetensors.EXPECTED,
              e.getMessage(),
              Safetensors.ADVICE),
          e);
    }
    try {
      return parse(bytes);
    } catch (InvalidWeightsException e) {
      throw new InvalidWeightsException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Parses the bytes of a safetensors file.
   *
   * @throws InvalidWeightsException unless the file has exactly the tensors of its configuration,
   *     all finite, and the right checksum
   */
  public static Weights parse(byte[] file) {
    Safetensors.WeightsFile parsed = Safetensors.read(file);
    return new Weights(
        parsed.configuration(),
        check(parsed.configuration(), parsed.tensors()),
        parsed.provenance(),
        file);
  }

  private static Map<String, float[]> check(
      Configuration configuration, Map<String, float[]> found) {
    Map<String, List<Integer>> shapes = configuration.tensorShapes();
    for (String name : found.keySet()) {
      if (!shapes.containsKey(name)) {
        throw new InvalidWeightsException(
            "tensor " + name + ": expected none of that name in this configuration");
      }
    }
    Map<String, float[]> ordered = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> ordered.put(name, check(name, shape, found.get(name))));
    return Collections.unmodifiableMap(ordered);
  }

  private static float[] check(String name, List<Integer> shape, float @Nullable [] found) {
    if (found == null) {
      throw new InvalidWeightsException("tensor " + name + ": expected " + shape + ", found none");
    }
    long size = shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    if (found.length != size) {
      throw new InvalidWeightsException(
          "tensor " + name + ": expected " + shape + ", found " + found.length + " numbers");
    }
    for (int i = 0; i < found.length; i++) {
      if (!Float.isFinite(found[i])) {
        throw new InvalidWeightsException(
            "tensor " + name + ": expected finite numbers, found " + found[i] + " at " + i);
      }
    }
    return found;
  }

  /** Returns the architecture of the network. */
  public Configuration configuration() {
    return configuration;
  }

  /** Returns the version, the first 16 hexadecimal digits of the file's SHA-256. */
  public String version() {
    return version;
  }

  /** Returns how the weights were made: source, seed, steps, losses, commit. */
  public Map<String, String> provenance() {
    return provenance;
  }

  /** Returns version, configuration and provenance, as maps, lists, numbers and texts for JSON. */
  public Map<String, Object> describe() {
    return Map.of(
        "version",
        version,
        "configuration",
        ConfigurationJson.toMap(configuration),
        "provenance",
        provenance);
  }

  /** Returns a copy of the tensor's values, row-major. */
  public float[] tensor(String name) {
    return rawTensor(name).clone();
  }

  /** Returns the tensor's own array; the caller must not change it. */
  float[] rawTensor(String name) {
    float[] values = tensors.get(name);
    if (values == null) {
      throw new IllegalArgumentException(
          "expected one of " + tensors.keySet() + ", found tensor name " + name);
    }
    return values;
  }

  /** Returns the same tensors with additional provenance. */
  public Weights withProvenance(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(provenance);
    all.putAll(more);
    return of(configuration, tensors, all);
  }

  /** Returns the bytes of the weights file: those that were read, if it was read. */
  public byte[] toBytes() {
    return file == null ? write() : file.clone();
  }

  private byte[] write() {
    return Safetensors.write(configuration, tensors, provenance);
  }
}
