package io.framecast.console.around;

import io.framecast.topics.Source;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The other services, over HTTP. */
public final class Neighbours {
  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final int MOST_PREDICTORS = 64;

  private final URI predictors;
  private final URI trainer;
  private final JsonMapper json;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();

  /**
   * Where they are.
   *
   * @param predictors one or many: all addresses that the host's name has
   */
  public Neighbours(URI predictors, URI trainer, JsonMapper json) {
    this.predictors = predictors;
    this.trainer = trainer;
    this.json = json;
  }

  /** What a service has answered. */
  public record Answer(int status, byte[] body) {}

  List<Around.PredictorState> predictors() throws InterruptedException {
    List<Around.PredictorState> states = new ArrayList<>();
    for (String host : hosts()) {
      String address = host + ":" + predictors.getPort();
      JsonNode health = get(URI.create("http://" + address + "/health/readiness"));
      if (health != null) {
        JsonNode serving = at(health, "details", "serving", "details");
        states.add(
            new Around.PredictorState(address, text(serving, "phase"), text(serving, "restoring")));
      }
    }
    return states;
  }

  private List<String> hosts() {
    try {
      List<String> hosts = new ArrayList<>();
      for (InetAddress address : InetAddress.getAllByName(predictors.getHost())) {
        String host = address.getHostAddress();
        hosts.add(host.contains(":") ? "[" + host + "]" : host);
      }
      return hosts.subList(0, Math.min(MOST_PREDICTORS, hosts.size()));
    } catch (IOException e) {
      return List.of();
    }
  }

  Around.@Nullable TrainerState trainer() throws InterruptedException {
    JsonNode state = get(trainer.resolve("/trainer"));
    return state == null
        ? null
        : new Around.TrainerState(
            text(state, "phase"),
            number(state, "step"),
            number(state, "steps"),
            text(state, "last"));
  }

  /**
   * What the trainer's network sees in so many frames after that one.
   *
   * @param version as a record names it, which anyone may have written
   * @throws IOException where no trainer answers
   */
  public Answer rollOut(Source frame, String version, int ahead, Duration patience)
      throws IOException, InterruptedException {
    String path =
        "/rollouts/%d/%d?version=%s&ahead=%d"
            .formatted(
                frame.partition(),
                frame.offset(),
                URLEncoder.encode(version, StandardCharsets.UTF_8),
                ahead);
    return send(HttpRequest.newBuilder(trainer.resolve(path)).GET(), patience);
  }

  /** The same for what changes something, with the operator's token. */
  public Answer tellTrainer(String path, String authorization)
      throws IOException, InterruptedException {
    return send(
        HttpRequest.newBuilder(trainer.resolve(path))
            .header("Authorization", authorization)
            .POST(HttpRequest.BodyPublishers.noBody()),
        PATIENCE.multipliedBy(10));
  }

  private Answer send(HttpRequest.Builder request, Duration patience)
      throws IOException, InterruptedException {
    HttpResponse<byte[]> response =
        client.send(request.timeout(patience).build(), HttpResponse.BodyHandlers.ofByteArray());
    return new Answer(response.statusCode(), response.body());
  }

  private @Nullable JsonNode get(URI address) throws InterruptedException {
    try {
      return json.readValue(
          send(HttpRequest.newBuilder(address).GET(), PATIENCE).body(), JsonNode.class);
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable JsonNode at(JsonNode node, String... names) {
    JsonNode found = node;
    for (String name : names) {
      found = found == null ? null : found.get(name);
    }
    return found;
  }

  private static String text(@Nullable JsonNode node, String name) {
    JsonNode found = node == null ? null : node.get(name);
    return found != null && found.isString() ? found.getStringValue() : "";
  }

  private static int number(JsonNode node, String name) {
    JsonNode found = node.get(name);
    return found != null && found.isNumber() ? found.getIntValue() : 0;
  }
}
