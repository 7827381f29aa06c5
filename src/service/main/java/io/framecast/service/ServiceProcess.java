package io.framecast.service;

import java.util.Map;

/**
 * Runs a service as a process. It exits with 0 on SIGTERM, and with 1 and one sentence on standard
 * error when the service fails.
 */
public final class ServiceProcess {
  private ServiceProcess() {}

  /** Runs a service until its end; exits the virtual machine when it fails. */
  public static void run(String name, ServiceDefinition kind, String... arguments)
      throws InterruptedException {
    Service service;
    try {
      Logging.install(System.getenv());
      service = Service.start(kind, Map.of(), Arguments.validate(arguments));
    } catch (IllegalArgumentException | InvalidSettingException e) {
      System.err.println(name + ": " + e.getMessage());
      System.exit(1);
      return;
    }
    // without this the virtual machine exits with 143 on SIGTERM, even after a clean end
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
