package io.framecast.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads predictions with kcat. */
final class Kcat {
  private static final long TIMEOUT_SECONDS = 60;

  private Kcat() {}

  /** Returns the first prediction of a stream: finds its offset by its key and then reads it. */
  static byte[] firstPrediction(String bootstrap, String stream) throws Exception {
    Pattern place = Pattern.compile("^" + stream + " (\\d+) (\\d+)$", Pattern.MULTILINE);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (System.nanoTime() < until) {
      byte[] all = read(bootstrap, "-eqf", "%k %p %o\\n");
      Matcher found = place.matcher(new String(all, UTF_8));
      if (found.find()) {
        return read(bootstrap, "-p", found.group(1), "-o", found.group(2), "-c1", "-eqf", "%s");
      }
    }
    throw new AssertionError(
        "expected a prediction of %s within %d s, found none".formatted(stream, TIMEOUT_SECONDS));
  }

  private static byte[] read(String bootstrap, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("kcat", "-b", bootstrap, "-Ct", "framecast.predictions"));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    byte[] output = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    return output;
  }
}
