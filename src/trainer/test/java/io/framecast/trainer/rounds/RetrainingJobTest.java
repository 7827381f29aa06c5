package io.framecast.trainer.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.convlstm.Weights;
import io.framecast.frames.FrameLimits;
import io.framecast.trainer.InMemoryLog;
import io.framecast.trainer.SmallModel;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.clips.IndexedClip;
import io.framecast.trainer.clips.OffsetRange;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a round does about clips that retention removes after they were chosen. */
class RetrainingJobTest {
  private static final int STREAMS = 8;
  private static final int FRAMES = 15 * 14; // of each stream: 14 clips
  private static final Weights PARENT = Weights.initial(SmallModel.CONFIGURATION, 3);
  private static final Manifest MANIFEST =
      new Manifest(
          InMemoryLog.TOPIC,
          List.of(new OffsetRange(0, STREAMS * 60, STREAMS * FRAMES)),
          List.of(),
          PARENT.version(),
          7,
          1,
          0.005,
          1,
          1_500,
          25,
          512,
          512,
          1 << 20,
          0);

  private final InMemoryLog log = new InMemoryLog(1);
  private final ClipReader reader = new ClipReader(log, InMemoryLog.TOPIC, FrameLimits.DEFAULT, 1);

  @Test
  void goesOnWithoutOlderClipsThatTheLogNoLongerHolds() {
    TrainingClips chosen = chosen();
    log.removeBefore(0, 1); // the first frame of the first older clip
    Weights trained = new RetrainingJob(MANIFEST, PARENT, reader, null).train(chosen, step -> {});
    assertThat(trained.provenance())
        .containsEntry(
            "clips", chosen.fresh().size() + " fresh, " + (chosen.older().size() - 1) + " older");
  }

  @Test
  void endsIfTooFewFreshClipsAreLeft() {
    TrainingClips chosen = chosen();
    log.removeBefore(0, STREAMS * 120);
    assertThatThrownBy(
            () -> new RetrainingJob(MANIFEST, PARENT, reader, null).train(chosen, step -> {}))
        .isInstanceOf(InvalidRoundException.class)
        .hasMessageMatching(
            "expected at least 64 fresh clips of the round in framecast.frames, found \\d+: .*");
  }

  private TrainingClips chosen() {
    log.append(STREAMS, 0, FRAMES);
    List<IndexedClip> older =
        reader.index(List.of(new OffsetRange(0, 0, STREAMS * 60))).clips(stream -> true);
    List<IndexedClip> fresh = reader.index(MANIFEST.fresh()).clips(stream -> true);
    assertThat(older).isNotEmpty();
    return new TrainingClips(fresh, older);
  }
}
