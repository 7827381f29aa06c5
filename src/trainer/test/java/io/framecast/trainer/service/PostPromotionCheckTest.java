package io.framecast.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.squares.Scene;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.trainer.OverflowingWeights;
import io.framecast.trainer.gate.EvaluatedClip;
import io.framecast.trainer.gate.EvaluationMemoryException;
import io.framecast.trainer.gate.Gate;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostPromotionCheckTest {
  private static final Weights GOOD = Weights.shipped();
  private static final Gate GATE = new Gate(List.of(), 0.05, 0.05);

  @Test
  void aLiveVersionWithoutFinitePredictionsIsRolledBack() {
    Weights bad = OverflowingWeights.of(GOOD);
    assertThat(new PostPromotionCheck(bad, GOOD, Map.of()).compare(GATE, clips()))
        .startsWith(GOOD.version() + " can predict the newest clips, the live version cannot: ")
        .contains(bad.version());
  }

  @Test
  void aPreviousVersionWithoutFinitePredictionsIsNoReasonForARollback() {
    PostPromotionCheck check = new PostPromotionCheck(GOOD, OverflowingWeights.of(GOOD), Map.of());
    assertThatThrownBy(() -> check.compare(GATE, clips()))
        .isInstanceOf(InvalidModelException.class);
  }

  @Test
  void aLackOfMemoryIsNoReasonForARollbackAndTheCheckIsRunAgain() {
    PostPromotionCheck check = new PostPromotionCheck(GOOD, GOOD, Map.of());
    AtomicInteger loaded = new AtomicInteger();
    List<EvaluatedClip> clips = clips();
    List<EvaluatedClip> scarce =
        clips.stream()
            .map(
                clip ->
                    new EvaluatedClip(
                        clip.stream(),
                        () -> {
                          if (loaded.incrementAndGet() > clips.size()) { // for the live version
                            throw new OutOfMemoryError("Java heap space");
                          }
                          return clip.frames().get();
                        }))
            .toList();
    assertThatThrownBy(() -> check.compare(GATE, scarce))
        .isInstanceOf(EvaluationMemoryException.class);
    for (int n = 0; n < 3; n++) {
      assertThat(check.isOver()).isFalse();
      assertThat(check.compare(GATE, clips)).isNull();
    }
    assertThat(check.isOver()).isTrue();
  }

  @Test
  void anOldLiveVersionIsRolledBackOnlyIfItAloneGivesNoFinitePredictions() {
    Weights bad = OverflowingWeights.of(GOOD);
    assertThat(PostPromotionCheck.compareFinite(bad, GOOD, clips()))
        .startsWith(GOOD.version() + " can predict the newest clips, the live version cannot: ");
    assertThat(PostPromotionCheck.compareFinite(GOOD, GOOD, clips())).isNull();
    assertThat(PostPromotionCheck.compareFinite(bad, bad, clips())).isNull();
  }

  @Test
  void remembersWhichVersionWasChecked(@TempDir Path folder) {
    try (TrainingDirectory directory = TrainingDirectory.lock(folder)) {
      assertThat(directory.isChecked("a")).isFalse();
      directory.markChecked("a");
      assertThat(directory.isChecked("a")).isTrue();
      directory.cleanUp();
    }
    try (TrainingDirectory directory = TrainingDirectory.lock(folder)) {
      assertThat(directory.isChecked("a")).isTrue();
      assertThat(directory.isChecked("b")).isFalse();
    }
  }

  private static List<EvaluatedClip> clips() {
    return EvaluatedClip.independent(
        LongStream.range(0, 20)
            .mapToObj(index -> Scene.clip(7, index, 1, 24, 32))
            .<Supplier<List<Frame>>>map(
                scene -> () -> IntStream.range(0, 8).mapToObj(scene::noisy).toList())
            .toList());
  }
}
