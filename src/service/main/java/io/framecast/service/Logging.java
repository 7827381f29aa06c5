package io.framecast.service;

import java.util.Map;
import java.util.Set;
import org.slf4j.bridge.SLF4JBridgeHandler;

/** Sets up logging in the format that the environment selects from {@code logback.xml}. */
final class Logging {
  static final String FORMAT = "FRAMECAST_LOG_FORMAT";

  private static final Set<String> FORMATS = Set.of("text", "json");

  private Logging() {}

  /**
   * Routes logs of the JDK's logging to Logback.
   *
   * @throws InvalidSettingException for an unknown format
   */
  static void install(Map<String, String> environment) {
    String format = environment.getOrDefault(FORMAT, "text");
    if (!FORMATS.contains(format)) {
      throw new InvalidSettingException(
          FORMAT + ": expected text or json, found \"" + format + "\"");
    }
    SLF4JBridgeHandler.removeHandlersForRootLogger();
    SLF4JBridgeHandler.install();
  }
}
