package io.framecast.demo;

import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameSequencer;
import io.framecast.frames.FrameSequencer.Duplicate;
import io.framecast.frames.RefusedFrameException;
import io.framecast.frames.SequencingRules;
import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.Prediction;
import io.framecast.topics.Source;
import io.framecast.topics.TextHeaders;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Holds predictions and dead letters against the frames, record by record. Answers are entered
 * first, then each partition's frames in their order; {@link #accounts} closes it. Anyone may write
 * to any topic: what answers no frame of its stream is counted among {@link Accounts#others}.
 */
final class Ledger {
  private static final SequencingRules RULES = SequencingRules.DEFAULT;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");

  private final String framesTopic;
  private final Set<Letter> letters = new HashSet<>();
  private final Map<String, Offsets> answered = new HashMap<>();
  private final Map<String, Map<Source, Integer>> again = new HashMap<>();
  private final Map<String, FrameSequencer> sequencers = new HashMap<>();
  private final Map<String, Account> accounts = new TreeMap<>(new ByNumber());
  private long others;

  /** A dead letter: of which record, and what it holds of that. */
  private record Letter(int partition, long offset, int hash) {
    private static int hash(byte @Nullable [] key, byte @Nullable [] value) {
      return 31 * Arrays.hashCode(key) + Arrays.hashCode(value);
    }

    static Letter of(ConsumerRecord<byte[], byte[]> frame) {
      return new Letter(frame.partition(), frame.offset(), hash(frame.key(), frame.value()));
    }

    /** The record was too large: the letter holds nothing of it. */
    static Letter withoutRecord(ConsumerRecord<byte[], byte[]> frame) {
      return new Letter(frame.partition(), frame.offset(), hash(null, null));
    }
  }

  /** An empty one for the frames of this topic. */
  Ledger(String framesTopic) {
    this.framesTopic = framesTopic;
  }

  /** Enters a record of the predictions topic. */
  void prediction(ConsumerRecord<byte[], byte[]> record) {
    try {
      Prediction prediction = Prediction.of(record);
      Source source = prediction.source();
      if (!source.topic().equals(framesTopic)) {
        others++;
      } else if (!answered(prediction.stream()).add(source.partition(), source.offset())) {
        again
            .computeIfAbsent(prediction.stream(), s -> new HashMap<>())
            .merge(source, 1, Integer::sum);
      }
    } catch (InvalidRecordException e) {
      others++;
    }
  }

  /** Enters a record of the dead-letter topic. */
  void deadLetter(ConsumerRecord<byte[], byte[]> letter) {
    String topic = TextHeaders.text(letter.headers(), FrameHeaders.ORIGINAL_TOPIC);
    String partition = TextHeaders.text(letter.headers(), FrameHeaders.ORIGINAL_PARTITION);
    String offset = TextHeaders.text(letter.headers(), FrameHeaders.ORIGINAL_OFFSET);
    if (framesTopic.equals(topic) && isNumber(partition) && isNumber(offset)) {
      letters.add(
          new Letter(
              Integer.parseInt(partition),
              Long.parseLong(offset),
              Letter.hash(letter.key(), letter.value())));
    } else {
      others++;
    }
  }

  private static boolean isNumber(@Nullable String text) {
    return text != null && NUMBER.matcher(text).matches();
  }

  /**
   * Enters a frame.
   *
   * @param due whether it must have been answered by now
   */
  void frame(ConsumerRecord<byte[], byte[]> frame, boolean due) {
    String stream = Watch.name(frame.key());
    boolean predicted = answered(stream).remove(frame.partition(), frame.offset());
    Integer more = again.getOrDefault(stream, new HashMap<>()).remove(Source.of(frame));
    if (more != null) {
      enter(stream, Account.extra(more));
    }
    if (isRefused(frame, predicted)) {
      enter(stream, Account.REFUSED.plus(Account.extra(predicted ? 1 : 0)));
    } else if (frame.value() == null) {
      sequencers.remove(stream);
      enter(stream, Account.ENDED.plus(Account.extra(predicted ? 1 : 0)));
    } else if (predicted) {
      FrameSequencer next = sequencer(stream).accept(headers(frame), frame.timestamp(), RULES);
      sequencers.put(stream, next);
      enter(stream, Account.ANSWERED);
    } else if (isRepeated(stream, frame)) {
      enter(stream, Account.REPEATED);
    } else if (due) {
      enter(stream, Account.MISSING);
    }
  }

  private boolean isRefused(ConsumerRecord<byte[], byte[]> frame, boolean predicted) {
    boolean refused = letters.remove(Letter.of(frame));
    return refused || (!predicted && letters.remove(Letter.withoutRecord(frame)));
  }

  /** What became of each stream's records, and how many records are none of the services'. */
  Accounts accounts() {
    others += answered.values().stream().mapToLong(Offsets::size).sum();
    others += again.values().stream().flatMap(m -> m.values().stream()).mapToLong(n -> n).sum();
    others += letters.size();
    answered.clear();
    again.clear();
    letters.clear();
    return new Accounts(accounts, others);
  }

  private boolean isRepeated(String stream, ConsumerRecord<byte[], byte[]> frame) {
    return sequencer(stream).decide(headers(frame), frame.timestamp(), RULES) instanceof Duplicate;
  }

  private FrameSequencer sequencer(String stream) {
    return sequencers.getOrDefault(stream, FrameSequencer.NEW);
  }

  /** Headers that cannot be read say nothing: their frame is a dead letter or missing. */
  private static FrameHeaders headers(ConsumerRecord<byte[], byte[]> frame) {
    try {
      return TextHeaders.ofFrame(frame);
    } catch (RefusedFrameException e) {
      return new FrameHeaders(null, OptionalLong.empty(), false);
    }
  }

  private Offsets answered(String stream) {
    return answered.computeIfAbsent(stream, s -> new Offsets());
  }

  private void enter(String stream, Account more) {
    accounts.merge(stream, more, Account::plus);
  }
}
