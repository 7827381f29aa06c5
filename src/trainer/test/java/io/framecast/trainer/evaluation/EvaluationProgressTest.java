package io.framecast.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EvaluationProgressTest {

  @Test
  void writesTheShareAndTheTimeLeftWithoutTheSlowFirstFrames() {
    AtomicLong clock = new AtomicLong(7);
    List<String> lines = new ArrayList<>();
    EvaluationProgress progress = new EvaluationProgress(200, lines::add, clock::get);
    clock.addAndGet(10_000_000_000L);
    progress.add(20);
    for (int second = 0; second < 8; second++) {
      clock.addAndGet(1_000_000_000);
      progress.add(20);
    }
    assertThat(lines)
        .containsExactly(
            "evaluating: 10 %",
            "evaluating: 40 %, about 6 s left", "evaluating: 70 %, about 3 s left");
  }
}
