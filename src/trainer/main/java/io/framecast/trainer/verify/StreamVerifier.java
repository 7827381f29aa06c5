package io.framecast.trainer.verify;

import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.Prediction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One stream, followed record by record as the service did.
 *
 * <p>A prediction's own headers say how its state came to be: how many frames it has seen, and how
 * many were filled in right before its source. Where they continue the run at hand, that takes one
 * step; anywhere else the state is built anew from the log. A frame without a prediction is judged
 * by the service's rules alone, since a service may take frames without publishing.
 */
final class StreamVerifier implements AutoCloseable {

  private final KnownWeights weights;
  private final int maxFill;
  private final StreamRules rules;
  private final Replay replay;
  private @Nullable ModelRun run; // where the newest accepted frame left it; built anew where null

  StreamVerifier(KnownWeights weights, AcceptanceSettings acceptance, FrameLog log) {
    this.weights = weights;
    this.maxFill = acceptance.maxFill();
    this.rules = new StreamRules(acceptance, new AcceptedFrames(log.first() == 0));
    this.replay = new Replay(weights, rules, log);
  }

  /** Takes a record without a prediction; whether it is a frame by the service's rules. */
  boolean unanswered(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      end();
      return false;
    }
    try {
      ValidatedFrame frame = rules.judged(record, false);
      if (frame.afresh() == null) {
        step(frame.missing(), frame);
      } else {
        beginWith(frame);
      }
      rules.accept(record.offset(), frame, frame.missing());
      return true;
    } catch (RefusedFrameException e) {
      return false;
    }
  }

  /** Records are gone from the log before they could be taken. */
  void lost() {
    goOnWith(null);
    rules.lost();
  }

  /** Takes a record whose prediction nobody asks about: it says that the frame was accepted. */
  void believe(ConsumerRecord<byte[], byte[]> record, Prediction prediction) {
    goOnWith(null);
    if (record.value() == null) {
      end();
      return;
    }
    try {
      ValidatedFrame frame = rules.judged(record, prediction.framesSeen() == 1);
      rules.accept(record.offset(), frame, filled(frame, prediction));
    } catch (RefusedFrameException e) {
      // a difference, where somebody asks
    }
  }

  /**
   * Takes a record and holds its prediction against what the log gives.
   *
   * @return false where that is no longer all in the log
   * @throws MismatchException where they are not the same
   */
  boolean check(ConsumerRecord<byte[], byte[]> record, Prediction prediction) {
    if (record.value() == null) {
      throw new MismatchException(
          prediction.source(),
          "expected no prediction of a null value, which ends the stream, found one");
    }
    try {
      ValidatedFrame frame = rules.judged(record, prediction.framesSeen() == 1);
      Comparison.expectPossible(prediction, frame, maxFill);
      long continued = continued(prediction);
      rules.accept(record.offset(), frame, filled(frame, prediction));
      if (prediction.framesSeen() == 1) {
        goOnWith(weights.begin(prediction));
        step(0, frame);
      } else if (prediction.framesSeen() == continued) {
        step(prediction.filled(), frame);
      } else {
        goOnWith(replay.to(prediction));
      }
      ModelRun now = run;
      if (now != null) {
        Comparison.expectSame(prediction, frame.decoded().encoding(), now.prediction(), continued);
      }
      return now != null;
    } catch (RefusedFrameException e) {
      throw new MismatchException(
          prediction.source(),
          "expected no prediction of a refused frame (" + e.getMessage() + "), found one");
    }
  }

  /** What the prediction's count must be where it continues the run at hand; -1 without such. */
  private long continued(Prediction prediction) {
    ModelRun known = run;
    return known != null && known.version().equals(prediction.model())
        ? known.framesSeen() + prediction.filled() + 1
        : -1;
  }

  /**
   * What was filled in before the frame, should a later state be built over it. To a state that
   * began with it nothing was missing, so there only its sequence can tell.
   */
  private static int filled(ValidatedFrame frame, Prediction prediction) {
    return prediction.framesSeen() == 1 ? frame.missing() : prediction.filled();
  }

  /** One step of the run at hand, if any; it is forgotten where it cannot take the frame. */
  private void step(int missing, ValidatedFrame frame) throws RefusedFrameException {
    ModelRun known = run;
    if (known != null) {
      try {
        known.next(missing, frame.decoded().frame());
      } catch (RefusedFrameException e) {
        goOnWith(null);
        throw e;
      }
    }
  }

  /** The run at hand, if any, begins again; it stays as it is where it cannot take the frame. */
  private void beginWith(ValidatedFrame frame) throws RefusedFrameException {
    ModelRun known = run;
    if (known != null) {
      ModelRun begun = known.anew();
      try {
        begun.next(0, frame.decoded().frame());
      } catch (RefusedFrameException e) {
        begun.close();
        throw e;
      }
      goOnWith(begun);
    }
  }

  private void end() {
    goOnWith(null);
    rules.end();
  }

  private void goOnWith(@Nullable ModelRun next) {
    ModelRun known = run;
    run = next;
    if (known != null) {
      known.close();
    }
  }

  @Override
  public void close() {
    goOnWith(null);
  }
}
