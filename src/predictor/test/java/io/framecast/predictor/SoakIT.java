package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.EmbeddedBroker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Guarantee: any number of streams may start and end. A predictor predicts each frame once, and its
 * memory does not grow. {@code mvn -Psoak verify} runs it, with {@code -Dtest.soak.seconds=600}.
 */
@Tag("soak")
class SoakIT {
  private static final int SECONDS = Integer.getInteger("test.soak.seconds", 600);

  /** The rate for 20,000 streams in ten minutes, if the predictor is fast enough. */
  private static final double PER_SECOND = 20_000 * StreamChurn.LIFE / 600;

  /** The number of frames that may wait for their predictions. */
  private static final int AHEAD = 2_000;

  private static final double SAMPLE_SECONDS = Math.max(1, SECONDS / 60.0);
  private static final int TTL_SECONDS = Math.max(10, SECONDS / 20);

  /** Live streams, and twice the streams that stopped less than a ttl ago. */
  private static final double MOST_STREAMS =
      StreamChurn.LIVE + 100 + 2 * TTL_SECONDS * PER_SECOND / StreamChurn.LIFE / 2;

  private static final int CLASSES = 20;
  private static final double MB = 1e6;

  private final long seed = Long.getLong("test.seed", System.nanoTime());
  private final List<ProcessMetrics> samples = new ArrayList<>();
  private String earlyClasses = "none";

  @Test
  void memoryStaysBoundedWhileStreamsStartAndEnd(@TempDir Path store) throws Exception {
    StreamChurn churn = new StreamChurn(seed);
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        TestDeployment deployment = new TestDeployment(broker);
        PredictorProcess predictor =
            PredictorProcess.asShipped(
                    EmbeddedBroker.freePort(),
                    deployment.settings(
                        "framecast.state.memory",
                        "64MB",
                        "framecast.state.directory",
                        store,
                        "framecast.stream.ttl",
                        TTL_SECONDS + "s"),
                    "-Xmx512m")
                .awaitServing();
        PredictionCounter counter =
            new PredictionCounter(broker.bootstrap(), deployment.topics.predictions())) {
      long begin = System.nanoTime();
      while (seconds(begin) < SECONDS) {
        churn.sendRound(deployment);
        deployment.flush();
        counter.await(churn.sent() - AHEAD);
        while (churn.sent() > PER_SECOND * seconds(begin)) {
          counter.read();
        }
        if (seconds(begin) > SAMPLE_SECONDS * (samples.size() + 1)) {
          sample(predictor, store, seconds(begin), churn);
        }
      }
      churn.endAll(deployment);
      deployment.flush();
      counter.await(churn.sent());
      counter.readToEnd();
      assertThat(counter.byStream()).as("seed " + seed).isEqualTo(churn.frames());
      deployment.await(predictor.port, churn.sent() + churn.ended());
      Http.checkCounters(predictor.port, churn.sent() + churn.ended());
      Map<String, Long> counters = Http.counters(predictor.port);
      assertThat(counters)
          .as("seed " + seed)
          .containsEntry("predicted", churn.sent())
          .containsEntry("ended", churn.ended())
          .containsEntry("resets", 0L);
      print("%,d streams came, %,d were ended; %s", churn.frames().size(), churn.ended(), counters);
      print("classes after a third of the time:%n%s", earlyClasses);
      print("classes at the end:%n%s", ProcessMetrics.classes(predictor, CLASSES));
    }
    checkStable("heap after a collection", ProcessMetrics::heap);
    checkStable("resident memory", ProcessMetrics::resident);
    assertThat(samples)
        .as("at most %.0f streams and files, seed %d", MOST_STREAMS, seed)
        .allMatch(one -> Math.max(one.streams(), one.files()) <= MOST_STREAMS);
  }

  private void sample(PredictorProcess predictor, Path store, double seconds, StreamChurn churn)
      throws Exception {
    ProcessMetrics now = ProcessMetrics.of(predictor, store);
    samples.add(now);
    if (earlyClasses.equals("none") && seconds > SECONDS / 3.0) {
      earlyClasses = ProcessMetrics.classes(predictor, CLASSES);
    }
    print(
        "%5.0f s: heap %.1f MB, resident %.1f MB, %d streams, %d files; %,d frames",
        seconds, now.heap() / MB, now.resident() / MB, now.streams(), now.files(), churn.sent());
  }

  /** Checks that the last third's median is at most slightly above the second third's. */
  private void checkStable(String what, ToLongFunction<ProcessMetrics> of) {
    int third = samples.size() / 3;
    long before = median(samples.subList(third, 2 * third), of);
    long after = median(samples.subList(2 * third, samples.size()), of);
    assertThat((double) after)
        .as("%s: seed %d, %d before", what, seed, before)
        .isLessThanOrEqualTo(1.05 * before + 20 * MB);
  }

  private static long median(List<ProcessMetrics> samples, ToLongFunction<ProcessMetrics> of) {
    long[] sorted = samples.stream().mapToLong(of).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static double seconds(long begin) {
    return (System.nanoTime() - begin) / 1e9;
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
