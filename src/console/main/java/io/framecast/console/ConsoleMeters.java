package io.framecast.console;

import io.framecast.console.view.TopicView;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;

/** Registers the console's meters. None is tagged with a stream: producers can invent many ids. */
final class ConsoleMeters {
  private ConsoleMeters() {}

  static void register(MeterRegistry registry, TopicView view, FollowLoop loop) {
    count(
        registry,
        "frames",
        "Frames read from the frames topic since the start.",
        view,
        o -> o.counts().frames());
    count(
        registry,
        "predictions",
        "Predictions read from the predictions topic since the start.",
        view,
        o -> o.counts().predictions());
    count(
        registry,
        "dead.letters",
        "Dead letters read since the start.",
        view,
        o -> o.counts().deadLetters());
    count(
        registry,
        "strange",
        "Records in the service's topics that could not be read.",
        view,
        o -> o.counts().unrecognized());
    Gauge.builder("framecast.console.streams", view, o -> o.streams().size())
        .description("Streams that the console follows.")
        .register(registry);
    Gauge.builder("framecast.console.following", loop, l -> l.ready() ? 1 : 0)
        .description("1 while the console follows the topics.")
        .register(registry);
  }

  private static void count(
      MeterRegistry registry,
      String name,
      String description,
      TopicView view,
      ToDoubleFunction<TopicView> value) {
    FunctionCounter.builder("framecast.console." + name, view, value)
        .description(description)
        .register(registry);
  }
}
