package io.framecast.console;

import io.framecast.console.follow.Letter;
import io.framecast.console.follow.Observed;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** What was refused. */
@Controller("/api/dead-letters")
final class DeadLettersController {
  private final Observed observed;

  DeadLettersController(Observed observed) {
    this.observed = observed;
  }

  /**
   * The last ones, the newest first.
   *
   * @param since the serial of one, for those that are newer
   */
  @Get
  Map<String, List<Letter>> all(@QueryValue(defaultValue = "0") long since) {
    List<Letter> letters = new ArrayList<>(observed.lettersSince(since));
    Collections.reverse(letters);
    return Map.of("deadLetters", letters);
  }
}
