package io.framecast.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.frames.Encoding;
import io.framecast.frames.FrameDecoder;
import io.framecast.frames.FrameHeaders;
import io.framecast.frames.FrameLimits;
import io.framecast.frames.RefusedFrameException;
import io.framecast.sim.SimRecord.RecordKind;
import io.framecast.squares.World;
import io.framecast.squares.World.Mode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CameraStreamTest {
  private static final World CLIPS = new World(7, Mode.CLIPS, 1, 10, 12);
  private final FrameDecoder decoder = new FrameDecoder(FrameLimits.DEFAULT);

  @Test
  void encodesTheFramesOfTheWorld() throws Exception {
    for (Encoding encoding : List.of(Encoding.PNG8, Encoding.NPY_F4)) {
      CameraStream film = new CameraStream(CLIPS, "sim-3", 3, encoding, FaultInjection.NONE);
      SimRecord take = film.records(22).get(0);
      assertThat(take.kind()).isEqualTo(RecordKind.FRAME);
      assertThat(take.key()).isEqualTo("sim-3");
      FrameHeaders headers = headers(take);
      assertThat(headers.sequence()).hasValue(22);
      assertThat(decoder.decode(take.value(), headers.contentType()).encoding())
          .isEqualTo(encoding);
      float[] expected = encoding.quantize(CLIPS.noisy(3, 22)).pixels();
      assertThat(decoder.decode(take.value(), null).frame().pixels()).containsExactly(expected);
    }
  }

  @Test
  void resetsTheStreamOnlyAtANewClip() throws Exception {
    CameraStream film = new CameraStream(CLIPS, "a", 0, Encoding.NPY_U1, FaultInjection.NONE);
    for (long n = 0; n < 45; n++) {
      assertThat(headers(film.records(n).get(0)).reset()).as("frame %d", n).isEqualTo(n % 15 == 0);
    }
  }

  @Test
  void addsAResetToTheFirstFrameAfterASwitch() throws Exception {
    World bounce = new World(7, Mode.BOUNCE, 2, 10, 12);
    for (World world : List.of(CLIPS, bounce)) {
      CameraStream film = new CameraStream(world, "a", 0, Encoding.NPY_U1, FaultInjection.NONE);
      SimRecord usual = film.records(22).get(0);
      SimRecord first = film.recordsAfterSwitch(22).get(0);
      assertThat(headers(usual).reset()).isFalse();
      assertThat(headers(first).reset()).isTrue();
      assertThat(headers(first).sequence()).hasValue(22);
      assertThat(first.value()).isEqualTo(usual.value());
    }
  }

  @Test
  void createsTheSameRecordsForTheSameSeed() {
    FaultInjection faults = new FaultInjection(.2, .2, .2);
    CameraStream film = new CameraStream(CLIPS, "a", 4, Encoding.PNG8, faults);
    CameraStream again =
        new CameraStream(new World(7, Mode.CLIPS, 1, 10, 12), "a", 4, Encoding.PNG8, faults);
    for (long n = 0; n < 200; n++) {
      assertThat(again.records(n))
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(film.records(n));
    }
  }

  @Test
  void injectsFaultsWithTheirProbabilities() {
    CameraStream film =
        new CameraStream(CLIPS, "a", 1, Encoding.NPY_U1, new FaultInjection(.1, .2, .3));
    int dropped = 0;
    int repeated = 0;
    int corrupt = 0;
    for (long n = 0; n < 4000; n++) {
      List<SimRecord> takes = film.records(n);
      dropped += takes.isEmpty() ? 1 : 0;
      repeated += takes.size() == 2 ? 1 : 0;
      corrupt += !takes.isEmpty() && takes.get(0).kind() == RecordKind.CORRUPT ? 1 : 0;
    }
    // five standard deviations of 4,000 draws are at most 5 * sqrt(4000 * .3 * .7) = 145
    assertThat(dropped).isBetween(400 - 145, 400 + 145);
    assertThat(repeated).isBetween(720 - 145, 720 + 145); // of the 3,600 that are not dropped
    assertThat(corrupt).isBetween(1080 - 145, 1080 + 145);
  }

  @Test
  void repeatsAFrameAsTheSameRecord() throws Exception {
    CameraStream film = new CameraStream(CLIPS, "a", 1, Encoding.PNG8, new FaultInjection(0, 1, 0));
    List<SimRecord> takes = film.records(5);
    assertThat(takes)
        .extracting(SimRecord::kind)
        .containsExactly(RecordKind.FRAME, RecordKind.REPEATED);
    assertThat(takes.get(1).value()).isEqualTo(takes.get(0).value());
    assertThat(headers(takes.get(1))).isEqualTo(headers(takes.get(0)));
  }

  @Test
  void createsCorruptFramesThatTheDecoderRejects() {
    List<String> reasons = new ArrayList<>();
    for (Encoding encoding :
        List.of(Encoding.PNG8, Encoding.PNG16, Encoding.NPY_F4, Encoding.NPY_U1, Encoding.JPEG)) {
      CameraStream film = new CameraStream(CLIPS, "a", 1, encoding, new FaultInjection(0, 0, 1));
      for (long n = 0; n < 20; n++) {
        SimRecord take = film.records(n).get(0);
        assertThat(take.kind()).isEqualTo(RecordKind.CORRUPT);
        assertThatThrownBy(() -> decoder.decode(take.value(), encoding.contentType()))
            .as("%s frame %d", encoding, n)
            .isInstanceOf(RefusedFrameException.class)
            .satisfies(e -> reasons.add(e.getMessage()));
      }
    }
    assertThat(reasons.stream().distinct().count()).isGreaterThan(5);
  }

  @Test
  void endsAStreamWithANullValue() {
    SimRecord end = new CameraStream(CLIPS, "a", 1, Encoding.PNG8, FaultInjection.NONE).end();
    assertThat(end.value()).isNull();
    assertThat(end.headers()).isEmpty();
    assertThat(end.on("t").value()).isNull();
    assertThat(end.on("t").key()).isEqualTo("a".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void rejectsAnInvalidProbability() {
    assertThatThrownBy(() -> new FaultInjection(0, 1.5, 0))
        .hasMessage("expected a probability from 0 to 1 for repeat, found 1.5");
    assertThatThrownBy(() -> new FaultInjection(Double.NaN, 0, 0))
        .hasMessageContaining("drop, found NaN");
  }

  private static FrameHeaders headers(SimRecord take) throws RefusedFrameException {
    return FrameHeaders.read(
        name ->
            take.headers().containsKey(name)
                ? take.headers().get(name).getBytes(StandardCharsets.UTF_8)
                : null);
  }
}
