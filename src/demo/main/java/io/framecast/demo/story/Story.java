package io.framecast.demo.story;

import io.framecast.topics.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is filmed changes, and what is predicted follows, or does not:
 *
 * <pre>
 *   calm --{@value #CALM_SECONDS} s--> changed --promotion, and skill above the bar for 20 s--> over
 *                        +--------------{@value #MOST_SECONDS} s---------------------> over
 * </pre>
 *
 * <p>All times are milliseconds since 1970. One thread.
 */
public final class Story {
  static final int CALM_SECONDS = 30;
  static final int MOST_SECONDS = 300;

  /** Scores of a second are all visible after so many more. */
  private static final int SETTLED_SECONDS = 2;

  private static final long UNKNOWN = Long.MAX_VALUE;

  private final Chronicle chronicle;
  private final int calmSpeed;
  private final int nextSpeed;
  private final long begin;
  private final List<News> told = new ArrayList<>();
  private final Map<String, Long> moved = new TreeMap<>();
  private long change = UNKNOWN;
  private long promotion = UNKNOWN;
  private long over = UNKNOWN;
  private String versionBefore = "";
  private Arc arc = Arc.UNKNOWN;
  private boolean lasting; // whether the arc's now began after the promotion

  /**
   * Begins when the cameras do.
   *
   * @param calmSpeed of the squares at first
   * @param nextSpeed of them then
   */
  public Story(Chronicle chronicle, int calmSpeed, int nextSpeed, long begin) {
    this.chronicle = chronicle;
    this.calmSpeed = calmSpeed;
    this.nextSpeed = nextSpeed;
    this.begin = begin;
  }

  /** Whether what is filmed is to change now. */
  public boolean isTimeToChange(long now) {
    return change == UNKNOWN && now - begin >= CALM_SECONDS * 1000L;
  }

  /** It has. */
  public void changed(long at) {
    change = at;
    versionBefore = chronicle.live();
  }

  /** Takes note of an event. */
  public void hear(News news) {
    if (news.at() < change) {
      return;
    }
    if (news.is(Event.SWAP)) {
      moved.merge(news.event().subject(), news.at(), Math::max);
    } else if (news.isOfLearning() && !news.isOnTheWay()) {
      told.add(news);
    }
    if (news.is(Event.PROMOTION) && !news.event().subject().equals(versionBefore)) {
      promotion = Math.min(promotion, news.at());
    }
  }

  /** Whether it has come to its end; to be asked again and again. */
  public boolean isOver(long now) {
    if (change == UNKNOWN) {
      return false;
    }
    if (over == UNKNOWN) {
      look(now);
      if (isRecovered() || now - change >= MOST_SECONDS * 1000L) {
        over = now;
      }
    }
    return over != UNKNOWN;
  }

  private void look(long now) {
    long end = Math.floorDiv(now, 1000) - SETTLED_SECONDS;
    // the second of the change has scores of before and after: it is neither's
    arc = Arc.of(chronicle, second(begin), second(change) + 1, second(promotion), end);
    lasting = promotion != UNKNOWN && end - Arc.LASTING > second(promotion);
  }

  private static long second(long millis) {
    return Math.floorDiv(millis, 1000);
  }

  private boolean isRecovered() {
    return lasting && arc.isAboveTheBar();
  }

  /** Where it stands, in a line. */
  public String line(long now) {
    if (change == UNKNOWN) {
      long left = Math.max(0, CALM_SECONDS - (now - begin) / 1000);
      return "speed %d, in %d s speed %d".formatted(calmSpeed, left, nextSpeed);
    }
    return "speed %d, %d s; skill before %s, worst %s, now %s, bar %s"
        .formatted(
            nextSpeed,
            (Math.min(now, over) - change) / 1000,
            Arc.figure(arc.before()),
            Arc.figure(arc.worst()),
            Arc.figure(arc.now()),
            Arc.figure(arc.bar()));
  }

  /** How it went. */
  public Outcome outcome() {
    return new Outcome(
        calmSpeed,
        nextSpeed,
        arc,
        ending(),
        told.stream().map(news -> new Outcome.Told(news.at() - change, news.text())).toList(),
        versionBefore,
        chronicle.live(),
        moved.size(),
        moved.values().stream().mapToLong(at -> at - change).max().orElse(0));
  }

  private Outcome.Ending ending() {
    if (isRecovered()) {
      return Outcome.Ending.RECOVERED;
    } else if (over == UNKNOWN) {
      return Outcome.Ending.STOPPED;
    } else if (!arc.hasFallen()) {
      return Outcome.Ending.NEVER_FELL;
    }
    return promotion == UNKNOWN ? Outcome.Ending.NOT_PROMOTED : Outcome.Ending.BELOW_THE_BAR;
  }
}
