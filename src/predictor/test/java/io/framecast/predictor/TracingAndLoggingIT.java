package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.framecast.broker.EmbeddedBroker;
import io.framecast.frames.Encoding;
import io.framecast.service.Service;
import io.framecast.topics.Prediction;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests what an operator sees of single frames beside meters: spans of traces and log lines. */
class TracingAndLoggingIT extends SharedBrokerFixture {
  private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
  private static final String PARENT = "b7ad6b7169203331";
  private static final String HOSTILE = "<b>\r\n{\"level\":\"ERROR\"}\u001b[31m../\u202e";

  private final byte[] frame = Encoding.PNG8.encode(world.noisy(0, 0));

  @BeforeAll
  static void start() throws Exception {
    broker = EmbeddedBroker.launch();
  }

  @Test
  void exportsASpanWithTheIdInThePredictionOfATracedFrame() throws Exception {
    try (SpanCollector collector = new SpanCollector();
        Service predictor =
            deployment.predictor(
                "otel.traces.exporter", "otlp",
                "otel.exporter.otlp.endpoint", collector.endpoint(),
                "otel.bsp.schedule.delay", "50")) {
      deployment.send("cam", frame, "traceparent", "00-" + TRACE + "-" + PARENT + "-01");
      deployment.send("cam", frame, "traceparent", "00-" + TRACE + "-" + PARENT + "-00");
      deployment.send("cam", frame, "traceparent", "<script>");
      deployment.send("cam", frame);
      deployment.send("cam", frame, "traceparent", "00-" + TRACE + "-" + PARENT + "-01");
      List<Prediction> predictions =
          deployment.read(deployment.topics.predictions(), 5).stream().map(Prediction::of).toList();
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .untilAsserted(() -> assertThat(collector.spans()).hasSizeGreaterThanOrEqualTo(2));
      assertThat(predictor.isReady()).isTrue();
      assertThat(collector.spans()).hasSize(2);
      for (int i : new int[] {0, 1}) {
        Span span = collector.spans().get(i);
        Prediction prediction = predictions.get(4 * i);
        assertThat(hex(span.getTraceId().toByteArray())).isEqualTo(TRACE);
        assertThat(hex(span.getParentSpanId().toByteArray())).isEqualTo(PARENT);
        assertThat(hex(span.getSpanId().toByteArray())).isEqualTo(prediction.trace().getSpanId());
        assertThat(span.getName()).isEqualTo("predict " + deployment.topics.frames());
        assertThat(span.getEndTimeUnixNano()).isGreaterThan(span.getStartTimeUnixNano());
        assertThat(attributes(span))
            .containsEntry("messaging.system", "kafka")
            .containsEntry("messaging.kafka.message.key", "cam")
            .containsEntry("messaging.kafka.offset", Long.toString(prediction.source().offset()))
            .containsEntry("framecast.model", deployment.weights.version());
      }
    }
  }

  @Test
  void refusesAnUnknownExporterWithOneSentence() {
    assertThatThrownBy(() -> deployment.predictor("otel.traces.exporter", "telegraph"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("otel: ")
        .hasMessageContaining("telegraph");
  }

  @Test
  void logsJsonObjectsForHostileStreamNamesWhileTheCollectorIsDown() throws Exception {
    Map<String, String> environment =
        Map.of(
            "FRAMECAST_LOG_FORMAT",
            "json",
            "OTEL_TRACES_EXPORTER",
            "otlp",
            "OTEL_BSP_SCHEDULE_DELAY",
            "50",
            "OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED",
            "true",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "http://127.0.0.1:" + EmbeddedBroker.freePort());
    try (PredictorProcess predictor =
        PredictorProcess.withEnvironment(environment, deployment.settings()).awaitServing()) {
      String[] traced = {"traceparent", "00-" + TRACE + "-" + PARENT + "-01", "sequence", "5"};
      deployment.send(HOSTILE, frame, traced);
      deployment.send(HOSTILE, frame, "sequence", "0");
      deployment.send(HOSTILE, new byte[] {1, 2, 3});
      deployment.read(deployment.topics.predictions(), 2);
      deployment.read(deployment.topics.deadLetters(), 1);
      // the exporter logs by the JDK's logging
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> predictor.output().contains("Failed to export"));
      predictor.signal("TERM");
      assertThat(predictor.exit(Duration.ofSeconds(30))).isZero();
      List<JsonNode> lines = predictor.output().lines().map(TracingAndLoggingIT::json).toList();
      JsonNode reset = only(lines, "reset: ");
      JsonNode refused = only(lines, "refused: ");
      assertThat(reset.get("level").asText()).isEqualTo("INFO");
      assertThat(refused.get("level").asText()).isEqualTo("WARN");
      for (JsonNode line : List.of(reset, refused)) {
        assertThat(line.get("stream").asText()).isEqualTo(HOSTILE);
        assertThat(line.get("topic").asText()).isEqualTo(deployment.topics.frames());
        assertThat(line.get("partition").isInt()).isTrue();
        assertThat(line.get("version").asText()).isEqualTo(deployment.weights.version());
      }
      assertThat(reset.get("offset").asLong()).isEqualTo(1);
      assertThat(refused.get("offset").asLong()).isEqualTo(2);
    }
  }

  @Test
  void aTextLogLineStaysOneLineForHostileStreamNames() throws Exception {
    try (PredictorProcess predictor = new PredictorProcess(deployment.settings()).awaitServing()) {
      deployment.send(HOSTILE, new byte[] {1, 2, 3});
      deployment.read(deployment.topics.deadLetters(), 1);
      predictor.signal("TERM");
      assertThat(predictor.exit(Duration.ofSeconds(30))).isZero();
      assertThat(predictor.output().lines())
          .allMatch(line -> line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} (INFO|WARN) .*"))
          .filteredOn(line -> line.contains("refused: "))
          .singleElement()
          .asString()
          .contains("stream=\"<b>??{")
          .contains("offset=\"0\"")
          .doesNotContain("\u001b", "\u202e");
    }
  }

  @Test
  void refusesAnUnknownLogFormatWithOneSentence() throws Exception {
    try (PredictorProcess predictor =
        PredictorProcess.withEnvironment(
            Map.of("FRAMECAST_LOG_FORMAT", "xml"), deployment.settings())) {
      assertThat(predictor.exit(Duration.ofSeconds(30))).isEqualTo(2);
      assertThat(predictor.output().lines())
          .contains("predictor: FRAMECAST_LOG_FORMAT: expected text or json, found \"xml\"");
    }
  }

  private static JsonNode json(String line) {
    try {
      return new ObjectMapper().readTree(line.getBytes(UTF_8));
    } catch (java.io.IOException e) {
      throw new AssertionError("expected an object, found " + line, e);
    }
  }

  private static JsonNode only(List<JsonNode> lines, String begin) {
    List<JsonNode> found =
        lines.stream().filter(line -> line.get("message").asText().startsWith(begin)).toList();
    assertThat(found).as(begin + " in " + lines).hasSize(1);
    return found.get(0);
  }

  private static Map<String, String> attributes(Span span) {
    Map<String, String> attributes = new TreeMap<>();
    span.getAttributesList()
        .forEach(
            a ->
                attributes.put(
                    a.getKey(),
                    a.getValue().hasIntValue()
                        ? Long.toString(a.getValue().getIntValue())
                        : a.getValue().getStringValue()));
    return attributes;
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
