package io.framecast.trainer.verify;

import io.framecast.frames.FrameHeaders;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.Prediction;
import io.framecast.topics.TextHeaders;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Builds a state as a prediction says that it was built: from zero over the stream's last accepted
 * frames, which are read from the log again.
 */
final class Replay {

  private final KnownWeights weights;
  private final StreamRules rules;
  private final FrameLog log;
  private int reached; // which frame of the lineage the run is at

  Replay(KnownWeights weights, StreamRules rules, FrameLog log) {
    this.weights = weights;
    this.rules = rules;
    this.log = log;
  }

  /**
   * The run that has just predicted what comes after the newest accepted frame; null where it needs
   * frames that the log has lost.
   *
   * <p>A frame on the way that the version cannot take is one that no service with this version
   * accepted. It is taken back, and the run begins again without it.
   *
   * @throws RefusedFrameException where the version cannot take the newest frame
   * @throws MismatchException where no frame gives the number of frames that the prediction names
   */
  @Nullable ModelRun to(Prediction prediction) throws RefusedFrameException {
    while (true) {
      int start = start(prediction);
      if (start < 0) {
        return null;
      }
      ModelRun run = weights.begin(prediction);
      try {
        if (goes(run, start)) {
          return run;
        }
        run.close();
        return null;
      } catch (RefusedFrameException e) {
        run.close();
        if (reached == rules.lineage().size() - 1) {
          throw e;
        }
        rules.lineage().remove(reached);
      }
    }
  }

  /** The first frame that the state has seen; -1 where the log has lost it. */
  private int start(Prediction prediction) {
    AcceptedFrames lineage = rules.lineage();
    int start = lineage.startOf(prediction.framesSeen());
    if (start < 0 && !lineage.whole()) {
      return -1;
    }
    long found = lineage.countFrom(Math.max(0, start));
    if (found != prediction.framesSeen()) {
      throw new MismatchException(
          prediction.source(),
          "%s: expected %s %d, as the stream's frames from offset %d on give, found %d"
              .formatted(
                  FrameHeaders.FRAMES_SEEN,
                  start < 0 ? "at most" : "a number such as",
                  found,
                  lineage.offset(Math.max(0, start)),
                  prediction.framesSeen()));
    }
    return start;
  }

  /** Takes the run from this frame to the newest; false where one is gone. */
  private boolean goes(ModelRun run, int start) throws RefusedFrameException {
    AcceptedFrames lineage = rules.lineage();
    try (Stream<ConsumerRecord<byte[], byte[]>> records = log.from(lineage.offset(start))) {
      Iterator<ConsumerRecord<byte[], byte[]>> again = records.iterator();
      for (reached = start; reached < lineage.size(); reached++) {
        ConsumerRecord<byte[], byte[]> record = at(lineage.offset(reached), again);
        if (record == null) {
          return false;
        }
        String contentType = TextHeaders.ofFrame(record).contentType();
        run.next(
            reached == start ? 0 : lineage.filled(reached),
            rules.decoder().decode(record.value(), contentType).frame());
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
