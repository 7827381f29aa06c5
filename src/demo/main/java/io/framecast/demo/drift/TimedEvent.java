package io.framecast.demo.drift;

import io.framecast.topics.Event;
import io.framecast.topics.RecordText;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * An event and the time of its record.
 *
 * @param at milliseconds since 1970
 */
public record TimedEvent(long at, Event event) {
  private static final Set<String> FROM_TRAINER =
      Set.of(Event.DRIFT, Event.ROUND, Event.PROMOTION, Event.REFUSAL, Event.ROLLBACK);

  /** A step of a round, but not the last one, whose two numbers are equal. */
  private static final Pattern STEP =
      Pattern.compile("step (\\d{1,9}) of (?!\\1(?!\\d))\\d{1,9}.*");

  /** Returns whether it is about retraining or the live version, not about one stream. */
  public boolean isFromTrainer() {
    return event.model() != null && FROM_TRAINER.contains(event.event());
  }

  boolean changesModel() {
    return is(Event.PROMOTION) || is(Event.ROLLBACK);
  }

  boolean is(String type) {
    return event.event().equals(type);
  }

  /** Returns whether it is a step of a round, but not its last one. */
  boolean isIntermediateStep() {
    return is(Event.ROUND) && STEP.matcher(event.reason()).matches();
  }

  /** Returns it as one line without control characters. */
  public String text() {
    String subject = event.subject() + ": " + event.reason();
    return RecordText.plain(
        switch (event.event()) {
          case Event.DRIFT -> "skill fell: " + event.reason();
          case Event.ROUND -> "learning: " + event.reason();
          case Event.PROMOTION -> "promoted " + subject;
          case Event.REFUSAL -> "refused " + subject;
          case Event.ROLLBACK -> "went back to " + subject;
          default -> event.event() + " " + subject;
        });
  }
}
