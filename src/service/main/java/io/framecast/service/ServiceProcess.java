package io.framecast.service;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Runs a service as a process. Its exit codes are those of every program here: 0 after SIGTERM, 1
 * for a failure at run time, and 2 for wrong usage. A failure is reported on standard error, in one
 * line or in one for each wrong setting.
 */
public final class ServiceProcess {
  private static final int FAILURE = 1;
  private static final int USAGE = 2;
  private static final Pattern SETTING =
      Pattern.compile("--(framecast|kafka|micronaut|endpoints|logger)\\.[^=]+=.*");

  private ServiceProcess() {}

  /** Runs a service until its end; returns the exit code. */
  public static int run(ServiceDefinition definition, String... arguments)
      throws InterruptedException {
    String answer = Usage.answer(definition, arguments);
    if (answer != null) {
      System.out.println(answer);
      return 0;
    }
    Service service;
    try {
      service =
          Service.start(definition, Map.of(), problems(System.getenv(), arguments), arguments);
    } catch (IllegalArgumentException e) {
      return report(definition, String.valueOf(e.getMessage()), e);
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
    String message = service.awaitEnd();
    Throwable failure = service.failure();
    if (message == null || failure == null) {
      return 0;
    }
    int code = report(definition, message, failure);
    Runtime.getRuntime().removeShutdownHook(onSignal);
    service.close();
    return code;
  }

  private static int report(ServiceDefinition definition, String message, Throwable failure) {
    message.lines().forEach(line -> System.err.println(definition.name() + ": " + line));
    return ServiceDefinition.isWrongSetting(failure) ? USAGE : FAILURE;
  }

  /** Returns what is wrong beside the settings: the form of arguments, and the log's format. */
  private static List<String> problems(Map<String, String> environment, String[] arguments) {
    List<String> problems = new ArrayList<>();
    Arrays.stream(arguments)
        .filter(argument -> !SETTING.matcher(argument).matches())
        .map(
            argument ->
                "expected --framecast.NAME=VALUE, --kafka.NAME=VALUE or --micronaut.NAME=VALUE,"
                    + " found "
                    + argument
                    + "; --help lists the settings")
        .forEach(problems::add);
    try {
      Logging.install(environment);
    } catch (InvalidSettingException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    return problems;
  }
}
