package io.framecast.console;

import io.framecast.console.settings.ConsoleSettings;
import io.framecast.console.view.TopicFollower;
import io.framecast.service.ServiceDefinition;
import io.framecast.service.ServiceProcess;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import java.util.List;

/**
 * The console runs as a process, or inside another one.
 *
 * <p>{@code java -jar console.jar [--name=value ...]}, where a name is a setting under {@code
 * framecast}, {@code kafka} or {@code micronaut}.
 */
@OpenAPIDefinition(
    info =
        @Info(
            title = "console",
            version = "1",
            description =
                "What the live page shows, and the operator's commands. A POST needs"
                    + " Authorization: Bearer with FRAMECAST_ADMIN_TOKEN."))
public final class Console {
  /** The definition starts the console with its settings and its loop. */
  public static final ServiceDefinition KIND =
      new ServiceDefinition(
          "console",
          ConsoleSettings::read,
          "classpath:io/framecast/console/",
          TopicFollower.class,
          List.of());

  private Console() {}

  public static void main(String[] arguments) throws InterruptedException {
    int code = ServiceProcess.run(KIND, arguments);
    if (code != 0) {
      System.exit(code);
    }
  }
}
