package io.framecast.predictor;

import io.framecast.convlstm.OffHeapMemory;
import io.framecast.convlstm.Weights;
import io.framecast.predictor.consumer.PredictorRuntime;
import io.framecast.predictor.models.ModelSmokeTest;
import io.framecast.predictor.settings.PredictorSettings;
import io.framecast.predictor.streams.PartitionProcessor;
import io.framecast.predictor.streams.Workers;
import io.framecast.service.InvalidSettingException;
import io.framecast.service.ServiceLoop;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.models.InvalidModelException;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the predictor: waits for the broker, joins the group, serves, and leaves the group.
 *
 * <pre>
 *   STARTING -> WAITING_FOR_BROKER -> JOINING -> RESTORING <-> SERVING
 *       |                |               |           |            |    stop()
 *       +----------------+---------------+-----------+------------+------------> STOPPED
 *                                                                 | a failure that is not retriable
 *                                                                 +------------> FAILED
 * </pre>
 */
final class PredictorService extends ServiceLoop {
  private static final Logger LOG = LoggerFactory.getLogger(PredictorService.class);

  private final PredictorSettings settings;
  private final Weights weights;
  private final PredictorRuntime runtime;
  private volatile Phase phase = Phase.STARTING;

  PredictorService(PredictorSettings settings, Weights weights, PredictorRuntime runtime) {
    this.settings = settings;
    this.weights = weights;
    this.runtime = runtime;
  }

  /** Returns whether partitions are assigned and all their streams are restored. */
  @Override
  public boolean isReady() {
    return phase() == Phase.SERVING;
  }

  @Override
  protected Map<String, Object> progress() {
    return Map.of("phase", phase(), "restoring", runtime.restoreProgress().toString());
  }

  private Phase phase() {
    Phase now = failure() == null ? phase : Phase.FAILED;
    return now == Phase.SERVING && !runtime.restoreProgress().isDone() ? Phase.RESTORING : now;
  }

  /** Returns the weights with which new streams start. */
  Weights live() {
    return runtime.live();
  }

  /** Returns the streams of all assigned partitions. */
  List<PartitionProcessor> streams() {
    return runtime.streams();
  }

  /** Requests a stop: the current batch is committed, and the group is left. */
  @Override
  protected void wakeup() {
    runtime.stop();
  }

  /** Checks an operator's weights before any stream starts with them. */
  private void testWeights() {
    if (settings.weights() != null) {
      try {
        ModelSmokeTest.predict(weights);
      } catch (InvalidModelException e) {
        throw new InvalidSettingException(
            "framecast.weights: " + settings.weights() + ": " + e.getMessage());
      }
    }
  }

  @Override
  protected void runOnce() throws InterruptedException {
    OffHeapMemory.setLimit(
        settings.stateMemory(),
        settings.workMemory(),
        "framecast.state.memory or framecast.work.memory");
    testWeights();
    try (Workers workers = new Workers(weights, settings.workers())) {
      phase = Phase.WAITING_FOR_BROKER;
      TopicLayout layout = runtime.awaitTopics();
      if (layout != null) {
        phase = Phase.JOINING;
        runtime.serve(workers, layout, () -> phase = Phase.SERVING);
      }
    } catch (WakeupException e) {
      LOG.debug("a stop was requested during a call to the broker", e);
    } finally {
      phase = Phase.STOPPED;
    }
  }
}
