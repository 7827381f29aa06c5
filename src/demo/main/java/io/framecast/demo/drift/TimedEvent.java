package io.framecast.demo.drift;

import io.framecast.topics.Event;
import io.framecast.topics.RecordText;
import java.util.Set;

/**
 * An event and the time of its record.
 *
 * @param at milliseconds since 1970
 */
public record TimedEvent(long at, Event event) {
  private static final Set<String> FROM_TRAINER =
      Set.of(Event.DRIFT, Event.ROUND, Event.PROMOTION, Event.REFUSAL, Event.ROLLBACK);

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
