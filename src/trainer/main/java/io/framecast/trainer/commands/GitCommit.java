package io.framecast.trainer.commands;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** Finds the commit of the working tree in which a command runs, for provenance. */
final class GitCommit {

  private GitCommit() {}

  /**
   * Returns the hash, with a plus if tracked files have changed; "unknown" without a repository.
   */
  static String current() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--abbrev=40", "--dirty=+")
              .redirectErrorStream(true)
              .start();
      String output = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean found = git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0;
      return found ? output.strip() : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
