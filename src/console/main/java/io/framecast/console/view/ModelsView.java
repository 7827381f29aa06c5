package io.framecast.console.view;

import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.UnreadableRecords;
import io.framecast.topics.models.Champion;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.topics.models.RegistrySnapshot;
import io.framecast.topics.models.Version;
import io.micronaut.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * The view keeps what the models topic holds, without the weights: a request never reads the topic,
 * however slow the broker is.
 *
 * <p>One thread reads records, many threads query.
 */
public final class ModelsView {
  private static final int MOST_SHOWN = 100;

  private final UnreadableRecords unreadable;
  private final JsonMapper json;
  private RegistrySnapshot reading = new RegistrySnapshot();
  private @Nullable RegistrySnapshot complete;
  private long end = Long.MAX_VALUE;

  /** No cache: exactly the newest files keep their provenance. */
  private final Map<String, Map<String, String>> provenances =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Map<String, String>> eldest) {
          return size() > MOST_SHOWN;
        }
      };

  /**
   * Starts empty.
   *
   * @param unreadable counts the records that do not belong in the topic
   */
  public ModelsView(UnreadableRecords unreadable, JsonMapper json) {
    this.unreadable = unreadable;
    this.json = json;
  }

  /**
   * The registry at one moment.
   *
   * @param champion the live version, null without one
   * @param before the versions to roll back to, the next one first
   * @param versions the newest versions, newest last
   * @param refused a sentence for each invalid record in the topic
   */
  public record Registry(
      @Nullable Champion champion,
      List<String> before,
      List<ShownVersion> versions,
      List<String> refused) {}

  /** A version and the metadata of its file. */
  public record ShownVersion(Version version, Map<String, String> provenance) {}

  /**
   * Begins anew with the topic's first record. Queries see the old state until the new one is
   * complete.
   *
   * @param endOffset the offset at which the topic ends now
   */
  synchronized void restart(long endOffset) {
    reading = new RegistrySnapshot();
    end = endOffset;
  }

  synchronized void read(ConsumerRecord<byte[], byte[]> record) {
    unreadable.read(record, this::apply);
  }

  private void apply(ConsumerRecord<byte[], byte[]> record) {
    try {
      reading.apply(record);
    } catch (InvalidModelException e) {
      throw new InvalidRecordException(String.valueOf(e.getMessage()));
    }
    if (record.value() != null) {
      String name = Version.name(record.value());
      if (reading.version(name) != null) {
        provenances.put(name, Provenance.of(record.value(), json));
      }
    }
  }

  /** Notes that all records before this offset were read. */
  synchronized void reach(long offset) {
    if (offset >= end) {
      complete = reading;
    }
  }

  /** Returns the registry, or null before the topic was read to its end for the first time. */
  public synchronized @Nullable Registry registry() {
    RegistrySnapshot models = complete;
    if (models == null) {
      return null;
    }
    List<Version> versions = models.versions();
    return new Registry(
        models.champion(),
        models.before(),
        versions.subList(Math.max(0, versions.size() - MOST_SHOWN), versions.size()).stream()
            .map(this::shown)
            .toList(),
        models.rejections());
  }

  private ShownVersion shown(Version version) {
    return new ShownVersion(version, provenances.getOrDefault(version.name(), Map.of()));
  }
}
