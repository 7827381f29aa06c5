package io.framecast.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.context.exceptions.BeanContextException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A service as a process: it ends with 0 on SIGTERM, and with 1 and one sentence on the standard
 * error where it cannot serve.
 */
public final class ServiceProcess {

  /** A service that has begun. */
  public interface Running extends AutoCloseable {
    /** Waits until it ends; returns why it ended by itself, null where it was closed. */
    @Nullable String awaitEnd() throws InterruptedException;

    @Override
    void close();
  }

  /** Begins one. */
  public interface Start {
    /** Throws {@link IllegalArgumentException}, one sentence, where it cannot. */
    Running with(String[] arguments);
  }

  private ServiceProcess() {}

  /**
   * The beans of a service, begun.
   *
   * @param ours where the service's own settings are: those of the environment stand over them
   * @param settings over those of the environment
   */
  public static ApplicationContext context(
      String ours, Map<String, Object> settings, String... arguments) {
    ApplicationContext context =
        ApplicationContext.builder()
            .overrideConfigLocations(ours, "file:config/")
            .properties(settings)
            .args(arguments)
            .banner(false)
            .build();
    try {
      return context.start();
    } catch (RuntimeException e) {
      context.close();
      throw e;
    }
  }

  /** Runs it until it ends; exits the virtual machine where it cannot begin or ends by itself. */
  public static void run(String name, String[] arguments, Start start) throws InterruptedException {
    Running service;
    try {
      service = start.with(Arguments.checked(arguments));
    } catch (IllegalArgumentException e) {
      System.err.println(name + ": " + e.getMessage());
      System.exit(1);
      return;
    }
    // without this the virtual machine ends with 143 on SIGTERM, however clean the end was
    Thread onSignal =
        new Thread(
            () -> {
              service.close();
              Runtime.getRuntime().halt(0);
            },
            "framecast-end");
    Runtime.getRuntime().addShutdownHook(onSignal);
    String failure = service.awaitEnd();
    if (failure != null) {
      System.err.println(name + ": " + failure);
      Runtime.getRuntime().removeShutdownHook(onSignal);
      service.close();
      System.exit(1);
    }
  }

  /**
   * What is worth reading in a chain of causes: a refusal's own sentence where there is one.
   *
   * @param refusals exceptions whose message says it all, beside those of settings
   */
  public static String sentence(Throwable failure, List<Class<? extends Exception>> refusals) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      Throwable found = cause;
      boolean plain = cause instanceof BeanContextException;
      if (cause instanceof RefusedSettingException
          || refusals.stream().anyMatch(refusal -> refusal.isInstance(found))) {
        return String.valueOf(cause.getMessage());
      }
      if (!plain && cause.getCause() == null) {
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
      }
    }
    return failure.toString();
  }
}
