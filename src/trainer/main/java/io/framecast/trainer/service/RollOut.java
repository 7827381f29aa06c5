package io.framecast.trainer.service;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Decoded;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.Limits;
import io.framecast.frames.RefusedFrameException;
import io.framecast.frames.Verdict;
import io.framecast.topics.TextHeaders;
import io.framecast.topics.models.RefusedModelException;
import io.framecast.trainer.gate.WeightsGuard;
import io.framecast.trainer.log.LogReader;
import io.framecast.trainer.log.UnansweredException;
import io.micronaut.serde.annotation.Serdeable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * What a network sees in the next frames of a stream when it is left to its own predictions. Its
 * state is built from the stream's last frames in the log.
 *
 * @param model version of the weights
 * @param frames in the encoding of the frame that they follow
 */
@Serdeable
record RollOut(String model, List<Picture> frames) {
  /** As many as a state is primed with when weights are swapped. */
  private static final int FRAMES = 45;

  /** How far back they are looked for. */
  private static final long MOST_RECORDS = 20_000;

  /**
   * An encoded frame.
   *
   * @param data in base64
   */
  @Serdeable
  record Picture(String type, String data) {}

  /**
   * Of the stream whose frame stands there.
   *
   * @throws UnansweredException where no frame stands there that this network can follow
   */
  static RollOut after(
      LogReader log,
      TopicPartition partition,
      long offset,
      Weights weights,
      Limits limits,
      int ahead) {
    FrameDecoder decoder = new FrameDecoder(limits);
    Deque<Decoded> last = new ArrayDeque<>();
    OptionalLong sequence = OptionalLong.empty();
    for (ConsumerRecord<byte[], byte[]> record : stream(log, partition, offset)) {
      try {
        FrameHeaders headers = TextHeaders.ofFrame(record);
        Verdict verdict = Verdict.of(sequence, headers, 0);
        if (verdict.duplicate()) {
          continue;
        }
        Decoded decoded = decoder.decode(record.value(), headers.contentType());
        if (verdict.reset() != null
            || (!last.isEmpty() && !isAlike(decoded.frame(), last.getLast().frame()))) {
          last.clear();
        }
        sequence = headers.sequence();
        last.addLast(decoded);
      } catch (RefusedFrameException e) {
        // a dead letter: the stream goes on as if it had never come
      }
    }
    if (last.isEmpty()) {
      throw new UnansweredException(
          "expected a frame at %s@%d, found none".formatted(partition, offset));
    }
    try {
      List<Decoded> frames = List.copyOf(last);
      return WeightsGuard.use(
          weights.version(), () -> new RollOut(weights.version(), seen(weights, frames, ahead)));
    } catch (RefusedModelException e) {
      throw new UnansweredException(
          "expected a frame that %s can follow at %s@%d, found none: %s"
              .formatted(weights.version(), partition, offset, e.getMessage()));
    }
  }

  private static boolean isAlike(Frame one, Frame other) {
    return one.height() == other.height()
        && one.width() == other.width()
        && one.channels() == other.channels();
  }

  /** Its last frames up to that offset, the oldest first. */
  private static List<ConsumerRecord<byte[], byte[]>> stream(
      LogReader log, TopicPartition partition, long offset) {
    List<ConsumerRecord<byte[], byte[]>> there = new ArrayList<>();
    log.read(partition, offset, offset + 1, there::add);
    if (there.isEmpty() || there.get(0).offset() != offset) {
      return List.of();
    }
    byte[] key = there.get(0).key();
    Deque<ConsumerRecord<byte[], byte[]>> last = new ArrayDeque<>();
    log.read(
        partition,
        Math.max(log.first(partition), offset + 1 - MOST_RECORDS),
        offset + 1,
        record -> {
          if (Arrays.equals(record.key(), key)) {
            if (record.value() == null) {
              last.clear();
            } else {
              last.addLast(record);
            }
            if (last.size() > FRAMES) {
              last.removeFirst();
            }
          }
          return true;
        });
    return List.copyOf(last);
  }

  private static List<Picture> seen(Weights weights, List<Decoded> last, int ahead) {
    Decoded newest = last.get(last.size() - 1);
    Frame size = newest.frame();
    List<Picture> frames = new ArrayList<>();
    try (Step step = new Step(weights);
        State state = State.zero(weights.configuration(), size.height(), size.width())) {
      Frame next = size;
      for (Decoded decoded : last) {
        next = step.next(state, decoded.frame().withChannels(weights.configuration().channels()));
      }
      frames.add(picture(newest.encoding(), next));
      while (frames.size() < ahead) {
        next = step.next(state, next);
        frames.add(picture(newest.encoding(), next));
      }
    }
    return frames;
  }

  private static Picture picture(Encoding encoding, Frame frame) {
    return new Picture(
        encoding.contentType(), Base64.getEncoder().encodeToString(encoding.encode(frame)));
  }
}
