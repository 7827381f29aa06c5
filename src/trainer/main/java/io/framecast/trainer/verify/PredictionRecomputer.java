package io.framecast.trainer.verify;

import io.framecast.frames.Encoding;
import io.framecast.frames.RefusedFrameException;
import io.framecast.topics.Prediction;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes the predictions and forecasts of one stream record by record, as the service processed
 * it, and compares them with those that were published.
 *
 * <p>The headers of a prediction say how its state was built: how many frames it has seen, and how
 * many were filled in right before its source. If they continue the current run, one step is
 * enough; otherwise the state is built from the log again. For a frame without a prediction the
 * service's rules alone decide, since a service may take frames without publishing.
 */
final class PredictionRecomputer implements AutoCloseable {

  private final KnownWeights weights;
  private final int maxFill;
  private final StreamRules rules;
  private final Replay replay;
  private @Nullable ModelRun
      run; // the state after the newest accepted frame; null if it must be built again

  private long packedOtherwise;

  PredictionRecomputer(KnownWeights weights, AcceptanceSettings acceptance, FrameLog log) {
    this.weights = weights;
    this.maxFill = acceptance.maxFill();
    this.rules = new StreamRules(acceptance, new AcceptedFrames(log.first() == 0));
    this.replay = new Replay(weights, rules, log);
  }

  /** Takes a record without a prediction; returns whether it is a frame by the rules. */
  boolean acceptWithoutPrediction(ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      end();
      return false;
    }
    try {
      ValidatedFrame frame = rules.validate(record, false);
      if (frame.resetReason() == null) {
        step(frame.missing(), frame, 1);
      } else {
        restartWith(frame);
      }
      rules.accept(record.offset(), frame, frame.missing());
      return true;
    } catch (RefusedFrameException e) {
      return false;
    }
  }

  /** Forgets everything: the log lost records before they could be taken. */
  void reset() {
    replaceRun(null);
    rules.reset();
  }

  /** Takes a record whose prediction is not checked; it only shows that the frame was accepted. */
  void trust(ConsumerRecord<byte[], byte[]> record, Prediction prediction) {
    replaceRun(null);
    if (record.value() == null) {
      end();
      return;
    }
    try {
      ValidatedFrame frame = rules.validate(record, prediction.framesSeen() == 1);
      rules.accept(record.offset(), frame, filled(frame, prediction));
    } catch (RefusedFrameException e) {
      // a mismatch if this prediction is to be checked
    }
  }

  /**
   * Takes a record and compares its prediction and forecasts with what the log gives.
   *
   * @param forecasts in the order of their leads; empty for none
   * @return false if the log has lost frames that this needs
   * @throws MismatchException if they differ
   */
  boolean check(
      ConsumerRecord<byte[], byte[]> record, Prediction prediction, List<Prediction> forecasts) {
    if (record.value() == null) {
      throw new MismatchException(
          prediction.source(),
          "expected no prediction of a null value, which ends the stream, found one");
    }
    try {
      ValidatedFrame frame = rules.validate(record, prediction.framesSeen() == 1);
      PredictionComparison.requirePossible(prediction, frame, maxFill);
      int leads = forecasts.isEmpty() ? 1 : forecasts.get(forecasts.size() - 1).horizon();
      long continued = continued(prediction);
      rules.accept(record.offset(), frame, filled(frame, prediction));
      if (prediction.framesSeen() == 1) {
        replaceRun(weights.start(prediction));
        step(0, frame, leads);
      } else if (prediction.framesSeen() == continued) {
        step(prediction.filled(), frame, leads);
      } else {
        replaceRun(replay.build(prediction, leads));
      }
      ModelRun now = run;
      if (now != null) {
        Encoding encoding = frame.decoded().encoding();
        requireSame(prediction, encoding, now, continued);
        for (Prediction forecast : forecasts) {
          PredictionComparison.requireFrom(forecast, prediction, frame);
          requireSame(forecast, encoding, now, continued);
        }
      }
      return now != null;
    } catch (RefusedFrameException e) {
      throw new MismatchException(
          prediction.source(),
          "expected no prediction of a refused frame (" + e.getMessage() + "), found one");
    }
  }

  private void requireSame(Prediction found, Encoding encoding, ModelRun now, long continued) {
    if (!PredictionComparison.requireSame(found, encoding, now.predictions(), continued)) {
      packedOtherwise++;
    }
  }

  /** Returns how many predictions and forecasts have the right pixels in other bytes. */
  long packedOtherwise() {
    return packedOtherwise;
  }

  /** Returns the count of a prediction that continues the current run; -1 without one. */
  private long continued(Prediction prediction) {
    ModelRun known = run;
    return known != null && known.version().equals(prediction.model())
        ? known.framesSeen() + prediction.filled() + 1
        : -1;
  }

  /**
   * Returns how many frames were filled in before this one, for a later state that is built over
   * it. A state that starts with the frame fills in nothing; there only its sequence tells.
   */
  private static int filled(ValidatedFrame frame, Prediction prediction) {
    return prediction.framesSeen() == 1 ? frame.missing() : prediction.filled();
  }

  /** Takes one step of the current run, and drops the run if it cannot take the frame. */
  private void step(int missing, ValidatedFrame frame, int leads) throws RefusedFrameException {
    ModelRun known = run;
    if (known != null) {
      try {
        known.next(missing, frame.decoded().frame(), leads);
      } catch (RefusedFrameException e) {
        replaceRun(null);
        throw e;
      }
    }
  }

  /** Restarts the current run with a frame; it stays as it is if it cannot take the frame. */
  private void restartWith(ValidatedFrame frame) throws RefusedFrameException {
    ModelRun known = run;
    if (known != null) {
      ModelRun begun = known.restart();
      try {
        begun.next(0, frame.decoded().frame(), 1);
      } catch (RefusedFrameException e) {
        begun.close();
        throw e;
      }
      replaceRun(begun);
    }
  }

  private void end() {
    replaceRun(null);
    rules.end();
  }

  private void replaceRun(@Nullable ModelRun next) {
    ModelRun known = run;
    run = next;
    if (known != null) {
      known.close();
    }
  }

  @Override
  public void close() {
    replaceRun(null);
  }
}
