package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checks that the demo retrains after a change of the frames, while it predicts. It takes minutes:
 * {@code mvn -Psoak verify -pl src/demo -am}. A soak of fewer seconds skips it.
 */
@Tag("soak")
class DriftScenarioIT {
  /** The start, 30 s until the change, at most 300 s until the end, and the account. */
  private static final Duration PATIENCE = Duration.ofSeconds(450);

  @Test
  void recoversTheSkillByAPromotionAfterTheChange(@TempDir Path directory) throws Exception {
    assumeTrue(
        Integer.getInteger("test.soak.seconds", 600) >= PATIENCE.toSeconds(),
        "SKIPPED, NOT PASSED: a story has its own time; mvn -Pdemo verify -Ddemo.story=drift");
    try (DemoProcess demo =
        DemoProcess.asShipped(directory, "--story=drift", "--seed=23", DemoProcess.onFreePorts())) {
      assertThat(demo.exit(PATIENCE)).as(demo.output()).isZero();
      assertThat(demo.output())
          .containsPattern("after [0-9.]+ s +skill fell: ")
          .containsPattern("after [0-9.]+ s +learning: begins")
          .containsPattern("after [0-9.]+ s +promoted [0-9a-f]{16}: ")
          .containsPattern("model +[0-9a-f]{16} before, [0-9a-f]{16} after")
          .containsPattern("streams moved +8 of 8, the last after ")
          .contains("every frame has its one prediction; skill is back at ");
      Matcher skill =
          demo.find("skill +([-.0-9]+) before, ([-.0-9]+) at the worst, ([-.0-9]+) aft");
      assertThat(skill).as(demo.output()).isNotNull();
      double before = Double.parseDouble(skill.group(1));
      double worst = Double.parseDouble(skill.group(2));
      double after = Double.parseDouble(skill.group(3));
      assertThat(after).isGreaterThanOrEqualTo(worst + (before - worst) / 2 - 0.001); // rounding
    }
  }
}
