package io.framecast.broker;

import java.util.Locale;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Kafka's own image in a container. Who uses this has Testcontainers on the class path: this room
 * does not hand it on, for the demo does without.
 */
public final class ContainerBroker implements RunningBroker {
  private static final DockerImageName IMAGE = DockerImageName.parse("apache/kafka:4.3.1");

  /** With {@code CONTAINER_ENGINE=required} it is an error that none answers. */
  private static final String ENGINE = "CONTAINER_ENGINE";

  private final KafkaContainer container;

  private ContainerBroker(KafkaContainer container) {
    this.container = container;
  }

  /**
   * Whether there is anything to run containers; where there is not, a line says what is skipped.
   *
   * @throws IllegalStateException where there is not, and the environment says that there must be
   */
  public static boolean possible() {
    boolean found = DockerClientFactory.instance().isDockerAvailable();
    if (!found && "required".equals(System.getenv(ENGINE))) {
      throw new IllegalStateException(
          "expected a container engine, for %s=required, found none that answers"
              .formatted(ENGINE));
    }
    if (!found) {
      System.err.println("SKIPPED, NOT PASSED: no container engine answers to run " + IMAGE);
    }
    return found;
  }

  /** A started one, as large records as the embedded one's. */
  @SuppressWarnings("resource") // whoever gets it closes it
  public static ContainerBroker started() {
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
