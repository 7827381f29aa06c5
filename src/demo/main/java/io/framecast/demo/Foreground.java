package io.framecast.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the terminal listens to us: a process that it does not, one under {@code timeout} or
 * behind an {@code &}, is stopped for good as soon as it asks for keys.
 */
final class Foreground {
  /** After the command's name: state, parent, group, session, terminal, the terminal's group. */
  private static final int GROUP = 2;

  private static final int TERMINALS_GROUP = 5;

  private Foreground() {}

  static boolean isOurs() {
    try {
      return isIn(Files.readString(Path.of("/proc/self/stat")));
    } catch (IOException e) {
      return true; // only Linux says it; elsewhere we hope
    }
  }

  /** Of the text of {@code /proc/self/stat}; the name may hold anything, brackets too. */
  static boolean isIn(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ", -1);
    return fields.length > TERMINALS_GROUP && fields[GROUP].equals(fields[TERMINALS_GROUP]);
  }
}
