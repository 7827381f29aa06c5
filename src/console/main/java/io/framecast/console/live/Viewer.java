package io.framecast.console.live;

import io.framecast.console.follow.Happening;
import io.framecast.console.follow.Observed;
import io.framecast.console.follow.Shot;
import io.micronaut.http.sse.Event;
import io.micronaut.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One browser. It asks for what it does not know yet, so a slow one misses what came between and
 * nothing that lasts. One thread at a time.
 */
final class Viewer {
  private static final long STREAMS_MILLIS = 1_000;

  private final Board board;
  private final Observed observed;
  private final JsonMapper json;
  private final List<Integer> looksAt;
  private final Map<Integer, Long> shown = new HashMap<>();
  private boolean greeted;
  private long streams = -1;
  private long streamsAt;
  private long second;
  private long event;

  /**
   * One that has seen nothing.
   *
   * @param looksAt numbers of streams
   */
  Viewer(Board board, JsonMapper json, List<Integer> looksAt) {
    this.board = board;
    this.observed = board.observed();
    this.json = json;
    this.looksAt = looksAt;
  }

  /** What is new for it. */
  List<Event<String>> turn(long now) {
    List<Event<String>> news = new ArrayList<>();
    if (!greeted) {
      greeted = true;
      Told.Hello hello = board.hello();
      event = hello.events().isEmpty() ? 0 : last(hello.events()).serial();
      news.add(event("hello", hello));
    }
    long changes = observed.streamChanges();
    if (changes != streams && now - streamsAt >= STREAMS_MILLIS) {
      streams = changes;
      streamsAt = now;
      news.add(event("streams", new Told.Streams(observed.streams(), observed.forgotten())));
    }
    frames(news);
    for (Happening happening : observed.eventsSince(event)) {
      event = happening.serial();
      news.add(event("event", happening));
    }
    if (now / 1_000 > second) {
      second = now / 1_000;
      news.add(event("totals", board.totals(second)));
    }
    return news;
  }

  private static Happening last(List<Happening> events) {
    return events.get(events.size() - 1);
  }

  private void frames(List<Event<String>> news) {
    List<Shot> fresh = new ArrayList<>();
    for (int n : looksAt) {
      Shot shot = observed.newest(n);
      if (shot != null && shot.serial() > shown.getOrDefault(n, 0L)) {
        shown.put(n, shot.serial());
        fresh.add(shot);
      }
    }
    if (!fresh.isEmpty()) {
      news.add(event("frames", new Told.Frames(fresh)));
    }
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
