package io.framecast.console;

import io.framecast.console.follow.Observed;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** What the console counts. No meter bears a stream's name: whoever films could make up many. */
final class Meters {
  private Meters() {}

  static void register(MeterRegistry registry, Observed observed, FollowLoop loop) {
    count(registry, "frames", "frames that were seen", observed, o -> o.counts().frames());
    count(registry, "predictions", "predictions seen", observed, o -> o.counts().predictions());
    count(registry, "dead.letters", "dead letters seen", observed, o -> o.counts().deadLetters());
    count(
        registry, "strange", "records that are none of ours", observed, o -> o.counts().strange());
    Gauge.builder("framecast.console.streams", observed, o -> o.streams().size())
        .description("streams that are followed")
        .register(registry);
    Gauge.builder("framecast.console.following", loop, l -> l.ready() ? 1 : 0)
        .description("1 while the topics are followed")
        .register(registry);
  }

  private static void count(
      MeterRegistry registry,
      String name,
      String what,
      Observed observed,
      ToDoubleFunction<Observed> value) {
    FunctionCounter.builder("framecast.console." + name, observed, value)
        .description(what)
        .register(registry);
  }
}
