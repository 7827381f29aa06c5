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
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The filter requires the operator's token for every POST, since only a POST changes anything.
 *
 * <p>The right token always passes. A missing token is not a wrong one: any web page and any proxy
 * of an address can send requests without a token, and must not lock its operator out. Missing is
 * no {@code Authorization}, an empty one, another scheme than {@code Bearer}, or {@code Bearer}
 * without a value; any other value is wrong.
 */
@ServerFilter("/**")
final class TokenFilter {
  private static final String SCHEME = "Bearer ";

  private final byte[] expected;
  private final FailedLoginLimiter attempts = new FailedLoginLimiter(Ticker.systemTicker());

  TokenFilter(@Value("${framecast.admin.token:}") String token) {
    // a file that an operator mounts as the setting usually ends in a newline
    this.expected = token.strip().getBytes(StandardCharsets.UTF_8);
  }

  /** Returns the response of a rejected request, or null to continue. */
  @RequestFilter
  @Nullable MutableHttpResponse<?> filter(HttpRequest<?> request) {
    if (!request.getMethod().permitsRequestBody()) {
      return null;
    }
    if (expected.length == 0) {
      return MessageResponse.of(
          HttpStatus.FORBIDDEN,
          "Commands are disabled. Restart with FRAMECAST_ADMIN_TOKEN to enable them.");
    }
    String given = token(request.getHeaders().get(HttpHeaders.AUTHORIZATION));
    if (given.isEmpty()) {
      return unauthorized("none");
    }
    if (MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), expected)) {
      return null;
    }
    String address = request.getRemoteAddress().getHostString();
    if (!attempts.isAllowed(address)) {
      return MessageResponse.of(
              HttpStatus.TOO_MANY_REQUESTS,
              String.format(
                  Locale.ROOT,
                  "More than %d wrong tokens in %d s. Try again later, or send the right token.",
                  FailedLoginLimiter.MOST,
                  FailedLoginLimiter.PERIOD.toSeconds()))
          .header(HttpHeaders.RETRY_AFTER, Long.toString(FailedLoginLimiter.PERIOD.toSeconds()));
    }
    attempts.recordFailure(address);
    return unauthorized("another token");
  }

  /** Returns the token of the header, empty if it is missing. A scheme has no case (RFC 9110). */
  private static String token(@Nullable String authorization) {
    return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? authorization.substring(SCHEME.length()).strip()
        : "";
  }

  private static MutableHttpResponse<?> unauthorized(String found) {
    return MessageResponse.of(
            HttpStatus.UNAUTHORIZED,
            "expected Authorization: Bearer with the admin token, found " + found)
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
  }
}
