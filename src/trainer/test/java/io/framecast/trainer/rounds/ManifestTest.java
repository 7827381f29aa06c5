package io.framecast.trainer.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.convlstm.Weights;
import io.framecast.trainer.SmallModel;
import io.framecast.trainer.clips.OffsetRange;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ManifestTest {
  private static final Manifest MANIFEST =
      new Manifest(
          "framecast.frames",
          List.of(new OffsetRange(0, 10, 90), new OffsetRange(3, 0, 5)),
          List.of("framecast.frames-3@1841"),
          "0123456789abcdef",
          7,
          100,
          0.005,
          1,
          1_500,
          25,
          512,
          480,
          1 << 20,
          0);

  @Test
  void roundTripsThroughAFile() {
    assertThat(Manifest.parse(MANIFEST.toJson())).isEqualTo(MANIFEST);
    Weights weights =
        Weights.initial(SmallModel.CONFIGURATION, 1)
            .withProvenance(Map.of(Manifest.KEY, MANIFEST.toJson()));
    assertThat(Manifest.of(Weights.parse(weights.toBytes()))).isEqualTo(MANIFEST);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "steps":100  | "steps":0            | steps: expected 1 to 1000000, found 0
          "steps":100  | "steps":"many"       | expected a manifest, found one refused
          "steps":100  | "steps":1,"stops":1 | Unrecognized field "stops"
          "rate":0.005 | "rate":-1            | rate: expected a number up to 1, found -1.0
          "threads":1  | "threads":100000     | threads: expected 1 to 1024, found 100000
          "heldOut":25 | "heldOut":100        | heldOut: expected 0 to 99, found 100
          "from":10    | "from":91            | expected offsets from 0 up
          "partition":3 | "partition":0       | fresh: expected each partition once
          "seed":7     | "seed":7,"seed":8    | Duplicate field
          """)
  void rejectsImpossibleManifests(String good, String bad, String sentence) {
    String json = MANIFEST.toJson().replace(good, bad);
    assertThat(json).isNotEqualTo(MANIFEST.toJson());
    assertThatThrownBy(() -> Manifest.parse(json))
        .isInstanceOf(InvalidRoundException.class)
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{", "[]", "null", "{}", "\u0000"})
  void rejectsWhatIsNoManifest(String json) {
    assertThatThrownBy(() -> Manifest.parse(json)).isInstanceOf(InvalidRoundException.class);
  }
}
