package io.framecast.service;

import io.framecast.topics.UserFacingException;
import io.micronaut.context.exceptions.BeanContextException;
import java.util.List;

/**
 * The definition of a service.
 *
 * @param settings the location of its default settings, which the environment overrides
 * @param loop the bean that its thread runs
 * @param userFacing other exceptions whose message is enough for the user
 * @param beans beans of the caller
 */
public record ServiceDefinition(
    String settings,
    Class<? extends ServiceLoop> loop,
    List<Class<? extends Exception>> userFacing,
    List<Object> beans) {
  public ServiceDefinition {
    userFacing = List.copyOf(userFacing);
    beans = List.copyOf(beans);
  }

  public ServiceDefinition(
      String settings,
      Class<? extends ServiceLoop> loop,
      List<Class<? extends Exception>> userFacing) {
    this(settings, loop, userFacing, List.of());
  }

  /** Returns where settings are read; Micronaut lets the first location that has one decide. */
  public String[] locations() {
    return new String[] {"file:config/", settings, "classpath:io/framecast/service/"};
  }

  /** Returns this definition with a bean of the caller. */
  public ServiceDefinition with(Object bean) {
    return new ServiceDefinition(settings, loop, userFacing, List.of(bean));
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
