package io.framecast.console;

import io.framecast.console.settings.ConsoleSettings;
import io.framecast.console.status.ServiceClients;
import io.framecast.console.view.EncodedImage;
import io.framecast.console.view.EventView;
import io.framecast.console.view.ForecastDemand;
import io.framecast.console.view.FramePair;
import io.framecast.console.view.PublishedForecasts;
import io.framecast.console.view.StreamHistories.ListedStream;
import io.framecast.console.view.TopicView;
import io.framecast.frames.FrameHeaders;
import io.framecast.service.MessageResponse;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.Topics;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.serde.annotation.Serdeable;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The controller shows one stream. */
@Controller("/api/streams/{n}")
final class StreamDetailController {
  private static final int EVENTS = 20;
  private static final int AHEAD = 10;
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final TopicView view;
  private final ForecastDemand forecasts;
  private final ServiceClients services;
  private final Topics topics;

  StreamDetailController(
      TopicView view, ForecastDemand forecasts, ServiceClients services, ConsoleSettings settings) {
    this.view = view;
    this.forecasts = forecasts;
    this.services = services;
    this.topics = settings.topics();
  }

  /**
   * The recent frames and events of a stream.
   *
   * @param partition the partition of the frames topic that the stream is in
   * @param alsoIn the other partitions with a stream of this id
   * @param frames the last frames, oldest first
   * @param events the last events of the stream, oldest first
   */
  @Serdeable
  record StreamDetail(
      int n,
      String id,
      int partition,
      List<Integer> alsoIn,
      List<FramePair> frames,
      List<EventView> events) {}

  /** Returns the stream's last frames, their predictions and its events. */
  @Get
  HttpResponse<?> stream(int n) {
    ListedStream stream = view.stream(n);
    if (stream == null) {
      return missing(n);
    }
    List<EventView> events = view.eventsOf(stream.id());
    List<EventView> last = events.subList(Math.max(0, events.size() - EVENTS), events.size());
    return HttpResponse.ok(
        new StreamDetail(n, stream.id(), stream.partition(), stream.alsoIn(), view.pairs(n), last));
  }

  /**
   * The next frames as a predictor has published them.
   *
   * @param model the version that predicted them
   * @param published true; absent in what the trainer computes
   * @param leads for each frame, how many frames after the source it is
   */
  @Serdeable
  record PublishedRollOut(
      String model, boolean published, List<Integer> leads, List<EncodedImage> frames) {}

  /**
   * Returns the next frames: those that a predictor has published after a recent frame. Without
   * them the trainer computes ten, each from the prediction before. The headers name the frame that
   * they follow, as those of a prediction do.
   */
  @Get("/rollout")
  @ExecuteOn(TaskExecutors.BLOCKING)
  HttpResponse<?> rollOut(int n) throws InterruptedException {
    forecasts.note();
    PublishedForecasts found = view.forecasts(n);
    if (found != null) {
      return follow(
          HttpResponse.ok(new PublishedRollOut(found.model(), true, found.leads(), found.frames())),
          found.source(),
          found.sequence());
    }
    FramePair newest = view.newest(n);
    if (newest == null) {
      return missing(n);
    }
    RecordPosition source =
        new RecordPosition(topics.frames(), newest.partition(), newest.offset());
    return follow(
        services.rollOut(source, newest.model(), AHEAD, PATIENCE), source, newest.sequence());
  }

  /** Names the frame that the reply's frames follow. */
  private static HttpResponse<?> follow(
      MutableHttpResponse<?> reply, RecordPosition source, @Nullable Long sequence) {
    if (sequence != null) {
      reply.header(FrameHeaders.SEQUENCE, sequence.toString());
    }
    return reply.header(FrameHeaders.SOURCE, source.toString());
  }

  private static HttpResponse<?> missing(int n) {
    return MessageResponse.of(HttpStatus.NOT_FOUND, "Stream " + n + " is not followed.");
  }
}
