package io.framecast.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A started service: its beans, its HTTP server and its loop. */
public final class Service implements AutoCloseable {
  /**
   * The definition of a service.
   *
   * @param settings the location of its default settings, which the environment overrides
   * @param loop the bean that its thread runs
   * @param refusals other exceptions whose message is enough for the user
   * @param beans beans of the caller
   */
  public record Kind(
      String settings,
      Class<? extends Loop> loop,
      List<Class<? extends Exception>> refusals,
      List<Object> beans) {
    public Kind {
      refusals = List.copyOf(refusals);
      beans = List.copyOf(beans);
    }

    public Kind(
        String settings, Class<? extends Loop> loop, List<Class<? extends Exception>> refusals) {
      this(settings, loop, refusals, List.of());
    }

    /** Returns this definition with a bean of the caller. */
    public Kind with(Object bean) {
      return new Kind(settings, loop, refusals, List.of(bean));
    }
  }

  private final Kind kind;
  private final ApplicationContext context;
  private final Loop loop;
  private final EmbeddedServer server;

  private Service(Kind kind, ApplicationContext context) {
    this.kind = kind;
    this.context = context;
    this.loop = context.getBean(kind.loop());
    this.server = context.getBean(EmbeddedServer.class);
  }

  /**
   * Starts a service; it may still wait for the broker when this returns.
   *
   * @param settings override those of the environment
   * @throws IllegalArgumentException in one sentence, for invalid settings or arguments
   */
  public static Service start(Kind kind, Map<String, Object> settings, String... arguments) {
    ApplicationContext context =
        ApplicationContext.builder()
            .overrideConfigLocations(kind.settings(), "file:config/")
            .properties(settings)
            .singletons(kind.beans().toArray())
            .args(arguments)
            .banner(false)
            .build();
    try {
      context.start();
      Service service = new Service(kind, context);
      service.server.start();
      Thread thread = new Thread(service.loop, "framecast-loop");
      thread.setDaemon(true);
      thread.start();
      return service;
    } catch (RuntimeException e) {
      context.close();
      throw new IllegalArgumentException(Sentence.of(e, kind.refusals()), e);
    }
  }

  /** Returns whether the service is ready. */
  public boolean ready() {
    return loop.ready();
  }

  /** Returns the port of its HTTP server. */
  public int port() {
    return server.getPort();
  }

  /** Waits for its end; returns why it failed, or null after {@link #close}. */
  public @Nullable String awaitEnd() throws InterruptedException {
    loop.awaitEnd();
    Throwable failure = loop.failure();
    return failure == null ? null : Sentence.of(failure, kind.refusals());
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
