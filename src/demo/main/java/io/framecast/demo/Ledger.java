package io.framecast.demo;

import io.framecast.frames.FrameHeaders;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.Prediction;
import io.framecast.topics.Source;
import io.framecast.topics.TextHeaders;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Holds predictions and dead letters against the frames, record by record. Answers are entered
 * first, then each partition's frames in their order; {@link #accounts} closes it.
 */
final class Ledger {
  /** A repeated frame comes at most so late; one further back is a source that started again. */
  private static final int MOST_BACK = 64;

  private final Map<Integer, BitSet> refused = new HashMap<>();
  private final Map<String, Map<Integer, BitSet>> answered = new HashMap<>();
  private final Map<String, OptionalLong> sequences = new HashMap<>();
  private final Map<String, Account> accounts = new TreeMap<>(new ByNumber());

  /** A record of the predictions topic; one that says no source answers nothing. */
  void prediction(ConsumerRecord<byte[], byte[]> prediction) {
    String stream = Watch.name(prediction.key());
    try {
      answer(stream, Prediction.of(prediction).source());
    } catch (IllegalArgumentException e) {
      enter(stream, Account.extra(1));
    }
  }

  private void answer(String stream, Source source) {
    BitSet offsets = answered(stream, source.partition());
    if (offsets.get((int) source.offset())) {
      enter(stream, Account.extra(1));
    }
    offsets.set((int) source.offset());
  }

  /** A record of the dead-letter topic; one that says no place in the log refuses nothing. */
  void deadLetter(ConsumerRecord<byte[], byte[]> letter) {
    String partition = TextHeaders.text(letter.headers(), FrameHeaders.ORIGINAL_PARTITION);
    String offset = TextHeaders.text(letter.headers(), FrameHeaders.ORIGINAL_OFFSET);
    if (partition != null && offset != null) {
      refused
          .computeIfAbsent(Integer.valueOf(partition), p -> new BitSet())
          .set(Integer.parseInt(offset));
    }
  }

  /**
   * A frame.
   *
   * @param due whether it must have been answered by now
   */
  void frame(ConsumerRecord<byte[], byte[]> frame, boolean due) {
    String stream = Watch.name(frame.key());
    BitSet answers = answered(stream, frame.partition());
    int offset = (int) frame.offset();
    boolean predicted = answers.get(offset);
    answers.clear(offset);
    if (refused.getOrDefault(frame.partition(), new BitSet()).get(offset)) {
      enter(stream, Account.REFUSED.plus(Account.extra(predicted ? 1 : 0)));
    } else if (frame.value() == null) {
      sequences.remove(stream);
      enter(stream, Account.ENDED.plus(Account.extra(predicted ? 1 : 0)));
    } else if (predicted) {
      sequences.put(stream, headers(frame).sequence());
      enter(stream, Account.ANSWERED);
    } else if (repeated(headers(frame), sequences.getOrDefault(stream, OptionalLong.empty()))) {
      enter(stream, Account.REPEATED);
    } else if (due) {
      enter(stream, Account.MISSING);
    }
  }

  /** What became of each stream. */
  Map<String, Account> accounts() {
    answered.forEach(
        (stream, partitions) -> {
          long left = partitions.values().stream().mapToLong(BitSet::cardinality).sum();
          if (left > 0) {
            enter(stream, Account.extra(left));
          }
        });
    answered.clear();
    return accounts;
  }

  /** The contract's rule: a sequence not above the last one, up to 64 back, is dropped. */
  private static boolean repeated(FrameHeaders headers, OptionalLong last) {
    if (headers.reset() || last.isEmpty() || headers.sequence().isEmpty()) {
      return false;
    }
    long sequence = headers.sequence().getAsLong();
    long back = last.getAsLong() - sequence;
    return sequence > 0 && back >= 0 && back <= MOST_BACK;
  }

  /** Headers that cannot be read say nothing: their frame is a dead letter or missing. */
  private static FrameHeaders headers(ConsumerRecord<byte[], byte[]> frame) {
    try {
      return TextHeaders.ofFrame(frame);
    } catch (RefusedFrameException e) {
      return new FrameHeaders(null, OptionalLong.empty(), false);
    }
  }

  private BitSet answered(String stream, int partition) {
    return answered
        .computeIfAbsent(stream, s -> new HashMap<>())
        .computeIfAbsent(partition, p -> new BitSet());
  }

  private void enter(String stream, Account more) {
    accounts.merge(stream, more, Account::plus);
  }
}
