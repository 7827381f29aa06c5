package io.framecast.trainer.commands;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/** The commit of the working tree a tool is run in, for provenance. */
final class GitCommit {

  private GitCommit() {}

  /** The hash, with a plus where tracked files have changed; "unknown" outside a repository. */
  static String here() {
    try {
      Process git =
          new ProcessBuilder("git", "describe", "--always", "--abbrev=40", "--dirty=+")
              .redirectErrorStream(true)
              .start();
      String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      boolean found = git.waitFor(10, TimeUnit.SECONDS) && git.exitValue() == 0;
      return found ? said.strip() : "unknown";
    } catch (IOException e) {
      return "unknown";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "unknown";
    }
  }
}
