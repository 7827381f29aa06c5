package io.framecast.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.env.Environment;
import io.micronaut.runtime.server.EmbeddedServer;
import java.nio.file.Path;
import java.util.List;
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
    return start(definition, settings, List.of(), arguments);
  }

  /**
   * Starts a service.
   *
   * @param problems what is already known to be wrong; it is reported together with the settings
   */
  static Service start(
      ServiceDefinition definition,
      Map<String, Object> settings,
      List<String> problems,
      String... arguments) {
    ApplicationContext context =
        ApplicationContext.builder()
            .overrideConfigLocations(definition.locations())
            .properties(settings)
            .singletons(definition.beans().toArray())
            .args(arguments)
            .banner(false)
            // otherwise every bean's definition is loaded before the settings are read
            .bootstrapEnvironment(false)
            .build();
    String address = "";
    try {
      // before the first bean, so that a wrong setting is reported at once
      Environment environment =
          SettingFiles.start(context.getEnvironment(), Path.of(SettingFiles.DIRECTORY));
      definition.check(environment, problems);
      // a server that fails to start closes the context, and the environment with it
      address = address(environment);
      context.start();
      Service service = new Service(definition, context);
      service.server.start();
      Thread thread = new Thread(service.loop, "framecast-loop");
      thread.setDaemon(true);
      thread.start();
      return service;
    } catch (RuntimeException e) {
      context.close();
      throw new IllegalArgumentException(definition.message(e, address), e);
    }
  }

  private static String address(Environment environment) {
    String host = environment.getProperty("micronaut.server.host", String.class).orElse("*");
    return host
        + ":"
        + environment.getProperty("micronaut.server.port", String.class).orElse("8080");
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

  /** Returns what ended its loop; null while it runs, and after {@link #close}. */
  @Nullable Throwable failure() {
    return loop.failure();
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
