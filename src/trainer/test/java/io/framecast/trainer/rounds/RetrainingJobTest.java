package io.framecast.trainer.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.convlstm.Configuration;
import io.framecast.convlstm.ConfigurationJson;
import io.framecast.convlstm.Weights;
import io.framecast.frames.FrameLimits;
import io.framecast.trainer.InMemoryLog;
import io.framecast.trainer.SmallModel;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.clips.IndexedClip;
import io.framecast.trainer.clips.OffsetRange;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a round trains, and what it does about clips that retention removes meanwhile. */
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"stages\": [LAYER], \"forecaster\": [LAYER, HEAD]",
        "\"leads\": 3, \"stages\": [LAYER, HEAD]"
      })
  void aRoundAlsoTrainsNetworksOfSeveralLeads(String stages) {
    int outputs = stages.contains("leads") ? 12 : 4;
    Configuration network =
        ConfigurationJson.read(
            "{\"channels\": 1, \"patch\": 2, "
                + stages
                    .replace(
                        "LAYER", "{\"kind\": \"conv_lstm_2d\", \"filters\": 4, \"kernel_size\": 3}")
                    .replace(
                        "HEAD",
                        "{\"kind\": \"conv_2d\", \"kernel_size\": 1, \"activation\": \"sigmoid\","
                            + " \"filters\": "
                            + outputs
                            + "}")
                + "}");
    Weights parent = Weights.initial(network, 3);
    TrainingClips chosen = chosen();
    List<Double> losses = new ArrayList<>();
    Weights trained =
        new RetrainingJob(MANIFEST, parent, reader, null)
            .train(chosen, step -> losses.add(step.loss()));
    assertThat(trained.configuration()).isEqualTo(network);
    assertThat(losses).hasSize(MANIFEST.steps()).doesNotContain(Double.NaN);
    for (String tensor : network.tensorShapes().keySet()) {
      assertThat(trained.tensor(tensor)).as(tensor).isNotEqualTo(parent.tensor(tensor));
    }
    Weights again = new RetrainingJob(MANIFEST, parent, reader, null).train(chosen, step -> {});
    assertThat(again.version()).as("a round repeated").isEqualTo(trained.version());
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
