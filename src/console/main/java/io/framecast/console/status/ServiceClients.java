package io.framecast.console.status;

import io.framecast.service.MessageResponse;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.RecordText;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.json.JsonMapper;
import io.micronaut.json.tree.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** The HTTP clients of the predictors and the trainer. */
public final class ServiceClients {
  /** The longest time until a service accepts a connection. */
  private static final Duration CONNECT = Duration.ofSeconds(1);

  /** The longest time until a reply: a predictor's takes 3 s while its broker hangs. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int MOST_PREDICTORS = 64;

  /** The longest text of a status that is kept. */
  private static final int MOST_TEXT = 1_000;

  private final URI predictors;
  private final URI trainer;
  private final JsonMapper json;
  private final HttpClient client = HttpClient.newBuilder().connectTimeout(CONNECT).build();

  /**
   * Sends nothing yet.
   *
   * @param predictors the predictors' URL: every address of the host name is asked
   */
  public ServiceClients(URI predictors, URI trainer, JsonMapper json) {
    this.predictors = predictors;
    this.trainer = trainer;
    this.json = json;
  }

  /** Returns the states of the predictors that answer; asks all at once. */
  List<SystemStatus.PredictorState> predictors() throws InterruptedException {
    Map<String, CompletableFuture<@Nullable JsonNode>> asked = new LinkedHashMap<>();
    for (String host : hosts()) {
      String address = host + ":" + predictors.getPort();
      asked.put(address, get(URI.create("http://" + address + "/health/readiness")));
    }
    List<SystemStatus.PredictorState> states = new ArrayList<>();
    for (Map.Entry<String, CompletableFuture<@Nullable JsonNode>> one : asked.entrySet()) {
      JsonNode health = await(one.getValue());
      if (health != null) {
        JsonNode serving = at(health, "details", "serving", "details");
        states.add(
            new SystemStatus.PredictorState(
                one.getKey(), text(serving, "phase"), text(serving, "restoring")));
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

  SystemStatus.@Nullable TrainerState trainer() throws InterruptedException {
    JsonNode state = await(get(trainer.resolve("/trainer")));
    return state == null
        ? null
        : new SystemStatus.TrainerState(
            text(state, "phase"),
            number(state, "step"),
            number(state, "steps"),
            text(state, "last"));
  }

  /**
   * Asks the trainer for {@code ahead} frames after this one.
   *
   * @param version as the record names it; anyone may have written it
   */
  public MutableHttpResponse<?> rollOut(
      RecordPosition frame, String version, int ahead, Duration patience)
      throws InterruptedException {
    String path =
        String.format(
            Locale.ROOT,
            "/rollouts/%d/%d?version=%s&ahead=%d",
            frame.partition(),
            frame.offset(),
            URLEncoder.encode(version, StandardCharsets.UTF_8),
            ahead);
    return forward(HttpRequest.newBuilder(trainer.resolve(path)).GET(), patience);
  }

  /** Posts a command to the trainer with the operator's token. */
  public HttpResponse<?> postToTrainer(String path, String authorization)
      throws InterruptedException {
    return forward(
        HttpRequest.newBuilder(trainer.resolve(path))
            .header("Authorization", authorization)
            .POST(HttpRequest.BodyPublishers.noBody()),
        PATIENCE.multipliedBy(2));
  }

  /** Returns the trainer's reply unchanged, or 503 when it does not answer. */
  private MutableHttpResponse<?> forward(HttpRequest.Builder request, Duration patience)
      throws InterruptedException {
    try {
      java.net.http.HttpResponse<byte[]> reply = send(request, patience);
      return HttpResponse.status(HttpStatus.valueOf(reply.statusCode()))
          .contentType(MediaType.APPLICATION_JSON_TYPE)
          .body(reply.body());
    } catch (IOException e) {
      return MessageResponse.of(
          HttpStatus.SERVICE_UNAVAILABLE,
          "The trainer did not answer. Check framecast.console.trainer.");
    }
  }

  private java.net.http.HttpResponse<byte[]> send(HttpRequest.Builder request, Duration patience)
      throws IOException, InterruptedException {
    return client.send(request.timeout(patience).build(), BodyHandlers.ofByteArray());
  }

  /** Asks for a status; null without one. A service that is not ready answers 503 with it. */
  private CompletableFuture<@Nullable JsonNode> get(URI address) {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).GET().build();
    return client
        .sendAsync(request, BodyHandlers.ofByteArray())
        .<@Nullable JsonNode>thenApply(this::status)
        .exceptionally(failure -> null);
  }

  private @Nullable JsonNode status(java.net.http.HttpResponse<byte[]> reply) {
    boolean isStatus =
        reply.statusCode() == HttpStatus.OK.getCode()
            || reply.statusCode() == HttpStatus.SERVICE_UNAVAILABLE.getCode();
    try {
      return isStatus ? json.readValue(reply.body(), JsonNode.class) : null;
    } catch (IOException e) {
      return null;
    }
  }

  private static @Nullable JsonNode await(CompletableFuture<@Nullable JsonNode> status)
      throws InterruptedException {
    try {
      return status.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e); // a failure is a null already
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
    return found != null && found.isString()
        ? RecordText.shorten(found.getStringValue(), MOST_TEXT)
        : "";
  }

  private static int number(JsonNode node, String name) {
    JsonNode found = node.get(name);
    return found != null && found.isNumber() ? found.getIntValue() : 0;
  }
}
