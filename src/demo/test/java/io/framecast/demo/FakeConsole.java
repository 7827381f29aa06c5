package io.framecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Serves the page, and answers it as a test sets it. It has no broker behind it. */
final class FakeConsole implements AutoCloseable {
  static final String TOKEN = "right";

  private static final String PAGE = "io/framecast/console/page/";
  private static final String CHARTS = "META-INF/resources/webjars/uplot/1.6.30/dist/";
  private static final String IMAGE =
      "{\"type\":\"image/png\",\"data\":\""
          + Base64.getEncoder()
              .encodeToString(Encoding.PNG8.encode(new Frame(10, 24, 1, new float[240])))
          + "\"}";

  private static final String OTHER_STREAM =
      ",{\"n\":%1$d,\"id\":\"other-%1$d\",\"partition\":0,\"alsoIn\":[]}";

  private static final String EVENT =
      "{\"at\":%1$d,\"event\":\"reset\",\"stream\":\"cam\",\"reason\":\"reason %1$d\"}";

  private static final String DEAD_LETTER =
      "{\"serial\":%1$d,\"at\":0,\"topic\":\"framecast.frames\",\"partition\":0,\"offset\":%1$d,"
          + "\"stream\":\"cam\",\"errorClass\":\"a.B\",\"reason\":\"reason %1$d\",\"bytes\":9,"
          + "\"picture\":null}";

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "fake-console");
            thread.setDaemon(true);
            return thread;
          });
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger reads = new AtomicInteger();

  /** What the totals say; a test changes it. */
  volatile long behind;

  volatile boolean broker = true;

  /** Why the lag is not known, as JSON. */
  volatile String sentence = "null";

  volatile String lag = "[]";
  volatile boolean admin = true;
  volatile String leads = "[]";

  /** How many streams, events and dead letters there are when a browser connects. */
  volatile int streams = 2;

  volatile int events;
  volatile int deadLetters;

  /** The numbers of the streams in view, as the last connection names them. */
  volatile String inView = "";

  /** Whether a predictor has published the next frames. */
  volatile boolean published;

  FakeConsole() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", FakeConsole::page);
    server.createContext("/api/live", this::live);
    server.createContext("/api/models", this::models);
    server.createContext("/api/dead-letters", this::deadLetters);
    server.createContext("/api/streams/", this::stream);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Returns how many connections for live updates were opened. */
  int connections() {
    return connections.get();
  }

  private static void page(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String name =
        path.startsWith("/lib/uplot/")
            ? CHARTS + path.substring("/lib/uplot/".length())
            : PAGE + (path.equals("/") ? "index.html" : path.substring(1));
    try (InputStream file = FakeConsole.class.getClassLoader().getResourceAsStream(name)) {
      String type =
          name.endsWith(".js")
              ? "text/javascript"
              : name.endsWith(".css") ? "text/css" : name.endsWith("svg") ? "image/svg+xml" : "";
      exchange.getResponseHeaders().set("Content-Type", type.isEmpty() ? "text/html" : type);
      byte[] body = file == null ? new byte[0] : file.readAllBytes();
      exchange.sendResponseHeaders(file == null ? 404 : 200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private static void reply(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void live(HttpExchange exchange) throws IOException {
    connections.incrementAndGet();
    inView = String.valueOf(exchange.getRequestURI().getQuery()).replace("see=", "");
    exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = exchange.getResponseBody()) {
      event(
          out,
          "hello",
          "{\"admin\":"
              + admin
              + ",\"simulator\":false,\"events\":["
              + list(IntStream.rangeClosed(1, events), ",", EVENT)
              + "],\"history\":"
              + "{\"at\":[],\"skill\":[],\"p50\":[],\"p99\":[],\"rate\":[]}}");
      event(
          out,
          "streams",
          "{\"more\":0,\"streams\":[{\"n\":1,\"id\":\"cam\",\"partition\":2,\"alsoIn\":[5]},"
              + "{\"n\":2,\"id\":\"cam\",\"partition\":5,\"alsoIn\":[2]}"
              + list(IntStream.rangeClosed(3, streams), "", OTHER_STREAM)
              + "]}");
      while (!Thread.currentThread().isInterrupted()) {
        event(out, "totals", totals());
        Thread.sleep(100); // as a console's tick
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static String list(IntStream numbers, String separator, String format) {
    return numbers
        .mapToObj(number -> String.format(Locale.ROOT, format, number))
        .collect(Collectors.joining(separator));
  }

  private static void event(OutputStream out, String name, String json) throws IOException {
    out.write(("event: " + name + "\ndata: " + json + "\n\n").getBytes(UTF_8));
    out.flush();
  }

  private String totals() {
    return String.format(
        Locale.ROOT,
        "{\"at\":%d,\"frames\":9,\"predictions\":9,\"deadLetters\":%d,\"rate\":80,\"skill\":0.9,"
            + "\"p50\":40,\"p99\":90,\"leads\":%s,\"behind\":%d,\"model\":\"v0\",\"broker\":%b,"
            + "\"sentence\":%s,\"lag\":%s,\"predictors\":[],\"trainer\":null,\"speed\":null}",
        System.currentTimeMillis() / 1_000 * 1_000,
        deadLetters,
        leads,
        behind,
        broker,
        broker ? sentence : "\"Topic frames does not exist yet.\"",
        lag);
  }

  /** Answers with the dead letters after a serial, newest first. */
  private void deadLetters(HttpExchange exchange) throws IOException {
    int newest = deadLetters;
    int since = Integer.parseInt(exchange.getRequestURI().getQuery().replace("since=", ""));
    String letters =
        list(IntStream.range(0, newest - since).map(i -> newest - i), ",", DEAD_LETTER);
    reply(exchange, 200, "{\"deadLetters\":[" + letters + "]}");
  }

  private void models(HttpExchange exchange) throws IOException {
    if (!exchange.getRequestMethod().equals("POST")) {
      reply(
          exchange,
          200,
          "{\"champion\":null,\"before\":[],\"refused\":[],\"versions\":[{\"version\":\"v0\","
              + "\"bytes\":9,\"published\":0,\"provenance\":{},\"said\":[]}]}");
    } else if (("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      reply(exchange, 200, "{\"message\":\"v0 is live\"}");
    } else {
      reply(exchange, 401, "{\"message\":\"expected Authorization: Bearer\"}");
    }
  }

  /** Answers with 30 frames, each time one frame further, as a live stream does. */
  private void stream(HttpExchange exchange) throws IOException {
    if (exchange.getRequestURI().getPath().endsWith("/rollout")) {
      exchange.getResponseHeaders().set("framecast-source", "framecast.frames-2@134");
      exchange.getResponseHeaders().set("sequence", "29");
      String forecasts = published ? "\"published\":true,\"leads\":[2,3]," : "";
      reply(
          exchange,
          200,
          "{\"model\":\"v0\"," + forecasts + "\"frames\":[" + IMAGE + "," + IMAGE + "]}");
      return;
    }
    int first = reads.getAndIncrement();
    String frames =
        IntStream.range(first, first + 30)
            .mapToObj(FakeConsole::pair)
            .collect(Collectors.joining(","));
    reply(
        exchange,
        200,
        "{\"n\":1,\"id\":\"cam\",\"partition\":2,\"alsoIn\":[5],\"events\":[],\"frames\":["
            + frames
            + "]}");
  }

  private static String pair(int i) {
    return String.format(
        Locale.ROOT,
        "{\"n\":1,\"serial\":%d,\"at\":0,\"partition\":2,\"offset\":%d,\"sequence\":%d,"
            + "\"model\":\"v0\",\"seen\":9,\"skill\":-10.5,\"latency\":20,\"frame\":%s,"
            + "\"predicted\":%s}",
        i + 1,
        i + 105,
        i,
        IMAGE,
        IMAGE);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
