package io.framecast.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.http.MutableHttpResponse;
import org.junit.jupiter.api.Test;

class HostFilterTest {
  private static final HostFilter FILTER = filter("");

  private static HostFilter filter(String setting) {
    return new HostFilter(AllowedHosts.parse(setting).orElseThrow());
  }

  @Test
  void acceptsAHostByWhichTheServiceIsReached() {
    assertThat(status(FILTER, get().header("Host", "127.0.0.1:8080"))).isEqualTo(200);
    assertThat(status(FILTER, get().header("Host", "evil.example"))).isEqualTo(421);
    assertThat(status(filter("evil.example"), get().header("Host", "evil.example:1")))
        .isEqualTo(200);
  }

  @Test
  void namesTheHostAndTheSetting() {
    MutableHttpResponse<?> refusal = FILTER.filter(get().header("Host", "Evil.example:80"));
    assertThat(refusal).isNotNull();
    assertThat(String.valueOf(refusal.body()))
        .contains("does not answer for the host name evil.example", "framecast.http.hosts");
  }

  @Test
  void rejectsAMissingOrMalformedHost() {
    assertThat(status(FILTER, get())).isEqualTo(400);
    assertThat(status(FILTER, get().header("Host", ""))).isEqualTo(400);
    assertThat(status(FILTER, get().header("Host", "local host"))).isEqualTo(400);
    assertThat(status(FILTER, get().header("Host", "a").header("Host", "a"))).isEqualTo(400);
    assertThat(status(filter("*"), get())).isEqualTo(400);
  }

  @Test
  void rejectsACommandFromAPageOfAnotherSite() {
    assertThat(status(FILTER, post())).isEqualTo(200);
    assertThat(status(FILTER, post().header("Origin", "http://localhost:8080"))).isEqualTo(200);
    assertThat(status(FILTER, post().header("Origin", "https://LOCALHOST"))).isEqualTo(200);
    for (String other :
        new String[] {"https://evil.example", "http://127.0.0.1", "null", "", "x"}) {
      assertThat(status(FILTER, post().header("Origin", other))).as(other).isEqualTo(403);
    }
    assertThat(status(FILTER, get().header("Host", "localhost").header("Origin", "null")))
        .isEqualTo(200);
  }

  @Test
  void acceptsACommandFromAPageBehindAProxyThatTheSettingNames() {
    assertThat(
            status(
                filter("frames.example.org"),
                post().header("Origin", "https://frames.example.org")))
        .isEqualTo(200);
  }

  private static MutableHttpRequest<?> get() {
    return HttpRequest.GET("/trainer");
  }

  private static MutableHttpRequest<?> post() {
    return HttpRequest.POST("/rounds", "").header("Host", "localhost:8080");
  }

  /** Returns 200 for a request that passes the filter. */
  private static int status(HostFilter filter, HttpRequest<?> request) {
    MutableHttpResponse<?> refusal = filter.filter(request);
    return refusal == null ? 200 : refusal.code();
  }
}
