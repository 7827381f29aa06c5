package io.framecast.service;

import java.util.Map;
import java.util.Set;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** How a process logs: {@code logback.xml} says it, the environment chooses. */
final class Logging {
  static final String FORMAT = "FRAMECAST_LOG_FORMAT";

  private static final Set<String> FORMATS = Set.of("text", "json");

  private Logging() {}

  /**
   * Takes what libraries say through the JDK's logging to where the rest goes.
   *
   * @throws RefusedSettingException for a format that there is none of
   */
  static void begin(Map<String, String> environment) {
    String format = environment.getOrDefault(FORMAT, "text");
    if (!FORMATS.contains(format)) {
      throw new RefusedSettingException(
          FORMAT + ": expected text or json, found \"" + format + "\"");
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
