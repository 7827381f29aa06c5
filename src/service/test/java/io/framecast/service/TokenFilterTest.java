package io.framecast.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TokenFilterTest {

  @Test
  void acceptsRequestsThatChangeNothing() {
    assertThat(status(new TokenFilter(""), HttpRequest.GET("/trainer"))).isEqualTo(200);
    assertThat(status(new TokenFilter("secret"), HttpRequest.GET("/trainer"))).isEqualTo(200);
  }

  @Test
  void rejectsCommandsWithoutAConfiguredToken() {
    assertThat(status(new TokenFilter(""), post("Bearer "))).isEqualTo(403);
    assertThat(status(new TokenFilter(""), HttpRequest.POST("/rounds", ""))).isEqualTo(403);
  }

  @Test
  void acceptsOnlyTheToken() {
    TokenFilter filter = new TokenFilter("secret");
    assertThat(status(filter, post("Bearer secret"))).isEqualTo(200);
    for (String wrong :
        new String[] {"", "secret", "Bearer", "Bearer ", "Bearer secrets", "bearer secret"}) {
      assertThat(status(filter, post(wrong))).as(wrong).isEqualTo(401);
    }
    assertThat(status(filter, HttpRequest.POST("/rounds", ""))).isEqualTo(401);
    assertThat(status(filter, HttpRequest.POST("/rounds?token=secret", ""))).isEqualTo(401);
  }

  @Test
  void rejectsAnAddressAfterTooManyWrongTokens() {
    TokenFilter filter = new TokenFilter("secret");
    for (int i = 0; i < FailedLoginLimiter.MOST; i++) {
      assertThat(status(filter, post("Bearer guess" + i))).isEqualTo(401);
    }
    assertThat(status(filter, post("Bearer guess"))).isEqualTo(429);
    assertThat(status(filter, post("Bearer secret"))).isEqualTo(429);
    assertThat(status(filter, HttpRequest.GET("/trainer"))).isEqualTo(200);
  }

  @Test
  void acceptsAnAddressAgainAfterThePeriodAndOthersAlways() {
    AtomicLong now = new AtomicLong();
    FailedLoginLimiter attempts = new FailedLoginLimiter(now::get);
    for (int i = 0; i < FailedLoginLimiter.MOST; i++) {
      now.set(i);
      attempts.recordFailure("a");
    }
    now.set(FailedLoginLimiter.PERIOD.toNanos() - 1);
    assertThat(attempts.isAllowed("a")).isFalse();
    assertThat(attempts.isAllowed("b")).isTrue();
    now.set(FailedLoginLimiter.PERIOD.toNanos());
    assertThat(attempts.isAllowed("a")).isTrue();
    attempts.recordFailure("a");
    assertThat(attempts.isAllowed("a")).isTrue();
  }

  private static HttpRequest<?> post(String authorization) {
    return HttpRequest.POST("/rounds", "").header("Authorization", authorization);
  }

  /** Returns 200 for a request that passes the filter. */
  private static int status(TokenFilter filter, HttpRequest<?> request) {
    MutableHttpResponse<?> refusal = filter.filter(request);
    return refusal == null ? 200 : refusal.code();
  }
}
