package io.framecast.service;

import io.framecast.topics.ClientProblem;
import io.framecast.topics.UserFacingException;
import io.micronaut.context.env.Environment;
import io.micronaut.context.exceptions.BeanContextException;
import java.net.BindException;
import java.nio.channels.UnresolvedAddressException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The definition of a service.
 *
 * @param name of the program
 * @param reader reads its settings, and throws {@link InvalidSettingException} for wrong ones
 * @param settings the location of its default settings, which the environment overrides
 * @param loop the bean that its thread runs
 * @param userFacing other exceptions whose message is enough for the user
 * @param beans beans of the caller
 */
public record ServiceDefinition(
    String name,
    Consumer<SettingReader> reader,
    String settings,
    Class<? extends ServiceLoop> loop,
    List<Class<? extends Exception>> userFacing,
    List<Object> beans) {
  public ServiceDefinition {
    userFacing = List.copyOf(userFacing);
    beans = List.copyOf(beans);
  }

  public ServiceDefinition(
      String name,
      Consumer<SettingReader> reader,
      String settings,
      Class<? extends ServiceLoop> loop,
      List<Class<? extends Exception>> userFacing) {
    this(name, reader, settings, loop, userFacing, List.of());
  }

  /** Returns where settings are read; Micronaut lets the first location that has one decide. */
  public String[] locations() {
    return new String[] {
      "file:" + SettingFiles.DIRECTORY + "/", settings, "classpath:io/framecast/service/"
    };
  }

  /** Returns this definition with a bean of the caller. */
  public ServiceDefinition with(Object bean) {
    return new ServiceDefinition(name, reader, settings, loop, userFacing, List.of(bean));
  }

  /**
   * Checks all settings, and the files that they name; needs no bean and no broker.
   *
   * @param known problems that are reported together with those found here
   * @throws InvalidSettingException with a line for each problem
   */
  void check(Environment environment, List<String> known) {
    SettingReader found = new SettingReader(environment);
    int ignored = found.port();
    List<String> problems = new ArrayList<>(known);
    try {
      reader.accept(found);
    } catch (InvalidSettingException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    problems.addAll(found.fileProblems());
    problems.addAll(OperatorSettings.read(environment).problems());
    InvalidSettingException.throwIfAny(problems);
  }

  /** Returns whether a setting is the cause, so that a start with the same settings fails again. */
  static boolean isWrongSetting(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof InvalidSettingException || cause instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return ClientProblem.of(failure) != null;
  }

  /**
   * Returns the message of a failed start, which names the settings if its port is not free.
   *
   * @param address of the HTTP server, as HOST:PORT
   */
  String message(Throwable failure, String address) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return String.format(
            Locale.ROOT,
            "micronaut.server.host: expected a name or address of this machine, found %s; correct the"
                + " setting",
            address);
      }
      if (cause instanceof BindException) {
        return String.format(
            Locale.ROOT,
            "micronaut.server.host and .port: expected a free port of this machine, found %s, %s; end"
                + " the process that has it, or choose another one",
            address,
            cause.getMessage());
      }
    }
    return message(failure);
  }

  /** Returns the message of the first user-facing cause, otherwise of the last cause. */
  String message(Throwable failure) {
    Throwable last = failure;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (isUserFacing(cause)) {
        return String.valueOf(cause.getMessage());
      }
      last = cause;
    }
    ClientProblem problem = ClientProblem.of(failure);
    if (problem != null) {
      return problem.message(OperatorSettings.PREFIX) + "; correct the setting";
    }
    if (last instanceof BeanContextException) {
      return failure.toString();
    }
    return last.getMessage() == null ? last.toString() : last.getMessage();
  }

  private boolean isUserFacing(Throwable cause) {
    return cause instanceof UserFacingException
        || userFacing.stream().anyMatch(type -> type.isInstance(cause));
  }
}
