package io.framecast.trainer.service;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Decoded;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.Limits;
import io.framecast.frames.SequencingRules;
import io.framecast.topics.models.RefusedModelException;
import io.framecast.trainer.gate.WeightsGuard;
import io.framecast.trainer.log.BrokerUnavailableException;
import io.framecast.trainer.log.LogReader;
import io.framecast.trainer.service.PrimingFrames.Kept;
import io.micronaut.serde.annotation.Serdeable;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
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
  /** How far back the stream's records are looked for. */
  private static final long MOST_RECORDS = 20_000;

  /** How many of them are decoded at most: some are duplicates, or no frames. */
  private static final int MOST_DECODED = 3 * SequencingRules.PRIMING_FRAMES;

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
   * @throws BrokerUnavailableException where no frame stands there that this network can follow
   */
  static RollOut after(
      LogReader log,
      TopicPartition partition,
      long offset,
      Weights weights,
      Limits limits,
      int ahead) {
    List<Kept> last =
        last(log, partition, offset, new PrimingFrames(limits, weights.configuration().channels()));
    if (last.isEmpty()) {
      throw new BrokerUnavailableException(
          "expected a frame at %s@%d, found none".formatted(partition, offset));
    }
    try {
      return WeightsGuard.use(
          weights.version(), () -> new RollOut(weights.version(), seen(weights, last, ahead)));
    } catch (RefusedModelException e) {
      throw new BrokerUnavailableException(
          "expected a frame that %s can follow at %s@%d, found none: %s"
              .formatted(weights.version(), partition, offset, e.getMessage()));
    }
  }

  /** Returns the stream's last frames up to that offset; none where no record stands there. */
  private static List<Kept> last(
      LogReader log, TopicPartition partition, long offset, PrimingFrames frames) {
    List<ConsumerRecord<byte[], byte[]>> there = new ArrayList<>();
    log.read(partition, offset, offset + 1, there::add);
    if (there.isEmpty() || there.get(0).offset() != offset) {
      return List.of();
    }
    byte[] key = there.get(0).key();
    Deque<ConsumerRecord<byte[], byte[]>> newest = new ArrayDeque<>();
    log.read(
        partition,
        Math.max(log.first(partition), offset + 1 - MOST_RECORDS),
        offset + 1,
        record -> {
          if (Arrays.equals(record.key(), key)) {
            newest.addLast(record);
            if (newest.size() > MOST_DECODED) {
              newest.removeFirst();
            }
          }
          return true;
        });
    newest.forEach(frames::add);
    return frames.frames();
  }

  /** As the predictor primes a state: missing frames are filled in with predictions. */
  private static List<Picture> seen(Weights weights, List<Kept> last, int ahead) {
    Decoded newest = last.get(last.size() - 1).decoded();
    Frame size = newest.frame();
    List<Picture> frames = new ArrayList<>();
    try (Step step = new Step(weights);
        State state = State.zero(weights.configuration(), size.height(), size.width())) {
      Frame next = size;
      for (Kept one : last) {
        for (int n = 0; n < one.missing() && state.framesSeen() > 0; n++) {
          next = step.next(state, next);
        }
        Frame frame = one.decoded().frame();
        next = step.next(state, frame.withChannels(weights.configuration().channels()));
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
