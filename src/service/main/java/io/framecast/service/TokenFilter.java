package io.framecast.service;

import io.micronaut.context.annotation.Value;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** What changes anything is a POST, and needs the operator's token in its header. */
@ServerFilter("/**")
final class TokenFilter {
  private final byte[] expected;
  private final Attempts attempts = new Attempts();

  TokenFilter(@Value("${framecast.admin.token:}") String token) {
    this.expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
  }

  /** Null lets the request pass. */
  @RequestFilter
  @Nullable MutableHttpResponse<?> look(HttpRequest<?> request) {
    if (!request.getMethod().permitsRequestBody()) {
      return null;
    }
    if (expected.length == "Bearer ".length()) {
      return Answer.of(
          HttpStatus.FORBIDDEN, "expected FRAMECAST_ADMIN_TOKEN to be set, found none");
    }
    String address = request.getRemoteAddress().getHostString();
    long now = System.nanoTime();
    if (!attempts.allowed(address, now)) {
      return Answer.of(
              HttpStatus.TOO_MANY_REQUESTS,
              "expected at most %d wrong tokens in %d s, found more"
                  .formatted(Attempts.MOST, Attempts.WHILE.toSeconds()))
          .header(HttpHeaders.RETRY_AFTER, Long.toString(Attempts.WHILE.toSeconds()));
    }
    String given = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
    if (given == null || !MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected)) {
      attempts.failed(address, now);
      return Answer.of(
          HttpStatus.UNAUTHORIZED, "expected Authorization: Bearer with the admin token");
    }
    return null;
  }
}
