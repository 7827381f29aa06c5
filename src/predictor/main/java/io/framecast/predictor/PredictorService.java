package io.framecast.predictor;

import io.framecast.convlstm.OffHeapMemory;
import io.framecast.convlstm.Weights;
import io.framecast.predictor.consumer.PredictorRuntime;
import io.framecast.predictor.settings.PredictorSettings;
import io.framecast.predictor.streams.PartitionProcessor;
import io.framecast.predictor.streams.Workers;
import io.framecast.service.ServiceLoop;
import io.framecast.topics.TopicLayout;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits for the broker, joins the group, serves, leaves.
 *
 * <pre>
 *   STARTING -> WAITING_FOR_BROKER -> JOINING -> RESTORING <-> SERVING
 *       |                |               |           |            |    stop()
 *       +----------------+---------------+-----------+------------+------------> STOPPED
 *                                                                 | what cannot be mended by waiting
 *                                                                 +------------> FAILED
 * </pre>
 */
final class PredictorService extends ServiceLoop {
  private static final Logger LOG = LoggerFactory.getLogger(PredictorService.class);

  private final PredictorSettings settings;
  private final Weights weights;
  private final PredictorRuntime member;
  private volatile Phase phase = Phase.STARTING;

  PredictorService(PredictorSettings settings, Weights weights, PredictorRuntime member) {
    this.settings = settings;
    this.weights = weights;
    this.member = member;
  }

  /** Whether the group has told it its partitions, and their streams are where they were. */
  @Override
  public boolean ready() {
    return phase() == Phase.SERVING;
  }

  @Override
  protected Map<String, Object> progress() {
    return Map.of("phase", phase(), "restoring", member.restored().toString());
  }

  private Phase phase() {
    Phase now = failure() == null ? phase : Phase.FAILED;
    return now == Phase.SERVING && !member.restored().done() ? Phase.RESTORING : now;
  }

  /** The weights that streams begin with now. */
  Weights live() {
    return member.live();
  }

  List<PartitionProcessor> streams() {
    return member.streams();
  }

  /** Lets the batch in work be committed, and the turn end when the group is left. */
  @Override
  protected void wakeup() {
    member.stop();
  }

  @Override
  protected void runOnce() throws InterruptedException {
    OffHeapMemory.raiseLimitForStates(settings.stateMemory());
    try (Workers workers = new Workers(weights, settings.workers())) {
      phase = Phase.WAITING_FOR_BROKER;
      TopicLayout layout = member.awaitTopics();
      if (layout != null) {
        phase = Phase.JOINING;
        member.serve(workers, layout, () -> phase = Phase.SERVING);
      }
    } catch (WakeupException e) {
      LOG.debug("woken up to stop", e);
    } finally {
      phase = Phase.STOPPED;
    }
  }
}
