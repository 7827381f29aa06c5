package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a predictor's HTTP endpoints. */
final class Http {
  private static final HttpClient CLIENT = HttpClient.newHttpClient();

  private Http() {}

  static HttpResponse<String> get(int port, String path) {
    URI uri = URI.create("http://127.0.0.1:" + port + path);
    try {
      return CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(uri.toString(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(uri.toString(), e);
    }
  }

  static int status(int port, String path) {
    return get(port, path).statusCode();
  }

  /** Returns the counters {@code framecast_..._total}, keyed by the word in the middle. */
  static Map<String, Long> counters(int port) {
    Map<String, Long> counters = new HashMap<>();
    get(port, "/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith("framecast_") && line.contains("_total "))
        .forEach(
            line -> {
              String name = line.substring("framecast_".length(), line.indexOf("_total "));
              counters.put(
                  name, (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
            });
    return counters;
  }

  /** Returns a meter's value, summed over the label sets that contain this text; 0 without any. */
  static double value(int port, String meter, String label) {
    return get(port, "/prometheus")
        .body()
        .lines()
        .filter(line -> line.startsWith(meter + " ") || line.startsWith(meter + "{"))
        .filter(line -> line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  /** Returns a meter's value, or 0 if it does not exist. */
  static double value(int port, String meter) {
    return value(port, meter, "");
  }

  /** Checks that the meters and the README's list of meters are the same. */
  static void checkMetersMatchReadme(int port) {
    Set<String> explained =
        Pattern.compile("`(framecast_[a-z_]+)`")
            .matcher(readme())
            .results()
            .map(name -> name.group(1))
            .collect(Collectors.toSet());
    Set<String> found =
        Pattern.compile("# TYPE (framecast_[a-z_]+?)(_max)? ")
            .matcher(get(port, "/prometheus").body())
            .results()
            .map(name -> name.group(1))
            .collect(Collectors.toSet());
    assertThat(found).isEqualTo(explained);
  }

  private static String readme() {
    try {
      return Files.readString(Path.of("README.md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Checks that received = predicted + duplicate + refused + ended, and equals this number. */
  static void checkCounters(int port, long received) {
    Map<String, Long> counters = counters(port);
    assertThat(counters.get("received")).isEqualTo(received);
    assertThat(
            counters.get("predicted")
                + counters.get("duplicate")
                + counters.get("refused")
                + counters.get("ended"))
        .as(counters.toString())
        .isEqualTo(received);
  }
}
