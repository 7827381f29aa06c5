package io.framecast.console;

import io.framecast.service.Service;
import io.framecast.service.ServiceProcess;
import java.util.List;

/**
 * The console as a process, or inside another one.
 *
 * <p>{@code java -jar console.jar [--name=value ...]}, where a name is a setting under {@code
 * framecast}, {@code kafka} or {@code micronaut}.
 */
public final class Console {
  /** How it is begun. */
  public static final Service.Kind KIND =
      new Service.Kind("classpath:io/framecast/console/", FollowLoop.class, List.of());

  private Console() {}

  public static void main(String[] arguments) throws InterruptedException {
    ServiceProcess.run("console", KIND, arguments);
  }
}
