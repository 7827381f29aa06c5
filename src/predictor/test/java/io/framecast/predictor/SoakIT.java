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
 * Guarantee: streams may come and go for as long as they like: a predictor answers each frame once
 * and does not grow. {@code mvn -Psoak verify} runs it, for {@code -Dtest.soak.seconds=600}.
 */
@Tag("soak")
class SoakIT {
  private static final int SECONDS = Integer.getInteger("test.soak.seconds", 600);

  /** 20,000 streams in ten minutes, where the predictor is quick enough. */
  private static final double PER_SECOND = 20_000 * Crowd.LIFE / 600;

  /** Frames that may wait for their predictions. */
  private static final int AHEAD = 2_000;

  private static final double SAMPLE_SECONDS = Math.max(1, SECONDS / 60.0);
  private static final int TTL_SECONDS = Math.max(10, SECONDS / 20);

  /** Those that live and those that stopped less than a ttl ago; twice as many of the latter. */
  private static final double MOST_STREAMS =
      Crowd.LIVE + 100 + 2 * TTL_SECONDS * PER_SECOND / Crowd.LIFE / 2;

  private static final int CLASSES = 20;
  private static final double MB = 1e6;

  private final long seed = Long.getLong("test.seed", System.nanoTime());
  private final List<Vitals> samples = new ArrayList<>();
  private String early = "none";

  @Test
  void aPredictorDoesNotGrowHoweverManyStreamsComeAndGo(@TempDir Path store) throws Exception {
    Crowd crowd = new Crowd(seed);
    try (EmbeddedBroker broker = EmbeddedBroker.launch();
        Installation installation = new Installation(broker);
        PredictorProcess predictor =
            PredictorProcess.asShipped(
                    EmbeddedBroker.freePort(),
                    installation.settings(
                        "framecast.state.memory",
                        "64MB",
                        "framecast.state.directory",
                        store,
                        "framecast.stream.ttl",
                        TTL_SECONDS + "s"),
                    "-Xmx512m")
                .awaitServing();
        Answers answers = new Answers(broker.bootstrap(), installation.topics.predictions())) {
      long begin = System.nanoTime();
      while (seconds(begin) < SECONDS) {
        crowd.round(installation);
        installation.flush();
        answers.await(crowd.sent() - AHEAD);
        while (crowd.sent() > PER_SECOND * seconds(begin)) {
          answers.read();
        }
        if (seconds(begin) > SAMPLE_SECONDS * (samples.size() + 1)) {
          sample(predictor, store, seconds(begin), crowd);
        }
      }
      crowd.leave(installation);
      installation.flush();
      answers.await(crowd.sent());
      answers.toTheEnd();
      assertThat(answers.byStream()).as("seed " + seed).isEqualTo(crowd.frames());
      installation.await(predictor.port, crowd.sent() + crowd.ended());
      Http.countersAddUp(predictor.port, crowd.sent() + crowd.ended());
      Map<String, Long> counters = Http.counters(predictor.port);
      assertThat(counters)
          .as("seed " + seed)
          .containsEntry("predicted", crowd.sent())
          .containsEntry("ended", crowd.ended())
          .containsEntry("resets", 0L);
      print("%,d streams came, %,d were ended; %s", crowd.frames().size(), crowd.ended(), counters);
      print("classes after a third of the time:%n%s", early);
      print("classes at the end:%n%s", Vitals.classes(predictor, CLASSES));
    }
    hasSettled("heap after a collection", Vitals::heap);
    hasSettled("resident memory", Vitals::resident);
    assertThat(samples)
        .as("at most %.0f streams and files, seed %d", MOST_STREAMS, seed)
        .allMatch(one -> Math.max(one.streams(), one.files()) <= MOST_STREAMS);
  }

  private void sample(PredictorProcess predictor, Path store, double seconds, Crowd crowd)
      throws Exception {
    Vitals now = Vitals.of(predictor, store);
    samples.add(now);
    if (early.equals("none") && seconds > SECONDS / 3.0) {
      early = Vitals.classes(predictor, CLASSES);
    }
    print(
        "%5.0f s: heap %.1f MB, resident %.1f MB, %d streams, %d files; %,d frames",
        seconds, now.heap() / MB, now.resident() / MB, now.streams(), now.files(), crowd.sent());
  }

  /** In the last third of the time it is no more than in the second third, but for a little. */
  private void hasSettled(String what, ToLongFunction<Vitals> of) {
    int third = samples.size() / 3;
    long before = median(samples.subList(third, 2 * third), of);
    long after = median(samples.subList(2 * third, samples.size()), of);
    assertThat((double) after)
        .as("%s: seed %d, %d before", what, seed, before)
        .isLessThanOrEqualTo(1.05 * before + 20 * MB);
  }

  private static long median(List<Vitals> samples, ToLongFunction<Vitals> of) {
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
