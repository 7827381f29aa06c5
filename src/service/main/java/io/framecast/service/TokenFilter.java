package io.framecast.service;

import com.github.benmanes.caffeine.cache.Ticker;
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

/** The filter requires the operator's token for every POST, since only a POST changes anything. */
@ServerFilter("/**")
final class TokenFilter {
  private final byte[] expected;
  private final FailedLoginLimiter attempts = new FailedLoginLimiter(Ticker.systemTicker());

  TokenFilter(@Value("${framecast.admin.token:}") String token) {
    this.expected = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the response of a rejected request, or null to continue. */
  @RequestFilter
  @Nullable MutableHttpResponse<?> filter(HttpRequest<?> request) {
    if (!request.getMethod().permitsRequestBody()) {
      return null;
    }
    if (expected.length == "Bearer ".length()) {
      return MessageResponse.of(
          HttpStatus.FORBIDDEN,
          "Commands are disabled. Restart with FRAMECAST_ADMIN_TOKEN to enable them.");
    }
    String address = request.getRemoteAddress().getHostString();
    if (!attempts.isAllowed(address)) {
      return MessageResponse.of(
              HttpStatus.TOO_MANY_REQUESTS,
              "More than %d wrong tokens in %d s. Try again later."
                  .formatted(FailedLoginLimiter.MOST, FailedLoginLimiter.PERIOD.toSeconds()))
          .header(HttpHeaders.RETRY_AFTER, Long.toString(FailedLoginLimiter.PERIOD.toSeconds()));
    }
    String given = request.getHeaders().get(HttpHeaders.AUTHORIZATION);
    if (given == null || !MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected)) {
      attempts.recordFailure(address);
      return MessageResponse.of(
          HttpStatus.UNAUTHORIZED, "expected Authorization: Bearer with the admin token");
    }
    return null;
  }
}
