package io.framecast.predictor.consumer;

import io.framecast.convlstm.OffHeapExhaustedException;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Count;
import io.framecast.predictor.models.ModelUpdater;
import io.framecast.predictor.models.WeightsCache;
import io.framecast.predictor.offsets.HighWatermarks;
import io.framecast.predictor.offsets.RestorePlanner;
import io.framecast.predictor.settings.ClientSettings;
import io.framecast.predictor.settings.PredictorSettings;
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
import io.framecast.topics.Retry;
import io.framecast.topics.ThrottledLog;
import io.framecast.topics.TopicLayout;
import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.topics.models.ModelRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wires the parts of a member of the consumer group when it joins, and closes them when it leaves.
 */
public final class PredictorRuntime {
  private static final Logger LOG = LoggerFactory.getLogger(PredictorRuntime.class);
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration LEAVE = Duration.ofSeconds(5);

  private final PredictorSettings settings;
  private final ClientSettings clients;
  private final Admin admin;
  private final MeterRegistry registry;
  private final CommitListener listener;
  private final UnreadableRecords unreadable = new UnreadableRecords();
  private final ModelRegistry models;
  private final WeightsPool pool;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile @Nullable Assignment assignment;
  private volatile @Nullable StateRestorer restorer;

  public PredictorRuntime(
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
    this.listener =
        new CommitListener(
            new PredictorMeters(registry), spans, new EventLogger(settings.topics()));
    Topics topics = settings.topics();
    UnreadableRecordsMeter.register(
        registry, unreadable, List.of(topics.checkpoints(), topics.models()));
    this.models = new ModelRegistry(clients.plain(), topics, unreadable);
    this.pool =
        new WeightsPool(
            weights,
            new WeightsCache(weights, models::file),
            new SwapBudget(settings.swapShare() / 100.0, settings.workers()));
  }

  /** Returns the weights with which new streams start. */
  public Weights live() {
    return pool.live();
  }

  /** Returns how far the restore of streams has come. */
  public RestoreProgress restoreProgress() {
    StateRestorer current = restorer;
    return current == null ? RestoreProgress.DONE : current.progress();
  }

  /** Returns the streams of all assigned partitions. */
  public List<PartitionProcessor> streams() {
    Assignment current = assignment;
    return current == null ? List.of() : current.all();
  }

  /** Requests a stop: {@link #serve} commits the current batch, leaves the group and returns. */
  public void stop() {
    stop.countDown();
    KafkaConsumer<byte[], byte[]> polling = consumer;
    if (polling != null) {
      polling.wakeup();
    }
  }

  /**
   * Waits until the broker answers and every topic exists.
   *
   * @return the topics' layout; null if a stop was requested first
   * @throws InvalidTopicsException for topics that an operator must change
   * @throws KafkaException for a refused login
   */
  public @Nullable TopicLayout awaitTopics() throws InterruptedException {
    ThrottledLog log = new ThrottledLog();
    return new Retry(stop, PAUSE)
        .call(() -> TopicLayout.ensureTopics(admin, settings.plan()), e -> isRetriable(e, log));
  }

  private boolean isRetriable(RuntimeException e, ThrottledLog log) {
    boolean isRetriable =
        e instanceof KafkaException
            && !(e instanceof AuthenticationException || e instanceof AuthorizationException);
    if (isRetriable) {
      log.log(
          times ->
              LOG.warn("waiting for the broker at {}: {}", clients.bootstrap(), e.getMessage()));
    }
    return isRetriable;
  }

  /**
   * Joins the group, serves until a stop is requested, and leaves the group.
   *
   * @param onAssigned runs after each assignment of partitions
   * @throws WakeupException if a stop is requested during a call to the broker
   * @throws KafkaException for a failure that is not retriable
   */
  public void serve(Workers workers, TopicLayout layout, Runnable onAssigned)
      throws InterruptedException {
    OutputLimits outputLimits = new OutputLimits(clients, layout.recordBytes());
    RecordLimits limits = outputLimits.limits();
    KafkaConsumer<byte[], byte[]> polling = new KafkaConsumer<>(clients.consumer());
    ExecutorService background = Executors.newSingleThreadExecutor(PredictorRuntime::daemon);
    try (ModelUpdater updater = new ModelUpdater(models, pool);
        StateCache cache = new StateCache(settings.stateMemory(), settings.stateDirectory());
        Assignment owned = assignment(streamFactory(limits, cache));
        TransactionalOutput output =
            new TransactionalOutput(outputLimits::newProducer, outputLimits.patience(), limits);
        CheckpointTopicReader checkpoints =
            new CheckpointTopicReader(
                most -> new KafkaConsumer<>(clients.checkpointReader(most)),
                HighWatermarks.asking(admin),
                settings.topics(),
                unreadable)) {
      HangingTransactionFencer fencer =
          new HangingTransactionFencer(
              admin, clients.transactionalId(), settings.plan().copartitioned());
      RecordPoller poller =
          new RecordPoller(
              polling, () -> new KafkaConsumer<>(clients.checkpointReader(1)), workers::free);
      RecordBuffer buffer = new RecordBuffer(polling, poller);
      RestorePlanner planner = planner(polling, background);
      StateRestorer newRestorer =
          new StateRestorer(polling, buffer, checkpoints, fencer::fence, owned, planner);
      consumer = polling;
      start(updater);
      assignment = owned;
      restorer = newRestorer;
      listener.meters().register(registry, owned, cache, newRestorer);
      LOG.info(
          "model {} serves {} with {} at {}, on {}",
          pool.live().version(),
          settings.topics().frames(),
          Count.of(layout.partitions(), "partition"),
          clients.bootstrap(),
          Count.of(settings.workers(), "worker"));
      BatchProcessor batch = new BatchProcessor(streamFactory(limits, cache), workers);
      AdaptiveBatchSize batchSize =
          new AdaptiveBatchSize(ClientSettings.MAX_TRANSACTION_RECORDS, settings.workers());
      TransactionalProcessor processor =
          new TransactionalProcessor(buffer, output, owned, batch, listener, batchSize);
      UnservedPartitions unserved =
          new UnservedPartitions(
              settings.plan(),
              layout.partitions(),
              () -> TopicLayout.outputPartitions(admin, settings.plan()));
      LagMonitor lag =
          new LagMonitor(polling, buffer, asked -> HighWatermarks.requestBoth(admin, asked));
      new ConsumerLoop(
              polling,
              new ConsumerLoop.Steps(buffer, owned, newRestorer, processor, unserved, lag),
              listener.meters())
          .serve(
              settings.topics().frames(),
              new TopicChanges(outputLimits, broker(), output::discard),
              onAssigned,
              stop);
    } finally {
      background.shutdownNow();
      // without this, a static member keeps its partitions until its session ends
      polling.close(
          CloseOptions.timeout(LEAVE)
              .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    }
  }

  private TopicChanges.Broker broker() {
    return new TopicChanges.Broker() {
      @Override
      public @Nullable TopicLayout await() throws InterruptedException {
        return awaitTopics();
      }

      @Override
      public CompletableFuture<Map<String, Integer>> requestRecordBytes() {
        return TopicLayout.requestRecordBytes(admin, settings.plan());
      }
    };
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
        HighWatermarks.asking(admin),
        settings.topics(),
        clients.isResetToLatest(),
        background);
  }

  /** Makes the champion live before any stream starts. */
  private void start(ModelUpdater updater) throws InterruptedException {
    WaitLog waitLog = new WaitLog();
    for (boolean isStarted = false; !isStarted && stop.getCount() > 0; ) {
      try {
        updater.start();
        isStarted = true;
      } catch (AuthenticationException | AuthorizationException e) {
        throw e;
      } catch (KafkaException | InvalidModelException e) {
        waitLog.logBroker("read the model registry", e.toString());
        stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      } catch (OffHeapExhaustedException | OutOfMemoryError e) {
        waitLog.logMemory("test the champion", e.toString());
        stop.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
      }
    }
  }

  private static Assignment assignment(StreamFactory streams) {
    return new Assignment(p -> new PartitionProcessor(p.partition(), streams));
  }

  private StreamFactory streamFactory(RecordLimits limits, StateCache cache) {
    return new StreamFactory(
        pool, settings.topics(), settings.limits(), settings.rules(), limits.bytes(), cache);
  }
}
