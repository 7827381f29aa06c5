package io.framecast.trainer.evaluation;

import org.junit.jupiter.api.Test;

/**
 * Runs the experiment by the README's command, {@code -Dtest=SwapExperimentRun -Dswap="--to FILE"}.
 * Its name matches no pattern of tests, so only that command runs it.
 */
class SwapExperimentRun {

  @Test
  void runsWithTheOptionsOfTheCommandLine() {
    SwapExperiment.run(System.getProperty("swap", "").split(" ", -1));
  }
}
