package io.framecast.trainer.options;

import io.framecast.topics.KafkaEnvironment;
import io.framecast.trainer.files.InvalidInputException;
import io.framecast.trainer.files.PlainFiles;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that name the broker and the credentials for it. */
public final class BrokerOptions {

  @Option(
      names = "--bootstrap",
      paramLabel = "HOST:PORT",
      defaultValue = "${env:KAFKA_BOOTSTRAP_SERVERS}",
      description = "the broker (default: the environment's KAFKA_BOOTSTRAP_SERVERS)")
  private @Nullable String bootstrap;

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description =
          "properties file with settings of Kafka clients, such as those for SASL and TLS. The"
              + " environment may have them too: KAFKA_SASL_MECHANISM sets sasl.mechanism")
  private @Nullable Path kafkaConfig;

  /** Settings from another process; they count instead of those of a file. */
  private @Nullable Properties received;

  private static final int END = 0;

  /**
   * Reads settings that another process has {@link #send sent}, and nothing after them. So
   * credentials are in no file.
   */
  public void receive(InputStream input) throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int next = input.read(); next != END; next = input.read()) {
      if (next < 0) {
        throw new EOFException("expected settings of Kafka clients up to a zero byte, found none");
      }
      text.write(next);
    }
    Properties read = new Properties();
    read.load(new StringReader(text.toString(StandardCharsets.UTF_8)));
    received = read;
  }

  /** Sends settings to a process that {@link #receive receives} them. */
  public static void send(Map<String, Object> settings, OutputStream output) throws IOException {
    Properties properties = new Properties();
    settings.forEach((name, value) -> properties.setProperty(name, String.valueOf(value)));
    StringWriter text = new StringWriter();
    properties.store(text, null); // escapes what is no printable ASCII
    output.write(text.toString().getBytes(StandardCharsets.UTF_8));
    output.write(END);
    output.flush();
  }

  /** Returns the address of the broker; throws {@link InvalidInputException} without one. */
  public String bootstrap() {
    if (bootstrap == null || bootstrap.isBlank()) {
      throw new InvalidInputException(
          "--bootstrap: expected HOST:PORT of the broker here or in KAFKA_BOOTSTRAP_SERVERS, found"
              + " neither");
    }
    return bootstrap;
  }

  /** Returns ordinary settings of Kafka clients. */
  public Map<String, String> settings() {
    Properties read = received == null ? new Properties() : received;
    if (received == null && kafkaConfig != null) {
      try {
        read.load(new StringReader(PlainFiles.text(kafkaConfig, "a properties file")));
      } catch (IOException | IllegalArgumentException e) {
        throw new InvalidInputException(
            kafkaConfig + ": expected a properties file, found: " + e.getMessage(), e);
      }
    }
    Map<String, String> settings = new HashMap<>();
    read.stringPropertyNames().forEach(name -> settings.put(name, read.getProperty(name)));
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap());
    try {
      return KafkaEnvironment.merge(settings, System.getenv());
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(String.valueOf(e.getMessage()), e);
    }
  }
}
