package io.framecast.console;

import io.framecast.console.view.TopicFollower;
import io.framecast.console.view.TopicView;
import io.framecast.console.view.TopicView.TopicCounts;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToLongFunction;

/** Registers the console's meters. None is tagged with a stream: producers can invent many ids. */
record ConsoleMeters(MeterRegistry registry, TopicView view) {

  void register(TopicFollower follower) {
    count("frames", "Frames read from the frames topic since the start.", TopicCounts::frames);
    count(
        "predictions",
        "Predictions read from the predictions topic since the start.",
        TopicCounts::predictions);
    count(
        "forecasts",
        "Forecasts read from the forecasts topic since the start.",
        TopicCounts::forecasts);
    count("dead.letters", "Dead letters read since the start.", TopicCounts::deadLetters);
    count(
        "strange",
        "Records in the service's topics that could not be read.",
        TopicCounts::unrecognized);
    Gauge.builder("framecast.console.streams", view, o -> o.streams().size())
        .description("Streams that the console follows.")
        .register(registry);
    Gauge.builder("framecast.console.following", follower, f -> f.isReady() ? 1 : 0)
        .description("Whether the console follows the topics, as 1 or 0.")
        .register(registry);
  }

  private void count(String name, String description, ToLongFunction<TopicCounts> count) {
    FunctionCounter.builder("framecast.console." + name, view, v -> count.applyAsLong(v.counts()))
        .description(description)
        .register(registry);
  }
}
