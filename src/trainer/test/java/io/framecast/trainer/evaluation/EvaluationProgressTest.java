package io.framecast.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EvaluationProgressTest {

  @Test
  void writesTheShareAndTheTimeLeftEveryFewSeconds() {
    AtomicLong clock = new AtomicLong(7);
    List<String> lines = new ArrayList<>();
    EvaluationProgress progress = new EvaluationProgress(200, lines::add, clock::get);
    for (int second = 0; second < 9; second++) {
      clock.addAndGet(1_000_000_000);
      progress.add(20);
    }
    assertThat(lines)
        .containsExactly(
            "evaluating: 30 %, about 7 s left",
            "evaluating: 60 %, about 4 s left", "evaluating: 90 %, about 1 s left");
  }
}
