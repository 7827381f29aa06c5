package io.framecast.trainer.options;

import io.framecast.topics.KafkaEnvironment;
import io.framecast.trainer.files.InvalidInputException;
import io.framecast.trainer.files.PlainFiles;
import java.io.IOException;
import java.io.StringReader;
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
    Properties read = new Properties();
    if (kafkaConfig != null) {
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
