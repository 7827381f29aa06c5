package io.framecast.topics.models;

import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.RecordText;
import io.framecast.topics.UnreadableRecords;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The state of the registry after the records so far. Anyone may write to the topic, so {@link
 * #apply} rejects a file that does not match its key, an invalid champion and an unknown key. Then
 * the state does not change, and the last valid champion stays.
 */
public final class RegistrySnapshot {
  static final String CHAMPION = "champion";
  static final String FILE = "model/";

  private static final int MOST_REFUSED = 100;
  private static final int MOST_VERSIONS = 10_000;

  private final Map<String, Version> versions = new LinkedHashMap<>();
  private final Map<String, String> refused = new LinkedHashMap<>();
  private long forgotten; // the number of rejected records without a sentence
  private @Nullable Champion champion;
  private List<String> before = List.of();
  private ServedVersions served = ServedVersions.NONE;

  /**
   * Applies the next record.
   *
   * @throws InvalidModelException for a record that does not belong in the topic
   */
  public void apply(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    String same = Version.name(key.getBytes(StandardCharsets.UTF_8)); // a key may be large
    refused.remove(same);
    try {
      if (key.equals(CHAMPION)) {
        readChampion(record);
      } else if (key.startsWith(FILE)) {
        readFile(key.substring(FILE.length()), record);
      } else if (record.value() != null) {
        throw new InvalidModelException("expected a key model/VERSION or champion");
      }
    } catch (InvalidModelException | InvalidRecordException e) {
      String sentence =
          String.format(
              Locale.ROOT,
              "%s@%d, key %s: %s",
              record.topic(),
              record.offset(),
              RecordText.quote(key),
              e.getMessage());
      refuse(same, sentence);
      throw new InvalidModelException(sentence);
    }
  }

  private void refuse(String key, String sentence) {
    refused.put(key, sentence);
    if (refused.size() > MOST_REFUSED) {
      refused.remove(refused.keySet().iterator().next());
      forgotten++;
    }
  }

  /** Applies the next record, or counts it as unreadable. */
  void apply(ConsumerRecord<byte[], byte[]> record, UnreadableRecords unreadable) {
    try {
      apply(record);
    } catch (InvalidModelException e) {
      unreadable.add(record, String.valueOf(e.getMessage()));
    }
  }

  private void readChampion(ConsumerRecord<byte[], byte[]> record) {
    before = record.value() == null ? List.of() : before;
    served = record.value() == null ? ServedVersions.NONE : served;
    champion = record.value() == null ? null : Champion.parse(record.value());
    if (champion != null) {
      // the champion is valid even if its rollback history is not
      before = List.of();
      served = ServedVersions.NONE;
      before = RollbackHistory.of(record);
      served = ServedVersions.of(record);
    }
  }

  private void readFile(String name, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      versions.remove(name);
      return;
    }
    Version version = Version.of(record.value(), record.offset(), record.timestamp());
    if (!version.name().equals(name)) {
      throw new InvalidModelException(
          "expected a file that hashes to its key, found one of " + version.name());
    }
    if (versions.size() == MOST_VERSIONS && !versions.containsKey(name)) {
      throw new InvalidModelException(
          String.format(
              Locale.ROOT, "expected at most %,d versions, found one more", MOST_VERSIONS));
    }
    versions.putIfAbsent(name, version);
  }

  /** Returns the registered versions in the order of their publication. */
  public List<Version> versions() {
    return List.copyOf(versions.values());
  }

  public @Nullable Version version(String name) {
    return versions.get(name);
  }

  /** Returns the live version, which may have been removed; null without one. */
  public @Nullable Champion champion() {
    return champion;
  }

  /** Returns the versions to roll back to, the next one first. */
  public List<String> before() {
    return before;
  }

  /** Returns the versions that were live, which predictions may still name. */
  ServedVersions served() {
    return served;
  }

  /** Returns a sentence for each key with a rejected record, newest last. */
  public List<String> rejections() {
    List<String> all = new ArrayList<>(refused.values());
    if (forgotten > 0) {
      all.add(0, String.format(Locale.ROOT, "%,d earlier records were rejected", forgotten));
    }
    return all;
  }
}
