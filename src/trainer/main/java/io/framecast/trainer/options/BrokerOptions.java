package io.framecast.trainer.options;

import io.framecast.topics.KafkaVariables;
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

/** Where the broker is, and how to be let in. */
public final class BrokerOptions {

  @Option(
      names = "--bootstrap",
      required = true,
      defaultValue = "${env:KAFKA_BOOTSTRAP_SERVERS}",
      description = "the broker, HOST:PORT (default: KAFKA_BOOTSTRAP_SERVERS)")
  private String bootstrap = "";

  @Option(
      names = "--kafka-config",
      paramLabel = "FILE",
      description =
          "properties file with Kafka client settings, as for SASL and TLS; sasl.mechanism may also"
              + " stand in the environment as KAFKA_SASL_MECHANISM, and so may others")
  private @Nullable Path kafkaConfig;

  public String bootstrap() {
    return bootstrap;
  }

  /** Ordinary client settings. */
  public Map<String, String> settings() {
    Properties read = new Properties();
    if (kafkaConfig != null) {
      try {
        read.load(new StringReader(PlainFiles.text(kafkaConfig)));
      } catch (IOException | IllegalArgumentException e) {
        throw new InvalidInputException(
            kafkaConfig + ": expected a properties file, found: " + e.getMessage(), e);
      }
    }
    Map<String, String> settings = new HashMap<>();
    read.stringPropertyNames().forEach(name -> settings.put(name, read.getProperty(name)));
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
    try {
      return KafkaVariables.under(settings, System.getenv());
    } catch (IllegalArgumentException e) {
      throw new InvalidInputException(String.valueOf(e.getMessage()), e);
    }
  }
}
