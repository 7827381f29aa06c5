package io.framecast.demo.drift;

import static io.framecast.demo.drift.SkillSummary.format;

import io.framecast.demo.drift.ScenarioResult.Row;
import io.framecast.demo.drift.ScenarioResult.Verdict;
import io.framecast.topics.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The scenario in which the squares' speed changes once and the skill has to recover:
 *
 * <pre>
 *   first speed --{@value #FIRST_SECONDS} s--> next speed --promotion, 20 s above the bar--> over
 *                           +-------------{@value #MAX_SECONDS} s-----------------> over
 * </pre>
 *
 * <p>All times are milliseconds since 1970. One thread.
 */
public final class DriftScenario {
  static final int FIRST_SECONDS = 30;
  static final int MAX_SECONDS = 300;

  /** On a slow machine a round takes longer; it is given time while it makes progress. */
  static final int MAX_LEARNING_SECONDS = 600;

  /** A round reports its progress every quarter. */
  private static final int MAX_SILENCE_SECONDS = 200;

  /** After so many seconds all scores of a second are visible. */
  private static final int SCORE_DELAY_SECONDS = 2;

  private static final long UNKNOWN = Long.MAX_VALUE;

  private final EventHistory history;
  private final int firstSpeed;
  private final int nextSpeed;
  private final long begin;
  private final List<TimedEvent> events = new ArrayList<>();
  private final Map<String, Long> moved = new TreeMap<>();
  private long change = UNKNOWN;
  private long promotion = UNKNOWN;
  private long progress; // the time of a round's last event, 0 before one
  private long end = UNKNOWN;
  private String modelBefore = "";
  private SkillSummary skill = SkillSummary.UNKNOWN;
  private boolean isAfterPromotion; // whether the summary's latest seconds began after it

  /**
   * Creates a scenario.
   *
   * @param firstSpeed of the squares before the change
   * @param nextSpeed of the squares after it
   * @param begin when the first frame is sent
   */
  public DriftScenario(EventHistory history, int firstSpeed, int nextSpeed, long begin) {
    this.history = history;
    this.firstSpeed = firstSpeed;
    this.nextSpeed = nextSpeed;
    this.begin = begin;
  }

  public boolean isTimeToChange(long now) {
    return change == UNKNOWN && now - begin >= FIRST_SECONDS * 1000L;
  }

  /** Must be called when the speed changes. */
  public void onChange(long now) {
    change = now;
    modelBefore = history.liveModel();
  }

  public void onEvent(TimedEvent event) {
    if (event.at() < change) {
      return;
    }
    if (event.is(Event.SWAP)) {
      moved.merge(event.event().subject(), event.at(), Math::max);
    } else if (event.isFromTrainer()) {
      events.add(event);
      progress = event.is(Event.ROUND) ? Math.max(progress, event.at()) : progress;
    }
    if (event.is(Event.PROMOTION) && !event.event().subject().equals(modelBefore)) {
      promotion = Math.min(promotion, event.at());
    }
  }

  /** Returns whether it has ended; must be called repeatedly. */
  public boolean isOver(long now) {
    if (change == UNKNOWN) {
      return false;
    }
    if (end == UNKNOWN) {
      summarize(now);
      boolean isLearning = now - progress < MAX_SILENCE_SECONDS * 1000L;
      long limit = isLearning ? MAX_LEARNING_SECONDS : MAX_SECONDS;
      if (hasRecovered() || now - change >= limit * 1000L) {
        end = now;
      }
    }
    return end != UNKNOWN;
  }

  private void summarize(long now) {
    long to = second(now) - SCORE_DELAY_SECONDS;
    // the second of the change has scores of both speeds and is left out
    skill = SkillSummary.of(history, second(begin), second(change) + 1, second(promotion), to);
    isAfterPromotion = promotion != UNKNOWN && to - SkillSummary.RECOVERY > second(promotion);
  }

  private static long second(long millis) {
    return Math.floorDiv(millis, 1000);
  }

  private boolean hasRecovered() {
    return isAfterPromotion && skill.isAboveBar();
  }

  /** Returns its state in one line. */
  public String statusLine(long now) {
    if (change == UNKNOWN) {
      long left = Math.max(0, FIRST_SECONDS - (now - begin) / 1000);
      return String.format(Locale.ROOT, "speed %d, in %d s speed %d", firstSpeed, left, nextSpeed);
    }
    return String.format(
        Locale.ROOT,
        "speed %d, %d s; skill before %s, worst %s, now %s, bar %s",
        nextSpeed,
        (Math.min(now, end) - change) / 1000,
        format(skill.before()),
        format(skill.worst()),
        format(skill.now()),
        format(skill.bar()));
  }

  public ScenarioResult result() {
    return new ScenarioResult(
        firstSpeed,
        nextSpeed,
        skill,
        verdict(),
        events.stream()
            .map(event -> new Row(ScenarioResult.seconds(event.at() - change), event.text()))
            .toList(),
        modelBefore,
        history.liveModel(),
        moved.size(),
        moved.values().stream().mapToLong(at -> at - change).max().orElse(0));
  }

  private Verdict verdict() {
    if (hasRecovered()) {
      return Verdict.RECOVERED;
    } else if (end == UNKNOWN) {
      return Verdict.STOPPED;
    } else if (!skill.hasFallen()) {
      return Verdict.NEVER_FELL;
    }
    return promotion == UNKNOWN ? Verdict.NOT_PROMOTED : Verdict.BELOW_THE_BAR;
  }
}
