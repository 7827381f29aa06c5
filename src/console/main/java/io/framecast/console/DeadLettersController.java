package io.framecast.console;

import io.framecast.console.view.DeadLetterView;
import io.framecast.console.view.TopicView;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The controller lists dead letters. */
@Controller("/api/dead-letters")
final class DeadLettersController {
  private final TopicView view;

  DeadLettersController(TopicView view) {
    this.view = view;
  }

  /**
   * Returns the newest dead letters, newest first.
   *
   * @param since a serial: only newer dead letters are returned
   */
  @Get
  Map<String, List<DeadLetterView>> all(@QueryValue(defaultValue = "0") long since) {
    List<DeadLetterView> letters = new ArrayList<>(view.deadLettersSince(since));
    Collections.reverse(letters);
    return Map.of("deadLetters", letters);
  }
}
