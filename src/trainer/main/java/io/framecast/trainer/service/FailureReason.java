package io.framecast.trainer.service;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Finds in the output of a process why it failed: the report of a crash, the first exception of a
 * stack trace, or else the last line. For two threads.
 */
final class FailureReason {
  private static final int MAX_LINE = 2_000;
  private static final int KILLED = 137;
  private static final Pattern EXCEPTION =
      Pattern.compile("(?:Exception in thread \"[^\"]*\" )?([\\w.$]+(?:Error|Exception)(?:: .*)?)");
  private static final Pattern TRACE =
      Pattern.compile("\\s+at .*|\\s+\\.\\.\\. \\d+ (?:more|common frames omitted)|Caused by: .*");

  private @Nullable String crash;
  private @Nullable String exception;
  private String last = "";
  private boolean endsInTrace;

  /** Takes the next line of output. */
  synchronized void add(String whole) {
    String line = whole.length() > MAX_LINE ? whole.substring(0, MAX_LINE) : whole;
    String text = line.startsWith("#") ? line.substring(1).strip() : "";
    if (!text.isEmpty() && crash == null) {
      crash = text;
    } else if (!text.isEmpty() && crash != null && crash.endsWith(":")) {
      crash += " " + text; // "A fatal error has been detected by the Java Runtime Environment:"
    }
    if (line.isBlank() || line.startsWith("#")) {
      return;
    }
    Matcher found = EXCEPTION.matcher(line);
    if (exception == null && found.matches()) {
      exception = found.group(1);
    }
    endsInTrace = TRACE.matcher(line).matches();
    last = line;
  }

  /** Returns one sentence about the process, which ended with this code. */
  synchronized String sentence(int exitCode) {
    if (crash != null) {
      return crash;
    }
    if (endsInTrace && exception != null) {
      return exception;
    }
    return exitCode == KILLED
        ? "its process was killed, as by a system that is out of memory; lower framecast.round.memory"
        : last.isEmpty() ? "its process ended with exit code " + exitCode : last;
  }
}
