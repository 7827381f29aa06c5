package io.framecast.console.live;

import io.framecast.console.view.EventView;
import io.framecast.console.view.FramePair;
import io.framecast.console.view.TopicView;
import io.micronaut.http.sse.Event;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The session of one browser. Each update sends what is new since the last one, so a slow browser
 * misses intermediate frames only. For one thread at a time.
 */
final class SseSession {
  private static final long STREAMS_MILLIS = 1_000;

  private final SharedSnapshot snapshot;
  private final TopicView view;
  private final JsonMapper json;
  private final FrameTurns turns;
  private boolean greeted;
  private long streams = -1;
  private long streamsAt;
  private long second;
  private long lastEvent;

  /**
   * Starts with nothing sent.
   *
   * @param subscribed the numbers of the streams whose frames are sent
   */
  SseSession(SharedSnapshot snapshot, JsonMapper json, List<Integer> subscribed) {
    this.snapshot = snapshot;
    this.view = snapshot.view();
    this.json = json;
    this.turns = new FrameTurns(subscribed);
  }

  /** Returns the events since the last update. */
  List<Event<String>> update(long now) {
    List<Event<String>> news = new ArrayList<>();
    if (!greeted) {
      greeted = true;
      LiveMessages.Hello hello = snapshot.hello();
      lastEvent = hello.events().isEmpty() ? 0 : last(hello.events()).serial();
      news.add(event("hello", hello));
    }
    long changes = view.streamChanges();
    if (changes != streams && now - streamsAt >= STREAMS_MILLIS) {
      streams = changes;
      streamsAt = now;
      news.add(event("streams", new LiveMessages.Streams(view.streams(), view.evictedStreams())));
    }
    List<FramePair> fresh = turns.next(view::newest);
    if (!fresh.isEmpty()) {
      news.add(event("frames", new LiveMessages.Frames(fresh)));
    }
    for (EventView event : view.eventsSince(lastEvent)) {
      lastEvent = event.serial();
      news.add(event("event", event));
    }
    if (now / 1_000 > second) {
      second = now / 1_000;
      news.add(event("totals", snapshot.totals(second)));
    }
    return news;
  }

  private static EventView last(List<EventView> events) {
    return events.get(events.size() - 1);
  }

  private Event<String> event(String name, Object data) {
    try {
      String text = new String(json.writeValueAsBytes(data), StandardCharsets.UTF_8);
      return Event.of(text).name(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
