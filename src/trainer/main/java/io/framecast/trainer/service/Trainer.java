package io.framecast.trainer.service;

import io.framecast.convlstm.RefusedWeightsException;
import io.framecast.service.ServiceProcess;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The trainer as a process, or inside another one.
 *
 * <p>{@code java -jar trainer.jar serve [--name=value ...]}, where a name is a setting under {@code
 * framecast}, {@code kafka} or {@code micronaut}.
 */
public final class Trainer implements ServiceProcess.Running {
  /** Where our own settings are. */
  private static final String OURS = "classpath:io/framecast/trainer/";

  private final ApplicationContext context;
  private final TrainerLoop loop;
  private final EmbeddedServer server;

  private Trainer(ApplicationContext context) {
    this.context = context;
    this.loop = context.getBean(TrainerLoop.class);
    this.server = context.getBean(EmbeddedServer.class);
  }

  /**
   * Starts it and returns while it may still wait for the broker.
   *
   * @param settings over those of the environment
   * @throws IllegalArgumentException in one sentence, for settings or weights that it cannot work
   *     with
   */
  public static Trainer start(Map<String, Object> settings, String... arguments) {
    ApplicationContext context = null;
    try {
      context = ServiceProcess.context(OURS, settings, arguments);
      Trainer trainer = new Trainer(context);
      trainer.server.start();
      Thread thread = new Thread(trainer.loop, "framecast-trainer");
      thread.setDaemon(true);
      thread.start();
      return trainer;
    } catch (RuntimeException e) {
      if (context != null) {
        context.close();
      }
      throw new IllegalArgumentException(sentence(e), e);
    }
  }

  /** The port of its HTTP server. */
  public int port() {
    return server.getPort();
  }

  /** Whether it has the broker. */
  public boolean watching() {
    return loop.watching();
  }

  @Override
  public @Nullable String awaitEnd() throws InterruptedException {
    loop.awaitEnd();
    Throwable failure = loop.failure();
    return failure == null ? null : sentence(failure);
  }

  /** A round that is on is broken off, and gone on with by whoever starts here next. */
  @Override
  public void close() {
    try {
      loop.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    context.close();
  }

  private static String sentence(Throwable failure) {
    return ServiceProcess.sentence(failure, List.of(RefusedWeightsException.class));
  }
}
