package io.framecast.trainer.baselines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.framecast.frames.Frame;
import io.framecast.squares.Clip;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares the baselines with the reference program in Python on its own frames. {@code squares.py
 * --clips 3 --train 6 --seed 7} drew the clips in {@code squares-py-clips.gz} and printed the
 * figures below. They are square because that program knows no other size.
 */
class BaselinesTest {
  /** Our forecasts are 32-bit floats, some of the reference's are doubles. */
  private static final Offset<Double> FLOATS = within(2e-6);

  private static List<Clip> training;
  private static List<Forecaster> forecasters;
  private static ForecastEvaluator scoreboard;

  @BeforeAll
  static void read() throws IOException {
    try (InputStream file = BaselinesTest.class.getResourceAsStream("/squares-py-clips.gz");
        InputStream in = new GZIPInputStream(file)) {
      training = clips(in, 6);
      scoreboard = new ForecastEvaluator(clips(in, 3));
    }
    forecasters = Baselines.fit(training);
  }

  @ParameterizedTest
  @CsvSource({
    "mean, .236735318, .0595428272, .11774749, 0",
    "persistence, .372138993, .0287116666, .0318888891, .775330396",
    "persistence-calibrated, .106504878, .0251606057, .049100678, .775330396",
    "lookup-3x3, .0151077588, .00460254539, .00961126397, .948874809",
    "fitted-velocity, .0148003005, .0022603289, .00475911062, .98209216",
    "fitted-velocity-sure, .0367135399, .00227777778, .00227777778, .98209216"
  })
  void matchesTheReferenceOneStepAhead(String name, double bce, double mse, double mae, double f1) {
    assertScore(scoreboard.score(named(name)).all(), bce, mse, mae, f1);
  }

  @ParameterizedTest
  @CsvSource({
    "mean, .231138619, .05773771, .115942372, 0",
    "persistence, .360010548, .0280817307, .0312884618, .773336739",
    "persistence-calibrated, .103888818, .0245424242, .0482022925, .773336739",
    "lookup-3x3, .0109824258, .00319722387, .00706869947, .964485495",
    "fitted-velocity, .00316107386, .000151266145, .00263467899, .998829192",
    "fitted-velocity-sure, .00232482532, .000144230769, .000144230769, .998829192"
  })
  void matchesTheReferenceOneStepAheadFromFrame2(
      String name, double bce, double mse, double mae, double f1) {
    assertScore(scoreboard.score(named(name)).from2(), bce, mse, mae, f1);
  }

  @ParameterizedTest
  @CsvSource({
    "mean, .219649286, .0540320262, .112236689, 0",
    "persistence, 1.23276232, .0864604162, .0907708332, .29580574",
    "persistence-calibrated, .190223237, .0467628232, .0901785133, .27705075",
    "fitted-velocity, 1.00000005e-7, 0, 0, 1",
    "fitted-velocity-sure, 1.00000005e-7, 0, 0, 1"
  })
  void matchesTheReferenceInRollOuts(String name, double bce, double mse, double mae, double f1) {
    assertScore(scoreboard.score(named(name)).rollOut(), bce, mse, mae, f1);
  }

  @Test
  void scoresEachLeadAgainstItsOwnFrame() {
    double[] bce = {
      .110091798,
      .165336142,
      .197747319,
      .215881796,
      .220995427,
      .21590515,
      .206032715,
      .195416704,
      .184602082
    };
    List<ForecastScore> byLead = scoreboard.score(named("persistence-calibrated")).rollOutByLead();
    assertThat(byLead).hasSize(9);
    for (int lead = 0; lead < 9; lead++) {
      assertThat(byLead.get(lead).bce()).as("lead %d", lead + 1).isCloseTo(bce[lead], FLOATS);
    }
  }

  @Test
  void doesNotUseLaterFrames() {
    List<Frame> noisy = training.get(0).noisy();
    for (Forecaster forecaster : forecasters) {
      List<Frame> whole = forecaster.oneStep(noisy);
      List<Frame> part = forecaster.oneStep(noisy.subList(0, 9));
      assertThat(part).hasSize(9);
      for (int t = 0; t < 9; t++) {
        assertThat(part.get(t).pixels())
            .as("%s at frame %d", forecaster.name(), t)
            .containsExactly(whole.get(t).pixels());
      }
    }
  }

  @Test
  void feedsForecastsBackInARollOutByDefault() {
    List<Frame> context = training.get(0).noisy().subList(0, 7);
    Forecaster lookup = named("lookup-3x3");
    List<Frame> leads = lookup.rollOut(context, 2);
    List<Frame> fed = new ArrayList<>(context);
    fed.add(lookup.oneStep(context).get(6));
    assertThat(leads).hasSize(2);
    assertThat(leads.get(0).pixels()).containsExactly(fed.get(7).pixels());
    assertThat(leads.get(1).pixels()).containsExactly(lookup.oneStep(fed).get(7).pixels());
  }

  static void assertScore(ForecastScore score, double bce, double mse, double mae, double f1) {
    assertThat(score.bce()).as("bce").isCloseTo(bce, FLOATS);
    assertThat(score.mse()).as("mse").isCloseTo(mse, FLOATS);
    assertThat(score.mae()).as("mae").isCloseTo(mae, FLOATS);
    assertThat(score.f1()).as("f1").isCloseTo(f1, FLOATS);
  }

  private static Forecaster named(String name) {
    return forecasters.stream().filter(f -> f.name().equals(name)).findAny().orElseThrow();
  }

  /** Per frame 1,600 bytes of noisy pixels in tenths plus 10, then 1,600 of targets. */
  private static List<Clip> clips(InputStream in, int count) throws IOException {
    List<Clip> clips = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Frame> noisy = new ArrayList<>();
      List<Frame> targets = new ArrayList<>();
      for (int t = 0; t < Clip.FRAMES; t++) {
        noisy.add(frame(in.readNBytes(1600), 10));
        targets.add(frame(in.readNBytes(1600), 0));
      }
      clips.add(new Clip(noisy, targets));
    }
    return clips;
  }

  private static Frame frame(byte[] bytes, int zero) {
    float[] pixels = new float[bytes.length];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = zero == 0 ? bytes[i] : (bytes[i] - zero) / 10f;
    }
    return new Frame(40, 40, 1, pixels);
  }
}
