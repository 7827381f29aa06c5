package io.framecast.demo;

import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameSequencer;
import io.framecast.frames.FrameSequencer.Duplicate;
import io.framecast.frames.SequencingRules;
import io.framecast.topics.HeaderText;
import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.Prediction;
import io.framecast.topics.RecordPosition;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Compares predictions and dead letters with the frames, record by record. Predictions and dead
 * letters are added first, then each partition's frames in their order, then {@link #result} ends
 * it. Anyone may write to any topic: what belongs to no frame of its stream counts among {@link
 * AuditResult#others}.
 */
final class Audit {
  private static final SequencingRules RULES = SequencingRules.DEFAULT;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private final String framesTopic;
  private final Set<LetterKey> letters = new HashSet<>();
  private final Map<String, OffsetSet> predicted = new HashMap<>();
  private final Map<String, Map<RecordPosition, Integer>> repeated = new HashMap<>();
  private final Map<String, FrameSequencer> sequencers = new HashMap<>();
  private final Map<String, AuditCounts> counts = new TreeMap<>();
  private long others;

  /** A dead letter: the place of its record and a hash of its content. */
  private record LetterKey(int partition, long offset, int hash) {
    static LetterKey of(
        int partition, long offset, byte @Nullable [] key, byte @Nullable [] value) {
      return new LetterKey(partition, offset, 31 * Arrays.hashCode(key) + Arrays.hashCode(value));
    }
  }

  Audit(String framesTopic) {
    this.framesTopic = framesTopic;
  }

  /** Adds a record of the predictions topic. */
  void addPrediction(ConsumerRecord<byte[], byte[]> record) {
    try {
      Prediction prediction = Prediction.of(record);
      RecordPosition source = prediction.source();
      if (!source.topic().equals(framesTopic)) {
        others++;
      } else if (!predicted(prediction.stream()).add(source.partition(), source.offset())) {
        repeated
            .computeIfAbsent(prediction.stream(), s -> new HashMap<>())
            .merge(source, 1, Integer::sum);
      }
    } catch (InvalidRecordException e) {
      others++;
    }
  }

  /** Adds a record of the dead-letter topic. */
  void addDeadLetter(ConsumerRecord<byte[], byte[]> record) {
    String topic = HeaderText.text(record.headers(), FrameHeaders.ORIGINAL_TOPIC);
    String partition = HeaderText.text(record.headers(), FrameHeaders.ORIGINAL_PARTITION);
    String offset = HeaderText.text(record.headers(), FrameHeaders.ORIGINAL_OFFSET);
    if (framesTopic.equals(topic) && isNumber(partition) && isNumber(offset)) {
      int number = Integer.parseInt(partition);
      letters.add(LetterKey.of(number, Long.parseLong(offset), record.key(), record.value()));
    } else {
      others++;
    }
  }

  private static boolean isNumber(@Nullable String text) {
    return text != null && NUMBER.matcher(text).matches();
  }

  /**
   * Adds a frame.
   *
   * @param isDue whether its prediction must exist by now
   */
  void addFrame(ConsumerRecord<byte[], byte[]> frame, boolean isDue) {
    String stream = TopicObserver.streamName(frame.key());
    boolean isPredicted = predicted(stream).remove(frame.partition(), frame.offset());
    AuditCounts extra = isPredicted ? AuditCounts.extra(1) : AuditCounts.NONE;
    Integer more = repeated.getOrDefault(stream, new HashMap<>()).remove(RecordPosition.of(frame));
    if (more != null) {
      add(stream, AuditCounts.extra(more));
    }
    if (isRejected(frame, isPredicted)) {
      add(stream, AuditCounts.REJECTED.plus(extra));
    } else if (frame.value() == null) {
      sequencers.remove(stream);
      add(stream, AuditCounts.END.plus(extra));
    } else if (isPredicted) {
      sequencers.put(
          stream, sequencer(stream).accept(HeaderText.ofFrame(frame), frame.timestamp(), RULES));
      add(stream, AuditCounts.PREDICTED);
    } else if (isDuplicate(stream, frame)) {
      add(stream, AuditCounts.DUPLICATE);
    } else if (isDue) {
      add(stream, AuditCounts.MISSING);
    }
  }

  /** A dead letter of a record that was too large holds neither its key nor its value. */
  private boolean isRejected(ConsumerRecord<byte[], byte[]> frame, boolean isPredicted) {
    int partition = frame.partition();
    return letters.remove(LetterKey.of(partition, frame.offset(), frame.key(), frame.value()))
        || (!isPredicted && letters.remove(LetterKey.of(partition, frame.offset(), null, null)));
  }

  private boolean isDuplicate(String stream, ConsumerRecord<byte[], byte[]> frame) {
    return sequencer(stream).decide(HeaderText.ofFrame(frame), frame.timestamp(), RULES)
        instanceof Duplicate;
  }

  private FrameSequencer sequencer(String stream) {
    return sequencers.getOrDefault(stream, FrameSequencer.NEW);
  }

  private OffsetSet predicted(String stream) {
    return predicted.computeIfAbsent(stream, s -> new OffsetSet());
  }

  private void add(String stream, AuditCounts more) {
    counts.merge(stream, more, AuditCounts::plus);
  }

  /** Returns the counts by stream, and the number of records that belong to no frame. */
  AuditResult result() {
    long unmatched =
        predicted.values().stream().mapToLong(OffsetSet::size).sum()
            + repeated.values().stream().flatMap(m -> m.values().stream()).mapToLong(n -> n).sum()
            + letters.size();
    return new AuditResult(counts, others + unmatched);
  }
}
