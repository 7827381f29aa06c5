package io.framecast.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A started service: its beans, its HTTP server and its loop. */
public final class Service implements AutoCloseable {
  private final ServiceDefinition definition;
  private final ApplicationContext context;
  private final ServiceLoop loop;
  private final EmbeddedServer server;

  private Service(ServiceDefinition definition, ApplicationContext context) {
    this.definition = definition;
    this.context = context;
    this.loop = context.getBean(definition.loop());
    this.server = context.getBean(EmbeddedServer.class);
  }

  /**
   * Starts a service; it may still wait for the broker when this returns.
   *
   * @param settings override those of the environment
   * @throws IllegalArgumentException in one sentence, for invalid settings or arguments
   */
  public static Service start(
      ServiceDefinition definition, Map<String, Object> settings, String... arguments) {
    ApplicationContext context =
        ApplicationContext.builder()
            .overrideConfigLocations(definition.locations())
            .properties(settings)
            .singletons(definition.beans().toArray())
            .args(arguments)
            .banner(false)
            .build();
    try {
      context.start();
      Service service = new Service(definition, context);
      service.server.start();
      Thread thread = new Thread(service.loop, "framecast-loop");
      thread.setDaemon(true);
      thread.start();
      return service;
    } catch (RuntimeException e) {
      context.close();
      throw new IllegalArgumentException(definition.message(e), e);
    }
  }

  /** Returns whether the service is ready. */
  public boolean isReady() {
    return loop.isReady();
  }

  /** Returns the port of its HTTP server. */
  public int port() {
    return server.getPort();
  }

  /** Waits for its end; returns why it failed, or null after {@link #close}. */
  public @Nullable String awaitEnd() throws InterruptedException {
    loop.awaitEnd();
    Throwable failure = loop.failure();
    return failure == null ? null : definition.message(failure);
  }

  /** Stops the loop, and then the HTTP server. */
  @Override
  public void close() {
    try {
      loop.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    context.close();
  }
}
