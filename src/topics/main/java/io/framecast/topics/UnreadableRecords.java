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
 * Counts the records that are not what their topic holds, and logs them. Anyone may write to a
 * topic, so a reader skips such a record and reads the next one.
 *
 * <p>The first record of a topic is logged at once, later ones at most every 30 s with their
 * number. A record counts once, however many readers of a service meet it. For several threads.
 */
public final class UnreadableRecords {
  private static final Logger LOG = LoggerFactory.getLogger(UnreadableRecords.class);

  private final Map<String, Topic> topics = new ConcurrentHashMap<>();

  /** Reads one record. */
  public interface Reader {
    /**
     * Takes note of a record.
     *
     * @throws InvalidRecordException for a record that is not what its topic holds
     * @throws RefusedFrameException for a record that is no frame
     */
    void read(ConsumerRecord<byte[], byte[]> record) throws RefusedFrameException;
  }

  private static final class Topic {
    private final Map<Integer, Long> newest = new HashMap<>();
    private final ThrottledLog log = new ThrottledLog();
    private long count;
  }

  /**
   * Has a record read, and counts it where it cannot be. A fault of the reader's that only this
   * record shows is counted too, and logged with its stack: no single record may stop a reader.
   *
   * @return whether it was read
   * @throws KafkaException that the reader throws, since that is none of the record's
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
      add(record, "expected a reader that takes any bytes, found " + e, e);
    }
    return false;
  }

  /** Counts a record that was found to be unreadable; {@code why} says expected and found. */
  public void add(ConsumerRecord<?, ?> record, String why) {
    add(record, why, null);
  }

  private void add(ConsumerRecord<?, ?> record, String why, @Nullable Throwable fault) {
    Topic topic = topics.computeIfAbsent(record.topic(), name -> new Topic());
    synchronized (topic) {
      long newest = topic.newest.getOrDefault(record.partition(), -1L);
      if (record.offset() <= newest) {
        return; // met before
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
            Source.of(record),
            records == 1 ? "" : ", the last of " + records,
            RecordText.shortened(why, RecordText.MOST_NAME));
  }

  /** How many unreadable records of this topic have been met. */
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
