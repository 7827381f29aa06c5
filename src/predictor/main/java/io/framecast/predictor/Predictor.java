package io.framecast.predictor;

import io.framecast.convlstm.RefusedWeightsException;
import io.framecast.predictor.settings.RefusedSettingException;
import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.BeanContextException;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The predictor as a process, or inside another one.
 *
 * <p>{@code java -jar predictor.jar [--name=value ...]}, where a name is a setting under {@code
 * framecast}, {@code kafka} or {@code micronaut}. It ends with 0 on SIGTERM, and with 1 and one
 * sentence where it cannot serve.
 */
public final class Predictor implements AutoCloseable {
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
    ApplicationContext context =
        ApplicationContext.builder()
            .overrideConfigLocations(OURS, "file:config/")
            .properties(settings)
            .args(arguments)
            .banner(false)
            .build();
    try {
      context.start();
      Predictor predictor = new Predictor(context);
      predictor.server.start();
      Thread thread = new Thread(predictor.loop, "framecast-loop");
      thread.setDaemon(true);
      thread.start();
      return predictor;
    } catch (RuntimeException e) {
      context.close();
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

  /** Waits until it ends; returns why it ended by itself, null where it was closed. */
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

  /** What is worth reading in a chain of causes: our own sentence where there is one. */
  private static String sentence(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      boolean plain = cause instanceof BeanContextException;
      if (cause instanceof RefusedSettingException || cause instanceof RefusedWeightsException) {
        return String.valueOf(cause.getMessage());
      }
      if (!plain && cause.getCause() == null) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
      }
    }
    return failure.toString();
  }

  public static void main(String[] arguments) throws InterruptedException {
    Predictor predictor;
    try {
      predictor = start(Map.of(), Arguments.checked(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println("predictor: " + e.getMessage());
      System.exit(1);
      return;
    }
    // without this the virtual machine ends with 143 on SIGTERM, however clean the end was
    Thread onSignal =
        new Thread(
            () -> {
              predictor.close();
              Runtime.getRuntime().halt(0);
            },
            "framecast-end");
    Runtime.getRuntime().addShutdownHook(onSignal);
    String failure = predictor.awaitEnd();
    if (failure != null) {
      System.err.println("predictor: " + failure);
      Runtime.getRuntime().removeShutdownHook(onSignal);
      predictor.close();
      System.exit(1);
    }
  }
}
