package io.framecast.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import java.util.Objects;
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
    for (String right : new String[] {"Bearer secret", "bearer secret", "Bearer  secret "}) {
      assertThat(status(filter, post(right))).as(right).isEqualTo(200);
    }
    for (String wrong : new String[] {"Bearer secrets", "Bearer Secret", "Bearer secret secret"}) {
      assertThat(status(filter, post(wrong))).as(wrong).isEqualTo(401);
    }
    assertThat(status(filter, HttpRequest.POST("/rounds?token=secret", ""))).isEqualTo(401);
  }

  /** A file that is mounted as the setting usually ends in a newline. */
  @Test
  void ignoresBlanksAroundTheConfiguredToken() {
    assertThat(status(new TokenFilter(" secret\n"), post("Bearer secret"))).isEqualTo(200);
    assertThat(status(new TokenFilter("\n"), post("Bearer x"))).isEqualTo(403);
  }

  /** Any page or proxy of an address can send such requests. */
  @Test
  void countsNoMissingTokenAsAWrongOne() {
    TokenFilter filter = new TokenFilter("secret");
    String[] missing = {"", "secret", "Bearer", "Bearer ", "Basic c2VjcmV0", "Bearersecret"};
    for (int i = 0; i <= FailedLoginLimiter.MOST; i++) {
      assertThat(status(filter, HttpRequest.POST("/rounds", ""))).isEqualTo(401);
      for (String one : missing) {
        assertThat(status(filter, post(one))).as(one).isEqualTo(401);
      }
    }
    assertThat(status(filter, post("Bearer wrong"))).isEqualTo(401);
    assertThat(status(filter, post("Bearer secret"))).isEqualTo(200);
  }

  @Test
  void tellsWhetherTheTokenIsMissingOrWrong() {
    TokenFilter filter = new TokenFilter("secret");
    assertThat(response(filter, post("Basic c2VjcmV0")).header("WWW-Authenticate"))
        .isEqualTo("Bearer");
    assertThat(String.valueOf(response(filter, post("Basic c2VjcmV0")).body()))
        .contains("expected Authorization: Bearer with the admin token, found none");
    assertThat(String.valueOf(response(filter, post("Bearer guess")).body()))
        .contains("found another token")
        .doesNotContain("guess");
  }

  @Test
  void rejectsFurtherWrongTokensOfAnAddressButNeverTheRightOne() {
    TokenFilter filter = new TokenFilter("secret");
    for (int i = 0; i < FailedLoginLimiter.MOST; i++) {
      assertThat(status(filter, post("Bearer guess" + i))).isEqualTo(401);
    }
    assertThat(status(filter, post("Bearer guess"))).isEqualTo(429);
    assertThat(status(filter, post("Bearer secret"))).isEqualTo(200);
    assertThat(status(filter, post("Bearer guess"))).isEqualTo(429);
    assertThat(status(filter, post(""))).isEqualTo(401);
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

  private static MutableHttpResponse<?> response(TokenFilter filter, HttpRequest<?> request) {
    return Objects.requireNonNull(filter.filter(request));
  }

  /** Returns 200 for a request that passes the filter. */
  private static int status(TokenFilter filter, HttpRequest<?> request) {
    MutableHttpResponse<?> refusal = filter.filter(request);
    return refusal == null ? 200 : refusal.code();
  }
}
