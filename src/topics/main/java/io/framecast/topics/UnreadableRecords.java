package io.framecast.topics;

import io.framecast.frames.RefusedFrameException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts and logs records that do not belong in their topic. Anyone may write to a topic, so a
 * reader skips such a record and reads the next one.
 *
 * <p>The first record of a topic is logged at once, later ones at most every 30 s with their
 * number. A record counts once, even if several readers of a service read it. For several threads.
 */
public final class UnreadableRecords {
  private static final Logger LOG = LoggerFactory.getLogger(UnreadableRecords.class);

  private final Map<String, Topic> topics = new ConcurrentHashMap<>();

  /** Reads one record. */
  public interface Reader {
    /**
     * Reads a record.
     *
     * @throws InvalidRecordException for a record that does not belong in its topic
     * @throws RefusedFrameException for a record that is no valid frame
     */
    void read(ConsumerRecord<byte[], byte[]> record) throws RefusedFrameException;
  }

  private static final class Topic {
    private final Map<Integer, Long> newest = new HashMap<>();
    private final ThrottledLog log = new ThrottledLog();
    private long count;
  }

  /**
   * Reads a record, and counts it if it cannot be read. A failure of the reader counts too, and is
   * logged with its stack trace, so that no single record stops a reader.
   *
   * @return whether it was read
   * @throws KafkaException when the reader throws it, since the record is not its cause
   */
  public boolean read(ConsumerRecord<byte[], byte[]> record, Reader reader) {
    if (record instanceof UnfetchableRecord unfetchable) {
      add(record, unfetchable.reason());
      return false;
    }
    try {
      reader.read(record);
      return true;
    } catch (KafkaException e) {
      throw e;
    } catch (InvalidRecordException | RefusedFrameException e) {
      add(record, String.valueOf(e.getMessage()), null);
    } catch (RuntimeException e) {
      add(record, "The reader failed: " + e, e);
    }
    return false;
  }

  /** Counts an unreadable record; {@code why} says expected and found. */
  public void add(ConsumerRecord<?, ?> record, String why) {
    add(record, why, null);
  }

  private void add(ConsumerRecord<?, ?> record, String why, @Nullable Throwable fault) {
    Topic topic = topics.computeIfAbsent(record.topic(), name -> new Topic());
    synchronized (topic) {
      long newest = topic.newest.getOrDefault(record.partition(), -1L);
      if (record.offset() <= newest) {
        return; // counted already
      }
      topic.newest.put(record.partition(), record.offset());
      topic.count++;
      String reason = record instanceof UnfetchableRecord one ? one.reason() : why;
      topic.log.log(records -> log(record, reason, fault, records));
    }
  }

  private static void log(
      ConsumerRecord<?, ?> record, String why, @Nullable Throwable fault, long records) {
    LOG.atWarn()
        .addKeyValue("topic", record.topic())
        .addKeyValue("partition", record.partition())
        .addKeyValue("offset", record.offset())
        .setCause(fault)
        .log(
            "unreadable record {}{}: {}",
            RecordPosition.of(record),
            records == 1 ? "" : ", the last of " + records,
            RecordText.shorten(why, RecordText.MOST_NAME));
  }

  /** Returns the number of unreadable records of a topic. */
  public long count(String topic) {
    Topic found = topics.get(topic);
    if (found == null) {
      return 0;
    }
    synchronized (found) {
      return found.count;
    }
  }
}
