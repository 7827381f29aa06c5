package io.framecast.console.status;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.framecast.topics.RecordPosition;
import io.micronaut.json.JsonMapper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceClientsTest {
  private final BlockingQueue<URI> asked = new LinkedBlockingQueue<>();
  private final CountDownLatch release = new CountDownLatch(1);
  private volatile int status = 200;
  private volatile boolean hangs;
  private HttpServer trainer;

  @BeforeEach
  void start() throws Exception {
    trainer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    trainer.createContext(
        "/",
        exchange -> {
          asked.add(exchange.getRequestURI());
          if (hangs) {
            awaitRelease();
          }
          byte[] body = "{\"phase\":\"watching\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    trainer.start();
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    release.countDown();
    trainer.stop(0);
  }

  private ServiceClients services() {
    URI address = URI.create("http://127.0.0.1:" + trainer.getAddress().getPort());
    return new ServiceClients(address, address, JsonMapper.createDefault());
  }

  /** A service that does not answer for its configured name, or a proxy, sends no status. */
  @Test
  void takesNoErrorForAStatus() throws Exception {
    for (int known : new int[] {200, 503}) {
      status = known;
      assertThat(services().trainer())
          .isEqualTo(new SystemStatus.TrainerState("watching", 0, 0, ""));
      assertThat(services().predictors()).hasSize(1);
    }
    for (int error : new int[] {400, 404, 421, 502}) {
      status = error;
      assertThat(services().trainer()).as("status %d", error).isNull();
      assertThat(services().predictors()).as("status %d", error).isEmpty();
    }
  }

  /** A predictor answers late while its broker hangs: it is there all the same. */
  @Test
  void waitsLongerForAReplyThanForAConnection() throws Exception {
    hangs = true;
    CompletableFuture.delayedExecutor(1500, TimeUnit.MILLISECONDS).execute(release::countDown);
    assertThat(services().predictors()).hasSize(1);
  }

  @Test
  void encodesAnyVersionName() throws Exception {
    ServiceClients services = services();
    for (String version :
        List.of(
            "0123456789abcdef",
            "../x y%?#",
            "v&ahead=50&version=other",
            "http://elsewhere/",
            "a+b=c;d\r\n\u0000\u001b",
            "\u00e4\u0663\ud83d\ude00")) {
      assertThat(
              services
                  .rollOut(new RecordPosition("frames", 3, 7), version, 10, Duration.ofSeconds(10))
                  .code())
          .as(version)
          .isEqualTo(200);
      URI found = asked.remove();
      assertThat(found.getPath()).as(version).isEqualTo("/rollouts/3/7");
      String[] query = found.getRawQuery().split("&", -1);
      assertThat(query).as(version).hasSize(2);
      assertThat(URLDecoder.decode(query[0], UTF_8)).isEqualTo("version=" + version);
      assertThat(query[1]).isEqualTo("ahead=10");
    }
  }
}
