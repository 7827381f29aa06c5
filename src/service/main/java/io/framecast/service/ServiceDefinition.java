package io.framecast.service;

import java.util.List;

/**
 * The definition of a service.
 *
 * @param settings the location of its default settings, which the environment overrides
 * @param loop the bean that its thread runs
 * @param refusals other exceptions whose message is enough for the user
 * @param beans beans of the caller
 */
public record ServiceDefinition(
    String settings,
    Class<? extends ServiceLoop> loop,
    List<Class<? extends Exception>> refusals,
    List<Object> beans) {
  public ServiceDefinition {
    refusals = List.copyOf(refusals);
    beans = List.copyOf(beans);
  }

  public ServiceDefinition(
      String settings,
      Class<? extends ServiceLoop> loop,
      List<Class<? extends Exception>> refusals) {
    this(settings, loop, refusals, List.of());
  }

  /** Returns this definition with a bean of the caller. */
  public ServiceDefinition with(Object bean) {
    return new ServiceDefinition(settings, loop, refusals, List.of(bean));
  }
}
