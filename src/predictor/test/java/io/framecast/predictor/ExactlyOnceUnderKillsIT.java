package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.predictor.WireProxy.Action;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Guarantee: killing predictors does not change the predictions, scores and dead letters by a byte.
 * The kills happen between requests to the broker, in the middle of one, or right after one.
 */
@Tag("proof-longer")
@Tag("soak-longer")
@Tag("slow-network")
class ExactlyOnceUnderKillsIT {
  private static final int KILLS = Integer.getInteger("test.kills", 9);
  private static final int STREAMS = 8;
  private static final int FRAMES_A_KILL = Math.max(8, TestNetwork.frames(25));
  private static final int PARTITIONS = 3;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** The request to the broker at which a predictor is killed. */
  private enum Moment {
    AFTER_SEND_BEFORE_COMMIT(ApiKeys.END_TXN, 3, 0, 0),
    DURING_COMMIT(ApiKeys.END_TXN, 3, 0, 2),
    AFTER_OFFSETS(ApiKeys.TXN_OFFSET_COMMIT, 3, 0, 2),
    DURING_CHECKPOINT(ApiKeys.PRODUCE, 1, 50_000, 1),
    AFTER_SEND(ApiKeys.PRODUCE, 3, 0, 2),
    WHEN_FENCING_ITSELF(ApiKeys.INIT_PRODUCER_ID, 1, 0, 2),
    DURING_RESTORE(ApiKeys.LIST_OFFSETS, 2, 0, 0),
    WHILE_READING_CHECKPOINTS(ApiKeys.FETCH, 1, 0, 2),
    ANY_TIME(null, 150, 0, 0);

    private final ApiKeys api;
    private final int most;
    private final int least;
    private final int halves;

    /** Forwards this many halves of one of the first requests of this kind and size. */
    Moment(ApiKeys api, int most, int least, int halves) {
      this.api = api;
      this.most = most;
      this.least = least;
      this.halves = halves;
    }

    boolean is(WireRequest request) {
      boolean restoring = request.clientId().endsWith("-restore");
      return (api == null || request.api() == api)
          && request.size() >= least
          && (this != WHILE_READING_CHECKPOINTS || restoring);
    }
  }

  @Test
  void killedPredictorsDoNotChangeTheOutput() throws Exception {
    ReferenceOutput reference = new ReferenceOutput(STREAMS, KILLS * FRAMES_A_KILL, PARTITIONS);
    Random random = new Random(reference.seed);
    int port = EmbeddedBroker.freePort();
    int http = EmbeddedBroker.freePort();
    List<String> kills = new ArrayList<>();
    try (EmbeddedBroker broker = EmbeddedBroker.launchBehind(port);
        WireProxy proxy = new WireProxy(port, broker.port());
        TestDeployment deployment =
            new TestDeployment(broker.bootstrap(), ReferenceOutput.PREFIX)) {
      Map<String, Object> settings = deployment.settings();
      ReferenceOutput.Run run = reference.run(deployment);
      for (int kill = 0; kill < KILLS; kill++) {
        Moment moment =
            kill < Moment.values().length
                ? Moment.values()[kill]
                : Moment.values()[random.nextInt(Moment.values().length)];
        int time = 1 + random.nextInt(moment.most);
        kills.add(moment + " " + time);
        CompletableFuture<PredictorProcess> running = new CompletableFuture<>();
        CompletableFuture<Void> dead = new CompletableFuture<>();
        AtomicInteger times = new AtomicInteger(time);
        proxy.hook(
            request -> {
              if (!request.clientId().startsWith("framecast-predictor")
                  || !moment.is(request)
                  || times.decrementAndGet() != 0) {
                return Action.FORWARD;
              }
              PredictorProcess victim = running.get();
              if (moment.halves == 2) {
                return Action.forwardAndThen(
                    () -> {
                      victim.kill();
                      dead.complete(null);
                    });
              }
              victim.kill();
              dead.complete(null);
              return moment.halves == 1 ? Action.HALF : Action.DROP;
            });
        try (PredictorProcess process = new PredictorProcess(http, settings)) {
          running.complete(process);
          run.send(STREAMS * FRAMES_A_KILL);
          dead.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
              .exceptionally(
                  e -> {
                    throw new AssertionError(
                        reference.where()
                            + ", kill "
                            + kills
                            + ": expected such a request, found\n"
                            + process.output(),
                        e);
                  })
              .join();
        }
      }
      proxy.hook(request -> Action.FORWARD);
      try (PredictorProcess last = new PredictorProcess(http, settings).awaitServing()) {
        run.finishAndCheck(", kills " + kills);
        Map<String, Long> counters = Http.counters(last.port);
        Http.checkCounters(last.port, counters.get("received"));
        assertThat(deployment.read(deployment.topics.events(), 0)).isNotEmpty();
      }
    }
  }
}
