package io.framecast.trainer.verify;

import io.framecast.frames.FrameHeaders;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.HeaderText;
import io.framecast.topics.Prediction;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Builds a state as the headers of a prediction say: from zero over the last accepted frames of the
 * stream, which it reads from the log again.
 */
final class Replay {

  private final KnownWeights weights;
  private final StreamRules rules;
  private final FrameLog log;
  private int reached; // index of the accepted frame that the run is at

  Replay(KnownWeights weights, StreamRules rules, FrameLog log) {
    this.weights = weights;
    this.rules = rules;
    this.log = log;
  }

  /**
   * Returns a run that has taken the newest accepted frame last; null if the log has lost frames
   * that it needs.
   *
   * <p>If the version cannot take an earlier frame, no service with this version accepted it. That
   * frame is removed, and the run starts again without it.
   *
   * @param leads how many of the frames after the newest one to predict
   * @throws RefusedFrameException if the version cannot take the newest frame
   * @throws MismatchException if no start gives the number of frames that the prediction names
   */
  @Nullable ModelRun build(Prediction prediction, int leads) throws RefusedFrameException {
    while (true) {
      int start = findStart(prediction);
      if (start < 0) {
        return null;
      }
      ModelRun run = weights.start(prediction);
      try {
        if (run(run, start, leads)) {
          return run;
        }
        run.close();
        return null;
      } catch (RefusedFrameException e) {
        run.close();
        if (reached == rules.accepted().size() - 1) {
          throw e;
        }
        rules.accepted().remove(reached);
      }
    }
  }

  /** Returns the first frame that the state has seen; -1 if the log has lost it. */
  private int findStart(Prediction prediction) {
    AcceptedFrames accepted = rules.accepted();
    int start = accepted.findStart(prediction.framesSeen());
    if (start < 0 && !accepted.isComplete()) {
      return -1;
    }
    long found = accepted.countFrom(Math.max(0, start));
    if (found != prediction.framesSeen()) {
      throw new MismatchException(
          prediction.source(),
          String.format(
              Locale.ROOT,
              "%s: expected %s %d, as the stream's frames from offset %d on give, found %d",
              FrameHeaders.FRAMES_SEEN,
              start < 0 ? "at most" : "a number such as",
              found,
              accepted.offset(Math.max(0, start)),
              prediction.framesSeen()));
    }
    return start;
  }

  /** Runs from this frame to the newest one; returns false if the log has lost one. */
  private boolean run(ModelRun run, int start, int leads) throws RefusedFrameException {
    AcceptedFrames accepted = rules.accepted();
    try (Stream<ConsumerRecord<byte[], byte[]>> records = log.from(accepted.offset(start))) {
      Iterator<ConsumerRecord<byte[], byte[]>> again = records.iterator();
      for (reached = start; reached < accepted.size(); reached++) {
        ConsumerRecord<byte[], byte[]> record = at(accepted.offset(reached), again);
        if (record == null) {
          return false;
        }
        String contentType = HeaderText.ofFrame(record).contentType();
        run.next(
            reached == start ? 0 : accepted.filled(reached),
            rules.decoder().decode(record.value(), contentType).frame(),
            reached == accepted.size() - 1 ? leads : 1);
      }
      return true;
    }
  }

  private static @Nullable ConsumerRecord<byte[], byte[]> at(
      long offset, Iterator<ConsumerRecord<byte[], byte[]>> records) {
    while (records.hasNext()) {
      ConsumerRecord<byte[], byte[]> record = records.next();
      if (record.offset() >= offset) {
        return record.offset() == offset ? record : null;
      }
    }
    return null;
  }
}
