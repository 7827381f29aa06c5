package io.framecast.service;

import java.util.Map;

/**
 * A service as a process: it ends with 0 on SIGTERM, and with 1 and one sentence on the standard
 * error where it cannot serve.
 */
public final class ServiceProcess {
  private ServiceProcess() {}

  /** Runs it until it ends; exits the virtual machine where it cannot begin or ends by itself. */
  public static void run(String name, Service.Kind kind, String... arguments)
      throws InterruptedException {
    Service service;
    try {
      Logging.begin(System.getenv());
      service = Service.start(kind, Map.of(), Arguments.checked(arguments));
    } catch (IllegalArgumentException | RefusedSettingException e) {
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
}
