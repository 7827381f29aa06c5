package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.framecast.broker.EmbeddedBroker;
import io.framecast.console.Console;
import io.framecast.predictor.Predictor;
import io.framecast.service.Service;
import io.framecast.service.ServiceDefinition;
import io.framecast.trainer.service.Trainer;
import io.micronaut.context.ApplicationContext;
import io.micronaut.inject.qualifiers.Qualifiers;
import io.micronaut.management.endpoint.annotation.Endpoint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks every service from outside: by which names, for what, and with which token. */
class HttpAccessIT {
  private static final List<ServiceDefinition> KINDS =
      List.of(Predictor.KIND, Trainer.KIND, Console.KIND);
  private static final Set<String> OPEN = Set.of("health", "prometheus", "info");
  private static final String LOCAL = "Host: localhost:8080";
  private static final String TOKEN = "Authorization: Bearer secret";

  /** The paths of pages, of controllers and of endpoints, and one that no service has. */
  private static final List<String> PATHS =
      List.of(
          "/",
          "/main.js",
          "/lib/uplot/uPlot.esm.js",
          "/api/models",
          "/api/live",
          "/swagger",
          "/trainer",
          "/streams",
          "/health",
          "/health/liveness",
          "/prometheus",
          "/info",
          "/beans",
          "/none");

  @TempDir private static Path directory;
  private static EmbeddedBroker broker;
  private static Services services;

  @BeforeAll
  static void start() {
    broker = EmbeddedBroker.launch();
    services = new Services(broker.bootstrap(), directory);
    await().atMost(Duration.ofSeconds(60)).until(services::areReady);
  }

  @AfterAll
  static void stop() {
    services.close();
    broker.close();
  }

  @Test
  void opensNoManagementEndpointButHealthMetersAndBuild() throws Exception {
    Set<String> ids = managementEndpoints();
    assertThat(ids)
        .contains("beans", "routes", "threaddump", "metrics", "loggers")
        .containsAll(OPEN);
    for (Service service : services.all()) {
      for (String id : ids) {
        int expected = OPEN.contains(id) ? 200 : 404;
        assertThat(get(service, "/" + id, LOCAL)).as(id).isEqualTo(expected);
        if (expected == 404) {
          assertThat(RawRequest.status(service.port(), "POST /" + id, LOCAL, TOKEN))
              .as(id)
              .isEqualTo(404);
        }
      }
    }
  }

  /** Returns the endpoints of all libraries, as if every one of them were enabled. */
  private static Set<String> managementEndpoints() {
    Set<String> ids = new TreeSet<>();
    for (ServiceDefinition kind : KINDS) {
      try (ApplicationContext context =
          ApplicationContext.builder()
              .overrideConfigLocations(kind.locations())
              .properties(Map.of("endpoints.all.enabled", true))
              .start()) {
        context
            .getBeanDefinitions(Qualifiers.byStereotype(Endpoint.class))
            .forEach(bean -> ids.add(bean.stringValue(Endpoint.class).orElseThrow()));
      }
    }
    return ids;
  }

  @Test
  void answersOnlyForNamesThatNoPublicDomainHas() throws Exception {
    for (Service service : services.all()) {
      for (String path : PATHS) {
        assertThat(get(service, path, "Host: evil.example:" + service.port()))
            .as(path)
            .isEqualTo(421);
        assertThat(get(service, path)).as(path).isEqualTo(400);
        assertThat(get(service, path, LOCAL, "Host: evil.example")).as(path).isEqualTo(400);
      }
      assertThat(RawRequest.status(service.port(), "POST /none", "Host: evil.example", TOKEN))
          .isEqualTo(421);
      // a probe, a scrape of a pod, and the other services
      for (String host : List.of("10.1.2.3:8081", "[fd00::1]:8081", "predictor:8081", "a.b.svc")) {
        assertThat(get(service, "/health/readiness", "Host: " + host)).as(host).isEqualTo(200);
      }
    }
    assertThat(RawRequest.send(services.console.port(), "GET /", "Host: evil.example"))
        .contains("framecast.http.hosts", "default-src 'none'");
  }

  @Test
  void answersForTheNamesOfTheSetting() throws Exception {
    try (Service console = console("frames.example.org")) {
      assertThat(get(console, "/", "Host: frames.example.org")).isEqualTo(200);
      assertThat(get(console, "/", "Host: evil.example")).isEqualTo(421);
    }
    assertThatThrownBy(() -> console("http://frames.example.org:80"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "framecast.http.hosts: expected host names without a port, separated by commas, or *,"
                + " found \"http://frames.example.org:80\"");
  }

  private static Service console(String hosts) {
    return Service.start(
        Console.KIND,
        Map.of(
            "kafka.bootstrap.servers",
            broker.bootstrap(),
            "micronaut.server.port",
            -1,
            "framecast.http.hosts",
            hosts));
  }

  @Test
  void rejectsCommandsFromPagesOfOtherSites() throws Exception {
    for (Service service : services.all()) {
      String path = command(service);
      assertThat(
              RawRequest.status(service.port(), path, LOCAL, TOKEN, "Origin: http://evil.example"))
          .isEqualTo(403);
      assertThat(
              RawRequest.status(
                  service.port(), path, LOCAL, TOKEN, "Origin: http://localhost:8080"))
          .isEqualTo(executed(service));
    }
  }

  @Test
  void letsTheRightTokenInAfterAnyOtherRequests() throws Exception {
    for (Service service : services.all()) {
      String path = command(service);
      for (int i = 0; i < 12; i++) {
        for (String missing : List.of("", "Bearer", "Basic c2VjcmV0")) {
          assertThat(RawRequest.status(service.port(), path, LOCAL, "Authorization: " + missing))
              .as(missing)
              .isEqualTo(401);
        }
        assertThat(RawRequest.status(service.port(), path, LOCAL)).isEqualTo(401);
      }
      for (int i = 0; i < 12; i++) {
        assertThat(RawRequest.status(service.port(), path, LOCAL, "Authorization: Bearer wrong"))
            .isEqualTo(i < 10 ? 401 : 429);
      }
      assertThat(RawRequest.status(service.port(), path, LOCAL, TOKEN))
          .isEqualTo(executed(service));
    }
  }

  /** Returns a command that changes nothing: no version has this name. */
  private static String command(Service service) {
    return "POST " + (service == services.console ? "/api" : "") + "/models/none/promote";
  }

  /** Returns its status once it passed every check; a predictor has no commands. */
  private static int executed(Service service) {
    return service == services.predictor ? 404 : 409;
  }

  private static int get(Service service, String path, String... headers) throws IOException {
    return RawRequest.status(service.port(), "GET " + path, headers);
  }
}
