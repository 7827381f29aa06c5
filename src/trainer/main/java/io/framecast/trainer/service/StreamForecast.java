package io.framecast.trainer.service;

import io.framecast.convlstm.State;
import io.framecast.convlstm.Step;
import io.framecast.convlstm.Weights;
import io.framecast.frames.DecodedFrame;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameLimits;
import io.framecast.frames.SequencingRules;
import io.framecast.topics.models.InvalidModelException;
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
import java.util.Locale;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Forecasts several frames of a stream, as a predictor does. The state is primed with the last
 * frames of the stream in the log.
 *
 * @param model version of the weights
 * @param frames in the encoding of the frame that they follow
 */
@Serdeable
record StreamForecast(String model, List<Picture> frames) {
  /** How far back it looks for records of the stream. */
  private static final long MAX_RECORDS = 20_000;

  /** The most of them that it decodes: some are duplicates, or no frames. */
  private static final int MAX_DECODED = 3 * SequencingRules.PRIMING_FRAMES;

  /**
   * An encoded frame.
   *
   * @param data in base64
   */
  @Serdeable
  record Picture(String type, String data) {}

  /**
   * Forecasts the frames after the frame at that offset.
   *
   * @throws BrokerUnavailableException if there is no frame that this network can follow
   */
  static StreamForecast after(
      LogReader log,
      TopicPartition partition,
      long offset,
      Weights weights,
      FrameLimits limits,
      int ahead) {
    List<Kept> last =
        lastFrames(
            log, partition, offset, new PrimingFrames(limits, weights.configuration().channels()));
    if (last.isEmpty()) {
      throw new BrokerUnavailableException(
          String.format(Locale.ROOT, "expected a frame at %s@%d, found none", partition, offset));
    }
    try {
      return WeightsGuard.use(
          weights.version(),
          () -> new StreamForecast(weights.version(), rollOut(weights, last, ahead)));
    } catch (InvalidModelException e) {
      throw new BrokerUnavailableException(
          String.format(
              Locale.ROOT,
              "expected a frame that %s can follow at %s@%d, found none: %s",
              weights.version(),
              partition,
              offset,
              e.getMessage()));
    }
  }

  /** Returns the last frames of the stream up to that offset; none without a record there. */
  private static List<Kept> lastFrames(
      LogReader log, TopicPartition partition, long offset, PrimingFrames frames) {
    if (!log.partitions(partition.topic()).contains(partition)) {
      return List.of(); // a client would ask for it until its timeout, as if the broker were away
    }
    List<ConsumerRecord<byte[], byte[]>> there = new ArrayList<>();
    log.read(partition, offset, offset + 1, there::add);
    if (there.isEmpty() || there.get(0).offset() != offset) {
      return List.of();
    }
    byte[] key = there.get(0).key();
    Deque<ConsumerRecord<byte[], byte[]>> newest = new ArrayDeque<>();
    log.read(
        partition,
        Math.max(log.first(partition), offset + 1 - MAX_RECORDS),
        offset + 1,
        record -> {
          if (Arrays.equals(record.key(), key)) {
            newest.addLast(record);
            if (newest.size() > MAX_DECODED) {
              newest.removeFirst();
            }
          }
          return true;
        });
    newest.forEach(frames::add);
    return frames.frames();
  }

  /** Primes a state as the predictor does, filling gaps with predictions, and rolls out. */
  private static List<Picture> rollOut(Weights weights, List<Kept> last, int ahead) {
    DecodedFrame newest = last.get(last.size() - 1).decoded();
    Frame size = newest.frame();
    int channels = weights.configuration().channels();
    try (Step step = new Step(weights);
        State state = State.zero(weights.configuration(), size.height(), size.width())) {
      List<Frame> next = List.of(size);
      for (int i = 0; i < last.size(); i++) {
        Kept one = last.get(i);
        for (int n = 0; n < one.missing() && state.framesSeen() > 0; n++) {
          next = step.forecast(state, next.get(0), 1);
        }
        Frame frame = one.decoded().frame().withChannels(channels);
        next = step.forecast(state, frame, i == last.size() - 1 ? ahead : 1);
      }
      return next.stream().map(frame -> picture(newest.encoding(), frame)).toList();
    }
  }

  private static Picture picture(Encoding encoding, Frame frame) {
    return new Picture(
        encoding.contentType(), Base64.getEncoder().encodeToString(encoding.encode(frame)));
  }
}
