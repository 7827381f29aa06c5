package io.framecast.topics;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;

/**
 * Tells which build of Framecast runs.
 *
 * @param version Maven's version
 * @param commit the commit of the working tree that was built; {@value #UNKNOWN} outside of a
 *     repository
 */
public record BuildVersion(String version, String commit) {
  private static final String UNKNOWN = "unknown";
  private static final BuildVersion CURRENT = read();

  /** Returns the build that runs. */
  public static BuildVersion current() {
    return CURRENT;
  }

  private static BuildVersion read() {
    Properties properties = new Properties();
    try (InputStream in = BuildVersion.class.getResourceAsStream("build.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the resource build.properties cannot be read", e);
    }
    return new BuildVersion(
        properties.getProperty("version", UNKNOWN), properties.getProperty("commit", UNKNOWN));
  }

  /** Returns the line that a program prints for {@code --version}. */
  public String line(String program) {
    return commit.equals(UNKNOWN)
        ? program + " " + version
        : program + " " + version + " (commit " + commit + ")";
  }
}
