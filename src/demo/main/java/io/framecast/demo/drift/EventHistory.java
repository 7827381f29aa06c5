package io.framecast.demo.drift;

import io.framecast.topics.Event;
import io.framecast.topics.PooledSkill;
import io.framecast.topics.PredictionScore;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;

/** The scores and events so far, by the time of their records. For several threads. */
public final class EventHistory {
  /** A scenario takes less time than this. */
  private static final long MAX_SECONDS = 900;

  private static final int MAX_EVENTS = 10_000;

  private final NavigableMap<Long, PooledSkill> seconds = new TreeMap<>();
  private final Queue<TimedEvent> events = new ArrayDeque<>();
  private String scored = "";
  private String promoted = "";

  /** Adds a score of that time, in ms since 1970. */
  public synchronized void addScore(PredictionScore score, long at) {
    seconds.merge(Math.floorDiv(at, 1000), PooledSkill.NONE.plus(score), PooledSkill::plus);
    seconds.headMap(seconds.lastKey() - MAX_SECONDS).clear();
    scored = score.model();
  }

  /** Adds an event of that time, in ms since 1970; the oldest is dropped if there are too many. */
  public synchronized void addEvent(Event event, long at) {
    TimedEvent next = new TimedEvent(at, event);
    if (next.changesModel()) {
      promoted = event.subject();
    }
    events.add(next);
    if (events.size() > MAX_EVENTS) {
      events.remove();
    }
  }

  /** Returns the events since the last call. */
  public synchronized List<TimedEvent> drainEvents() {
    List<TimedEvent> all = new ArrayList<>(events);
    events.clear();
    return all;
  }

  /** Returns the live version, empty if it is unknown. */
  synchronized String liveModel() {
    return promoted.isEmpty() ? scored : promoted;
  }

  /** Returns the skill of all streams from one second since 1970 to before another. */
  public synchronized PooledSkill skill(long from, long to) {
    return from >= to
        ? PooledSkill.NONE
        : seconds.subMap(from, to).values().stream().reduce(PooledSkill.NONE, PooledSkill::plus);
  }
}
