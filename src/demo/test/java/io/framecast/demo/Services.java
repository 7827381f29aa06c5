package io.framecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.framecast.console.Console;
import io.framecast.predictor.Predictor;
import io.framecast.service.Service;
import io.framecast.trainer.service.Trainer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Runs a predictor, a trainer and a console on one broker. */
final class Services implements AutoCloseable {
  private static final String TOKEN = "secret";

  private final HttpClient client = HttpClient.newHttpClient();
  final Service predictor;
  final Service trainer;
  final Service console;

  Services(String bootstrap, Path directory) {
    predictor = Service.start(Predictor.KIND, settings(bootstrap));
    Map<String, Object> training = settings(bootstrap);
    training.put("framecast.trainer.directory", directory.resolve("trainer"));
    trainer = Service.start(Trainer.KIND, training);
    Map<String, Object> following = settings(bootstrap);
    following.remove("framecast.partitions");
    following.put("framecast.console.predictors", "http://127.0.0.1:" + predictor.port());
    following.put("framecast.console.trainer", "http://127.0.0.1:" + trainer.port());
    console = Service.start(Console.KIND, following);
  }

  private static Map<String, Object> settings(String bootstrap) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("kafka.bootstrap.servers", bootstrap);
    settings.put("micronaut.server.port", -1);
    settings.put("micronaut.server.host", "127.0.0.1");
    settings.put("framecast.admin.token", TOKEN);
    settings.put("framecast.partitions", 1);
    return settings;
  }

  List<Service> all() {
    return List.of(predictor, trainer, console);
  }

  boolean areReady() throws IOException, InterruptedException {
    for (Service service : all()) {
      if (!service.isReady() || status(service, "/health/readiness") != 200) {
        return false;
      }
    }
    return true;
  }

  private int status(Service service, String path) throws IOException, InterruptedException {
    return client.send(request(service, path).build(), BODY).statusCode();
  }

  String get(Service service, String path) throws IOException, InterruptedException {
    return client.send(request(service, path).build(), BODY).body();
  }

  int post(Service service, String path) throws IOException, InterruptedException {
    HttpRequest request =
        request(service, path)
            .header("Authorization", "Bearer " + TOKEN)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    return client.send(request, BODY).statusCode();
  }

  /** Returns how many records of this topic a service could not read. */
  double unreadable(Service service, String topic) throws IOException, InterruptedException {
    String meter = "framecast_unreadable_records_total{topic=\"" + topic + "\"";
    return get(service, "/prometheus")
        .lines()
        .filter(line -> line.startsWith(meter))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  private static final HttpResponse.BodyHandler<String> BODY =
      HttpResponse.BodyHandlers.ofString(UTF_8);

  private static HttpRequest.Builder request(Service service, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path));
  }

  @Override
  public void close() {
    console.close();
    trainer.close();
    predictor.close();
  }
}
