package io.framecast.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import org.junit.jupiter.api.Test;

class TokenFilterTest {

  @Test
  void whatChangesNothingIsForEverybody() {
    assertThat(status(new TokenFilter(""), HttpRequest.GET("/trainer"))).isEqualTo(200);
    assertThat(status(new TokenFilter("secret"), HttpRequest.GET("/trainer"))).isEqualTo(200);
  }

  @Test
  void withoutATokenNothingCanBeChanged() {
    assertThat(status(new TokenFilter(""), post("Bearer "))).isEqualTo(403);
    assertThat(status(new TokenFilter(""), HttpRequest.POST("/rounds", ""))).isEqualTo(403);
  }

  @Test
  void onlyTheTokenOpens() {
    TokenFilter filter = new TokenFilter("secret");
    assertThat(status(filter, post("Bearer secret"))).isEqualTo(200);
    for (String wrong :
        new String[] {"", "secret", "Bearer", "Bearer ", "Bearer secrets", "bearer secret"}) {
      assertThat(status(filter, post(wrong))).as(wrong).isEqualTo(401);
    }
    assertThat(status(filter, HttpRequest.POST("/rounds", ""))).isEqualTo(401);
  }

  private static HttpRequest<?> post(String authorization) {
    return HttpRequest.POST("/rounds", "").header("Authorization", authorization);
  }

  /** 200 for a request that is let pass. */
  private static int status(TokenFilter filter, HttpRequest<?> request) {
    MutableHttpResponse<?> refusal = filter.look(request);
    return refusal == null ? 200 : refusal.code();
  }
}
