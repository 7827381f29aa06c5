package io.framecast.demo.story;

import io.framecast.topics.Event;
import io.framecast.topics.Score;
import io.framecast.topics.Skill;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;

/** What scores and events have said, by the time of their records. For several threads. */
public final class Chronicle {
  /** No story is longer; the scores of a second are of no use to anybody later. */
  private static final long SECONDS_KEPT = 900;

  /** Nobody reads more at once; where nobody reads at all the oldest go. */
  private static final int MOST_NEWS = 10_000;

  private final NavigableMap<Long, Skill> seconds = new TreeMap<>();
  private final Queue<News> news = new ArrayDeque<>();
  private String served = "";
  private String promoted = "";

  /** Takes note of a score of that time, in ms since 1970. */
  public synchronized void score(Score score, long at) {
    seconds.merge(Math.floorDiv(at, 1000), Skill.NONE.plus(score), Skill::plus);
    seconds.headMap(seconds.lastKey() - SECONDS_KEPT).clear();
    served = score.model();
  }

  /** Takes note of an event of that time, in ms since 1970. */
  public synchronized void event(Event event, long at) {
    News next = new News(at, event);
    if (next.changesTheModel()) {
      promoted = next.event().subject();
    }
    news.add(next);
    if (news.size() > MOST_NEWS) {
      news.remove();
    }
  }

  /** What has happened since it was asked last. */
  public synchronized List<News> news() {
    List<News> all = new ArrayList<>(news);
    news.clear();
    return all;
  }

  /** The live version, empty before anything is known of it. */
  public synchronized String live() {
    return promoted.isEmpty() ? served : promoted;
  }

  /** Of all streams, from one second since 1970 to before another. */
  synchronized Skill skill(long from, long to) {
    return from >= to
        ? Skill.NONE
        : seconds.subMap(from, to).values().stream().reduce(Skill.NONE, Skill::plus);
  }
}
