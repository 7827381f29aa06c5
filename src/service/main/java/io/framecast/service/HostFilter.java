package io.framecast.service;

import io.micronaut.core.annotation.Order;
import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The filter rejects requests for hosts that are not {@link AllowedHosts}, and requests that change
 * something if a page of another site sends them. It runs before the check of the token.
 */
@ServerFilter("/**")
@Order(Ordered.HIGHEST_PRECEDENCE + 1)
final class HostFilter {
  private static final String SCHEME_END = "://";

  private final AllowedHosts hosts;

  HostFilter(AllowedHosts hosts) {
    this.hosts = hosts;
  }

  /** Returns the response of a rejected request, or null to continue. */
  @RequestFilter
  @Nullable MutableHttpResponse<?> filter(HttpRequest<?> request) {
    List<String> given = request.getHeaders().getAll(HttpHeaders.HOST);
    String host = given.size() == 1 ? AllowedHosts.hostOf(given.get(0)) : null;
    if (host == null) {
      return MessageResponse.of(
          HttpStatus.BAD_REQUEST,
          "Host: expected one header with a host name or an address, found "
              + (given.size() == 1 ? "another text" : given.size() + " headers"));
    }
    if (!hosts.allows(host)) {
      return MessageResponse.of(
          HttpStatus.MISDIRECTED_REQUEST,
          String.format(
              Locale.ROOT,
              "This service does not answer for the host name %s. Add it to %s to allow it.",
              host,
              SettingReader.HOSTS));
    }
    return request.getMethod().permitsRequestBody() ? rejectOtherSite(request, host) : null;
  }

  private @Nullable MutableHttpResponse<?> rejectOtherSite(HttpRequest<?> request, String host) {
    List<String> origins = request.getHeaders().getAll(HttpHeaders.ORIGIN);
    return origins.stream().allMatch(origin -> isSameSite(origin, host))
        ? null
        : MessageResponse.of(
            HttpStatus.FORBIDDEN,
            String.format(
                Locale.ROOT,
                "Origin: expected a page of %s, found another site. Add its host name to %s to allow it.",
                host,
                SettingReader.HOSTS));
  }

  /** A proxy may change the host but not the origin, so a name of the setting is accepted too. */
  private boolean isSameSite(String origin, String host) {
    int start = origin.indexOf(SCHEME_END);
    String page =
        start < 0 ? null : AllowedHosts.hostOf(origin.substring(start + SCHEME_END.length()));
    return page != null && (page.equals(host) || hosts.isConfigured(page));
  }
}
