package io.framecast.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A service that has begun: its beans, its HTTP server and its loop. */
public final class Service implements AutoCloseable {
  /**
   * What tells one service from another.
   *
   * @param settings where its own settings are: those of the environment stand over them
   * @param loop the bean that its thread runs
   * @param refusals exceptions whose message says it all, beside those of settings
   * @param beans that whoever starts it brings along
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

    /** The same with a bean of the caller's. */
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
   * Starts one and returns while it may still wait for the broker.
   *
   * @param settings over those of the environment
   * @throws IllegalArgumentException in one sentence, where it cannot work with what it was given
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

  /** Whether it does now what it is there for. */
  public boolean ready() {
    return loop.ready();
  }

  /** The port of its HTTP server. */
  public int port() {
    return server.getPort();
  }

  /** Waits until it ends; returns why it ended by itself, null where it was closed. */
  public @Nullable String awaitEnd() throws InterruptedException {
    loop.awaitEnd();
    Throwable failure = loop.failure();
    return failure == null ? null : Sentence.of(failure, kind.refusals());
  }

  /** Ends the loop as it wants to be ended, and then stops answering HTTP. */
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
