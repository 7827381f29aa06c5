package io.framecast.predictor.group;

import io.framecast.convlstm.OffHeapExhaustedException;
import io.framecast.convlstm.Weights;
import io.framecast.predictor.models.ModelWatch;
import io.framecast.predictor.models.RegisteredVersions;
import io.framecast.predictor.offsets.RestorePlanner;
import io.framecast.predictor.offsets.Watermarks;
import io.framecast.predictor.settings.ClientSettings;
import io.framecast.predictor.settings.PredictorSettings;
import io.framecast.predictor.settings.ProducerBounds;
import io.framecast.predictor.streams.BatchProcessor;
import io.framecast.predictor.streams.PartitionProcessor;
import io.framecast.predictor.streams.RecordLimits;
import io.framecast.predictor.streams.StateCache;
import io.framecast.predictor.streams.StreamFactory;
import io.framecast.predictor.streams.SwapBudget;
import io.framecast.predictor.streams.WeightsPool;
import io.framecast.predictor.streams.Workers;
import io.framecast.service.UnreadableRecordsMeter;
import io.framecast.topics.InvalidTopicsException;
import io.framecast.topics.RecordPoller;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.topics.models.ModelRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A member of the consumer group: made of its parts when it joins, gone when it leaves. */
public final class Member {
  private static final Logger LOG = LoggerFactory.getLogger(Member.class);
  private static final long PAUSE_MILLIS = 500;
  private static final Duration LEAVE = Duration.ofSeconds(5);

  private final PredictorSettings settings;
  private final ClientSettings clients;
  private final Admin admin;
  private final MeterRegistry registry;
  private final CommitListener account;
  private final UnreadableRecords unreadable = new UnreadableRecords();
  private final ModelRegistry models;
  private final WeightsPool live;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile @Nullable Assignment assignment;
  private volatile @Nullable StateRestorer recovery;

  public Member(
      PredictorSettings settings,
      Weights weights,
      ClientSettings clients,
      Admin admin,
      MeterRegistry registry,
      PredictionSpans spans) {
    this.settings = settings;
    this.clients = clients;
    this.admin = admin;
    this.registry = registry;
    this.account =
        new CommitListener(new Meters(registry), spans, new EventLogger(settings.topics()));
    Topics topics = settings.topics();
    UnreadableRecordsMeter.register(
        registry, unreadable, List.of(topics.checkpoints(), topics.models()));
    this.models = new ModelRegistry(clients.plain(), topics, unreadable);
    this.live =
        new WeightsPool(
            weights,
            new RegisteredVersions(weights, models::file),
            new SwapBudget(settings.swapShare() / 100.0, settings.workers()));
  }

  /** The weights that streams begin with now. */
  public Weights live() {
    return live.live();
  }

  /** How far streams have been brought back. */
  public RestoreProgress restored() {
    StateRestorer current = recovery;
    return current == null ? RestoreProgress.DONE : current.progress();
  }

  /** The streams of every partition that is ours. */
  public List<PartitionProcessor> streams() {
    Assignment current = assignment;
    return current == null ? List.of() : current.all();
  }

  /** Has the batch in work committed and the group left; {@link #serve} returns when it is. */
  public void stop() {
    stop.countDown();
    KafkaConsumer<byte[], byte[]> polling = consumer;
    if (polling != null) {
      polling.wakeup();
    }
  }

  /**
   * Waits until the broker answers and every topic is there.
   *
   * @return what the topics look like; null when told to stop
   * @throws InvalidTopicsException which waiting does not mend
   * @throws KafkaException for a refused login
   */
  public @Nullable TopicLayout awaitTopics() throws InterruptedException {
    return new BrokerWait(admin, clients.bootstrap(), stop).layout(settings);
  }

  /**
   * Joins, serves until told to stop, leaves.
   *
   * @param joined runs whenever the group has told us our partitions
   * @throws WakeupException when told to stop while waiting for the broker
   * @throws KafkaException for what waiting does not mend
   */
  public void serve(Workers workers, TopicLayout layout, Runnable joined)
      throws InterruptedException {
    Map<String, Object> producer = clients.producer(Collections.max(layout.recordBytes().values()));
    ProducerBounds bounds = ProducerBounds.of(producer);
    RecordLimits limits = new RecordLimits(bounds.recordBytes());
    limits.update(layout.recordBytes());
    KafkaConsumer<byte[], byte[]> polling = new KafkaConsumer<>(clients.consumer());
    ExecutorService background = Executors.newSingleThreadExecutor(Member::daemon);
    try (ModelWatch watch = new ModelWatch(models, live);
        StateCache residents = new StateCache(settings.stateMemory(), settings.stateDirectory());
        Assignment owned =
            new Assignment(p -> new PartitionProcessor(p.partition(), serving(limits, residents)));
        Transactions transactions =
            new Transactions(() -> new KafkaProducer<>(producer), bounds.patience(), limits);
        CheckpointLog checkpoints =
            new CheckpointLog(
                most -> new KafkaConsumer<>(clients.checkpointReader(most)),
                Watermarks.asking(admin),
                settings.topics(),
                unreadable)) {
      Abandoned abandoned = new Abandoned(admin, clients.transactionalId());
      RecordPoller poller =
          new RecordPoller(
              polling, () -> new KafkaConsumer<>(clients.checkpointReader(1)), workers::free);
      RecordBuffer buffer = new RecordBuffer(polling, poller);
      RestorePlanner planner = planner(polling, background);
      StateRestorer restoring =
          new StateRestorer(
              polling, buffer, checkpoints, abandoned::end, settings.topics(), owned, planner);
      consumer = polling;
      follow(watch);
      assignment = owned;
      recovery = restoring;
      account.meters().show(registry, owned, residents, restoring);
      LOG.info(
          "model {} for {} of {} partitions at {}, {} workers",
          live.live().version(),
          settings.topics().frames(),
          layout.partitions(),
          clients.bootstrap(),
          settings.workers());
      BatchProcessor batch = new BatchProcessor(serving(limits, residents), workers);
      Pace pace = new Pace(ClientSettings.MOST_RECORDS, settings.workers());
      TransactionalProcessor processor =
          new TransactionalProcessor(buffer, transactions, owned, batch, workers, account, pace);
      new Session(
              polling, buffer, transactions, owned, restoring, processor, account.meters(), stop)
          .serve(settings.topics().frames(), () -> renewTopics(limits), joined);
    } finally {
      background.shutdownNow();
      // a group that knows us by name would else wait for us to come back
      polling.close(
          CloseOptions.timeout(LEAVE)
              .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }
  }

  private static Thread daemon(Runnable search) {
    Thread thread = new Thread(search, "progress-search");
    thread.setDaemon(true);
    return thread;
  }

  private RestorePlanner planner(
      KafkaConsumer<byte[], byte[]> polling, ExecutorService background) {
    return new RestorePlanner(
        polling,
        most -> new KafkaConsumer<>(clients.checkpointReader(most)),
        Watermarks.asking(admin),
        settings.topics(),
        clients.beginsAtTheEnd(),
        background);
  }

  /** Before any stream begins: with which weights? */
  private void follow(ModelWatch watch) throws InterruptedException {
    WaitLog waiting = new WaitLog();
    for (boolean begun = false; !begun && stop.getCount() > 0; ) {
      try {
        watch.start();
        begun = true;
      } catch (AuthenticationException | AuthorizationException e) {
        throw e;
      } catch (KafkaException | InvalidModelException e) {
        waiting.say("to read the model registry", e.toString());
        stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      } catch (OffHeapExhaustedException | OutOfMemoryError e) {
        waiting.sayForMemory("to try the champion", e.toString());
        stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  private StreamFactory serving(RecordLimits limits, StateCache residents) {
    return new StreamFactory(
        live, settings.topics(), settings.limits(), settings.rules(), limits.bytes(), residents);
  }

  /** After a failed commit: topics may be gone, or take less than before. */
  private void renewTopics(RecordLimits limits) throws InterruptedException {
    TopicLayout now = awaitTopics();
    if (now != null) {
      limits.update(now.recordBytes());
      if (!now.created().isEmpty()) {
        LOG.warn("expected topics {}, found none: they are made again, empty", now.created());
      }
    }
  }
}
