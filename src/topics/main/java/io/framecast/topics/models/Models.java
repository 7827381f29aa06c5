package io.framecast.topics.models;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What the models topic says, record after record. Anybody may write to a topic: a file that does
 * not hash to its key, a champion that is none and a key of another kind change nothing, and are
 * told by {@link #read}.
 */
public final class Models {
  static final String CHAMPION = "champion";
  static final String FILE = "model/";

  private final Map<String, Version> versions = new LinkedHashMap<>();
  private final Map<String, String> refused = new TreeMap<>();
  private @Nullable Champion champion;
  private List<String> before = List.of();

  /**
   * Takes note of the next record.
   *
   * @throws RefusedModelException for a record that nobody should have written
   */
  public void read(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    refused.remove(key);
    try {
      if (key.equals(CHAMPION)) {
        readChampion(record);
      } else if (key.startsWith(FILE)) {
        readFile(key.substring(FILE.length()), record);
      } else {
        throw new RefusedModelException("expected a key model/VERSION or champion");
      }
    } catch (RefusedModelException e) {
      String sentence =
          "%s@%d, key \"%s\": %s"
              .formatted(record.topic(), record.offset(), printable(key), e.getMessage());
      refused.put(key, sentence);
      throw new RefusedModelException(sentence);
    }
  }

  /** As {@link #read}, for whoever asks for {@link #refused} later. */
  void note(ConsumerRecord<byte[], byte[]> record) {
    try {
      read(record);
    } catch (RefusedModelException e) {
      // kept among those that are refused
    }
  }

  private void readChampion(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      champion = null;
      before = List.of();
      return;
    }
    try {
      champion = Champion.parse(record.value());
      before = Before.of(record);
    } catch (IllegalArgumentException e) {
      throw new RefusedModelException(String.valueOf(e.getMessage()));
    }
  }

  private void readFile(String name, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      versions.remove(name);
      return;
    }
    Version version = Version.of(record.value(), record.offset(), record.timestamp());
    if (!version.name().equals(name)) {
      throw new RefusedModelException(
          "expected a file that hashes to its key, found one of " + version.name());
    }
    versions.putIfAbsent(name, version);
  }

  private static String printable(String key) {
    String plain = key.replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > 40 ? plain.substring(0, 40) + "..." : plain;
  }

  /** Those that are there, the one published first first. */
  public List<Version> versions() {
    return List.copyOf(versions.values());
  }

  public @Nullable Version version(String name) {
    return versions.get(name);
  }

  /** The pointer to the live version, which may be gone; null without one. */
  public @Nullable Champion champion() {
    return champion;
  }

  /** Versions that were live before the champion, the last one first. */
  public List<String> before() {
    return before;
  }

  /** What the topic holds now that nobody should have written, one sentence a record. */
  public List<String> refused() {
    return new ArrayList<>(refused.values());
  }
}
