package io.framecast.service;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Runs a service as a process. It exits with 0 on SIGTERM, and with 1 and one sentence on standard
 * error when the service fails.
 */
public final class ServiceProcess {
  private static final Pattern SETTING =
      Pattern.compile("--(framecast|kafka|micronaut|endpoints|logger)\\.[^=]+=.*");

  private ServiceProcess() {}

  /** Runs a service until its end; exits the virtual machine when it fails. */
  public static void run(String name, ServiceDefinition kind, String... arguments)
      throws InterruptedException {
    Service service;
    try {
      Logging.install(System.getenv());
      requireSettings(arguments);
      service = Service.start(kind, Map.of(), arguments);
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

  private static void requireSettings(String[] arguments) {
    for (String argument : arguments) {
      if (!SETTING.matcher(argument).matches()) {
        throw new IllegalArgumentException(
            "expected --framecast.NAME=VALUE, --kafka.NAME=VALUE or --micronaut.NAME=VALUE, found "
                + argument);
      }
    }
  }
}
