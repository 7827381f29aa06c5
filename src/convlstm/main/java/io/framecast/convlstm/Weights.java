package io.framecast.convlstm;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The network's numbers: read-only and shared by every stream and thread. Tensors stand as Keras
 * stores them, row-major: kernels {@code [kh, kw, in, 4 * filters]} with gates in the order i f c
 * o.
 */
public final class Weights {

  /** A file larger than this is not read. */
  public static final long MOST_BYTES = 256L << 20;

  private final Configuration configuration;
  private final Map<String, float[]> tensors;
  private final Map<String, String> provenance;
  private final String version;

  private Weights(
      Configuration configuration,
      Map<String, float[]> tensors,
      Map<String, String> provenance,
      String version) {
    this.configuration = configuration;
    this.tensors = tensors;
    this.provenance = Collections.unmodifiableMap(new TreeMap<>(provenance));
    this.version = version;
  }

  /**
   * Weights from numbers in memory; the arrays are taken, not copied.
   *
   * @throws RefusedWeightsException when a tensor is missing, unknown, of another size or not
   *     finite
   */
  public static Weights of(
      Configuration configuration, Map<String, float[]> tensors, Map<String, String> provenance) {
    Map<String, float[]> ordered = check(configuration, tensors);
    byte[] file = Safetensors.write(configuration, ordered, new TreeMap<>(provenance));
    return new Weights(configuration, ordered, provenance, Safetensors.version(file));
  }

  /** Untrained weights, the same for the same seed: {@link Initialization}. */
  public static Weights initial(Configuration configuration, long seed) {
    return of(
        configuration,
        Initialization.tensors(configuration, seed),
        Map.of("source", "initial", "seed", Long.toString(seed)));
  }

  /** The trained weights of {@link Configuration#squares()} that come with this library. */
  public static Weights shipped() {
    try (InputStream in = Weights.class.getResourceAsStream("squares.safetensors")) {
      if (in == null) {
        throw new IllegalStateException("expected squares.safetensors beside Weights, found none");
      }
      return parse(in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException("the shipped weights cannot be read", e);
    }
  }

  /** Reads a weights file; see {@link #parse}. */
  public static Weights read(Path file) {
    try {
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw new RefusedWeightsException(
            file + ": expected at most " + MOST_BYTES + " bytes, found " + size);
      }
      return parse(Files.readAllBytes(file));
    } catch (RefusedWeightsException e) {
      throw new RefusedWeightsException(file + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new RefusedWeightsException(
          file + ": expected a readable weights file, found: " + e, e);
    }
  }

  /**
   * Parses the bytes of a safetensors file.
   *
   * @throws RefusedWeightsException for anything but exactly the tensors of the configuration that
   *     it names, finite, with the checksum it names
   */
  public static Weights parse(byte[] file) {
    Safetensors.Content content = Safetensors.read(file);
    return new Weights(
        content.configuration(),
        check(content.configuration(), content.tensors()),
        content.provenance(),
        Safetensors.version(file));
  }

  private static Map<String, float[]> check(
      Configuration configuration, Map<String, float[]> found) {
    Map<String, List<Integer>> shapes = configuration.tensors();
    for (String name : found.keySet()) {
      if (!shapes.containsKey(name)) {
        throw new RefusedWeightsException(
            "tensor " + name + ": expected none of that name in this configuration");
      }
    }
    Map<String, float[]> ordered = new LinkedHashMap<>();
    shapes.forEach((name, shape) -> ordered.put(name, check(name, shape, found.get(name))));
    return Collections.unmodifiableMap(ordered);
  }

  private static float[] check(String name, List<Integer> shape, float @Nullable [] found) {
    if (found == null) {
      throw new RefusedWeightsException("tensor " + name + ": expected " + shape + ", found none");
    }
    long size = shape.stream().mapToLong(Integer::longValue).reduce(1, (a, b) -> a * b);
    if (found.length != size) {
      throw new RefusedWeightsException(
          "tensor " + name + ": expected " + shape + ", found " + found.length + " numbers");
    }
    for (int i = 0; i < found.length; i++) {
      if (!Float.isFinite(found[i])) {
        throw new RefusedWeightsException(
            "tensor " + name + ": expected finite numbers, found " + found[i] + " at " + i);
      }
    }
    return found;
  }

  /** The shape of the network. */
  public Configuration configuration() {
    return configuration;
  }

  /** The first 16 hexadecimal digits of the file's SHA-256: the same bytes, the same version. */
  public String version() {
    return version;
  }

  /** How these numbers came to be: source, seed, steps, losses, commit. */
  public Map<String, String> provenance() {
    return provenance;
  }

  /** A copy of the tensor's numbers, row-major. */
  public float[] tensor(String name) {
    return numbers(name).clone();
  }

  /** The tensor's numbers themselves, for reading only. */
  float[] numbers(String name) {
    float[] numbers = tensors.get(name);
    if (numbers == null) {
      throw new IllegalArgumentException(
          "expected one of " + tensors.keySet() + ", found tensor name " + name);
    }
    return numbers;
  }

  /** The same numbers with more said of where they come from. */
  public Weights withProvenance(Map<String, String> more) {
    Map<String, String> all = new TreeMap<>(provenance);
    all.putAll(more);
    return of(configuration, tensors, all);
  }

  /** The bytes of the weights file. */
  public byte[] toBytes() {
    return Safetensors.write(configuration, tensors, provenance);
  }
}
