package io.framecast.demo.story;

import io.framecast.topics.Event;
import io.framecast.topics.RecordText;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An event, and when it was written.
 *
 * @param at milliseconds since 1970
 */
public record News(long at, Event event) {
  private static final Set<String> OF_LEARNING =
      Set.of(Event.DRIFT, Event.ROUND, Event.PROMOTION, Event.REFUSAL, Event.ROLLBACK);
  private static final Pattern STEP = Pattern.compile("step (\\d{1,9}) of (\\d{1,9}).*");

  /** Whether it tells how learning goes on, rather than what became of one stream. */
  public boolean isOfLearning() {
    return event.model() != null && OF_LEARNING.contains(event.event());
  }

  /** Whether another version is live with it. */
  boolean changesTheModel() {
    return is(Event.PROMOTION) || is(Event.ROLLBACK);
  }

  boolean is(String what) {
    return event.event().equals(what);
  }

  /** Whether it is a step of a round, and not its last one. */
  boolean isOnTheWay() {
    Matcher step = STEP.matcher(event.reason());
    return is(Event.ROUND) && step.matches() && !step.group(1).equals(step.group(2));
  }

  /** In a line, without characters that steer a terminal. */
  public String text() {
    return RecordText.plain(sentence());
  }

  private String sentence() {
    return switch (event.event()) {
      case Event.DRIFT -> "skill fell: " + event.reason();
      case Event.ROUND -> "learning: " + event.reason();
      case Event.PROMOTION -> "promoted " + event.subject() + ": " + event.reason();
      case Event.REFUSAL -> "refused " + event.subject() + ": " + event.reason();
      case Event.ROLLBACK -> "went back to " + event.subject() + ": " + event.reason();
      default -> event.event() + " " + event.subject() + ": " + event.reason();
    };
  }
}
