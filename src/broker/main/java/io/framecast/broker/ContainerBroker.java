package io.framecast.broker;

import java.util.Locale;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Runs Kafka's own image in a container. A user of this class needs Testcontainers on the class
 * path; it is no transitive dependency, because the demo does not need it.
 */
public final class ContainerBroker implements RunningBroker {
  private static final DockerImageName IMAGE = DockerImageName.parse("apache/kafka:4.3.1");

  /** With {@code CONTAINER_ENGINE=required} a missing container engine is an error. */
  private static final String ENGINE = "CONTAINER_ENGINE";

  private final KafkaContainer container;

  private ContainerBroker(KafkaContainer container) {
    this.container = container;
  }

  /**
   * Returns whether a container engine answers; otherwise prints that tests are skipped.
   *
   * @throws IllegalStateException when none answers and the environment requires one
   */
  public static boolean possible() {
    boolean found = DockerClientFactory.instance().isDockerAvailable();
    if (!found && "required".equals(System.getenv(ENGINE))) {
      throw new IllegalStateException(
          String.format(
              Locale.ROOT,
              "No container engine answers, but %s=required is set. Start Docker.",
              ENGINE));
    }
    if (!found) {
      System.err.println("SKIPPED, NOT PASSED: no container engine answers to run " + IMAGE);
    }
    return found;
  }

  /** Starts a broker with the same record size as the embedded one. */
  @SuppressWarnings("resource") // the caller closes it
  public static ContainerBroker launch() {
    KafkaContainer container = new KafkaContainer(IMAGE);
    NodeSettings.LARGE_RECORDS.forEach(
        (name, value) ->
            container.withEnv("KAFKA_" + name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    container.start();
    return new ContainerBroker(container);
  }

  @Override
  public String bootstrap() {
    return container.getBootstrapServers();
  }

  @Override
  public void close() {
    container.close();
  }
}
