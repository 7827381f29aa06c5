package io.framecast.predictor;

import io.framecast.convlstm.OffHeap;
import io.framecast.convlstm.Weights;
import io.framecast.predictor.streams.Batch;
import io.framecast.predictor.streams.PartitionStreams;
import io.framecast.predictor.streams.Residents;
import io.framecast.predictor.streams.Serving;
import io.framecast.predictor.streams.Workers;
import io.framecast.topics.RefusedTopicsException;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.Topics;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
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
final class PollLoop implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(PollLoop.class);
  private static final Duration LEAVE = Duration.ofSeconds(5);

  /** A produce request has room for a record of any topic, and for what surrounds it. */
  private static final int REQUEST_OVERHEAD = 64 << 10;

  private final Settings settings;
  private final Weights weights;
  private final ClientSettings clients;
  private final Admin admin;
  private final MeterRegistry registry;
  private final Meters meters;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile Phase phase = Phase.STARTING;
  private volatile @Nullable Throwable failure;
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile @Nullable Assignment assignment;
  private volatile @Nullable Recovery recovery;

  PollLoop(
      Settings settings,
      Weights weights,
      ClientSettings clients,
      Admin admin,
      MeterRegistry registry) {
    this.settings = settings;
    this.weights = weights;
    this.clients = clients;
    this.admin = admin;
    this.registry = registry;
    this.meters = new Meters(registry);
  }

  Phase phase() {
    Phase now = phase;
    return now == Phase.SERVING && !restored().done() ? Phase.RESTORING : now;
  }

  /** How far streams have been brought back. */
  Recovery.Progress restored() {
    Recovery current = recovery;
    return current == null ? Recovery.Progress.DONE : current.progress();
  }

  /** Why the loop ended by itself, null otherwise. */
  @Nullable Throwable failure() {
    return failure;
  }

  /** The streams of every partition that is ours. */
  List<PartitionStreams> streams() {
    Assignment current = assignment;
    return current == null ? List.of() : current.all();
  }

  /** Lets the batch in work be committed, leaves the group, and returns when that is done. */
  void stop() throws InterruptedException {
    stop.countDown();
    KafkaConsumer<byte[], byte[]> polling = consumer;
    if (polling != null) {
      polling.wakeup();
    }
    ended.await();
  }

  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  @Override
  public void run() {
    Phase end = Phase.STOPPED;
    OffHeap.allowStates(settings.stateMemory());
    try (Workers workers = new Workers(weights, settings.workers())) {
      phase = Phase.WAITING_FOR_BROKER;
      TopicLayout layout = new BrokerWait(admin, clients.bootstrap(), stop).layout(settings);
      if (layout != null) {
        phase = Phase.JOINING;
        serve(workers, layout);
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

  private void serve(Workers workers, TopicLayout layout) throws InterruptedException {
    Map<String, Integer> recordBytes = layout.recordBytes();
    int largest = Collections.max(recordBytes.values()) + REQUEST_OVERHEAD;
    Topics topics = settings.topics();
    KafkaConsumer<byte[], byte[]> polling = new KafkaConsumer<>(clients.consumer());
    try (Residents residents = new Residents(settings.stateMemory(), settings.stateDirectory());
        Assignment owned =
            new Assignment(
                p -> new PartitionStreams(p.partition(), serving(recordBytes, residents)));
        Transactions transactions =
            new Transactions(() -> new KafkaProducer<>(clients.producer(largest)));
        Recovery restoring =
            new Recovery(
                polling,
                () -> new KafkaConsumer<>(clients.checkpointReader()),
                admin,
                new Abandoned(admin, clients.transactionalId()),
                topics,
                owned,
                clients.beginsAtTheEnd())) {
      consumer = polling;
      assignment = owned;
      recovery = restoring;
      meters.show(registry, owned, residents, restoring);
      LOG.info(
          "model {} for {} of {} partitions at {}, {} workers",
          weights.version(),
          topics.frames(),
          layout.partitions(),
          clients.bootstrap(),
          settings.workers());
      Serving serving = serving(recordBytes, residents);
      Session.Streams streams = new Session.Streams(new Batch(serving, workers), workers);
      new Session(polling, transactions, owned, restoring, streams, meters, stop)
          .serve(topics.frames(), this::prepareTopics, () -> phase = Phase.SERVING);
    } finally {
      // a group that knows us by name would else wait for us to come back
      polling.close(
          CloseOptions.timeout(LEAVE)
              .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }
  }

  private Serving serving(Map<String, Integer> recordBytes, Residents residents) {
    return new Serving(
        weights, settings.topics(), settings.limits(), settings.rules(), recordBytes, residents);
  }

  private void prepareTopics() throws InterruptedException {
    TopicLayout now = new BrokerWait(admin, clients.bootstrap(), stop).layout(settings);
    if (now != null && !now.made().isEmpty()) {
      LOG.warn("expected topics {}, found none: they are made again, empty", now.made());
    }
  }
}
