package io.framecast.service;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.util.Map;

/** How a service answers where there is no more to say than a sentence. */
public final class Answer {
  private Answer() {}

  /** The sentence as JSON, {@code {"message": ...}}. */
  public static MutableHttpResponse<Map<String, String>> of(HttpStatus status, String sentence) {
    return HttpResponse.status(status).body(Map.of("message", sentence));
  }
}
