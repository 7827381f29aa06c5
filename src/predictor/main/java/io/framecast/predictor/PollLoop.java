package io.framecast.predictor;

import io.framecast.convlstm.OffHeap;
import io.framecast.convlstm.Weights;
import io.framecast.predictor.group.Member;
import io.framecast.predictor.group.Progress;
import io.framecast.predictor.settings.Settings;
import io.framecast.predictor.streams.PartitionStreams;
import io.framecast.predictor.streams.Workers;
import io.framecast.service.Loop;
import io.framecast.topics.RefusedTopicsException;
import io.framecast.topics.TopicLayout;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The service's thread: waits for the broker, joins the group, serves, leaves.
 *
 * <pre>
 *   STARTING -> WAITING_FOR_BROKER -> JOINING -> RESTORING <-> SERVING
 *       |                |               |           |            |    stop()
 *       +----------------+---------------+-----------+------------+------------> STOPPED
 *                                                                 | what cannot be mended by waiting
 *                                                                 +------------> FAILED
 * </pre>
 */
final class PollLoop implements Loop {
  private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);

  private final Settings settings;
  private final Weights weights;
  private final Member member;
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Phase phase = Phase.STARTING;
  private volatile @Nullable Throwable failure;

  PollLoop(Settings settings, Weights weights, Member member) {
    this.settings = settings;
    this.weights = weights;
    this.member = member;
  }

  /** Whether the group has told it its partitions, and their streams are where they were. */
  @Override
  public boolean ready() {
    return phase() == Phase.SERVING;
  }

  Phase phase() {
    Phase now = phase;
    return now == Phase.SERVING && !restored().done() ? Phase.RESTORING : now;
  }

  /** The weights that streams begin with now. */
  Weights live() {
    return member.live();
  }

  Progress restored() {
    return member.restored();
  }

  @Override
  public @Nullable Throwable failure() {
    return failure;
  }

  List<PartitionStreams> streams() {
    return member.streams();
  }

  /** Lets the batch in work be committed, leaves the group, and returns when that is done. */
  @Override
  public void stop() throws InterruptedException {
    member.stop();
    ended.await();
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  @Override
  public void run() {
    Phase end = Phase.STOPPED;
    OffHeap.allowStates(settings.stateMemory());
    try (Workers workers = new Workers(weights, settings.workers())) {
      phase = Phase.WAITING_FOR_BROKER;
      TopicLayout layout = member.awaitTopics();
      if (layout != null) {
        phase = Phase.JOINING;
        member.serve(workers, layout, () -> phase = Phase.SERVING);
      }
    } catch (WakeupException e) {
      LOG.debug("woken up to stop", e);
    } catch (RefusedTopicsException | KafkaException e) {
      // the operator's to mend: one sentence says what
      failure = e;
      end = Phase.FAILED;
    } catch (RuntimeException | InterruptedException | Error e) {
      LOG.error("the loop failed", e);
      failure = e;
      end = Phase.FAILED;
    } finally {
      phase = end;
      ended.countDown();
    }
  }
}
