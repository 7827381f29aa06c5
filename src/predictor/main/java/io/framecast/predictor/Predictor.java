package io.framecast.predictor;

import io.framecast.convlstm.RefusedWeightsException;
import io.framecast.service.ServiceProcess;
import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The predictor as a process, or inside another one.
 *
 * <p>{@code java -jar predictor.jar [--name=value ...]}, where a name is a setting under {@code
 * framecast}, {@code kafka} or {@code micronaut}. It ends with 0 on SIGTERM, and with 1 and one
 * sentence where it cannot serve.
 */
public final class Predictor implements ServiceProcess.Running {
  /** Where our own settings are. */
  static final String OURS = "classpath:io/framecast/predictor/";

  private final ApplicationContext context;
  private final PollLoop loop;
  private final EmbeddedServer server;

  private Predictor(ApplicationContext context) {
    this.context = context;
    this.loop = context.getBean(PollLoop.class);
    this.server = context.getBean(EmbeddedServer.class);
  }

  /**
   * Starts it and returns while it may still wait for the broker.
   *
   * @param settings over those of the environment
   * @throws IllegalArgumentException in one sentence, for settings or weights that it cannot serve
   *     with
   */
  public static Predictor start(Map<String, Object> settings, String... arguments) {
    ApplicationContext context = null;
    try {
      context = ServiceProcess.context(OURS, settings, arguments);
      Predictor predictor = new Predictor(context);
      predictor.server.start();
      Thread thread = new Thread(predictor.loop, "framecast-loop");
      thread.setDaemon(true);
      thread.start();
      return predictor;
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

  /** Whether the group has told it its partitions. */
  public boolean serving() {
    return loop.phase() == Phase.SERVING;
  }

  @Override
  public @Nullable String awaitEnd() throws InterruptedException {
    loop.awaitEnd();
    Throwable failure = loop.failure();
    return failure == null ? null : sentence(failure);
  }

  /** Lets the batch in work be committed, leaves the group and stops answering HTTP. */
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

  public static void main(String[] arguments) throws InterruptedException {
    ServiceProcess.run("predictor", arguments, given -> start(Map.of(), given));
  }
}
