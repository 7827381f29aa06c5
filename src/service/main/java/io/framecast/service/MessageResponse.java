package io.framecast.service;

import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import java.util.Map;

/** Creates responses whose body is one sentence. */
public final class MessageResponse {
  private MessageResponse() {}

  /** Creates a response with the JSON {@code {"message": ...}}. */
  public static MutableHttpResponse<Map<String, String>> of(HttpStatus status, String sentence) {
    return HttpResponse.status(status).body(Map.of("message", sentence));
  }
}
