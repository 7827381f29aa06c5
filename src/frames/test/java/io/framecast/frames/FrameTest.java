package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameTest {
  @Test
  void convertsColourToLumaAndKeepsTheValueOfGreyColours() {
    float[] pixels = new float[8 * 9 * 3];
    pixels[0] = 1;
    pixels[4] = 1;
    pixels[8] = 1;
    pixels[9] = pixels[10] = pixels[11] = 0.7f;
    float[] grey = new Frame(8, 9, 3, pixels).withChannels(1).pixels();
    assertThat(grey).hasSize(72);
    // the weights of ITU-R BT.601, rounded to float
    assertThat(grey[0]).isCloseTo(.299f, within(1e-7f));
    assertThat(grey[1]).isCloseTo(.587f, within(1e-7f));
    assertThat(grey[2]).isCloseTo(.114f, within(1e-7f));
    assertThat(grey[3]).isEqualTo(.7f);
  }

  @Test
  void convertsGreyToColourAndBackWithoutLoss() {
    Frame grey = Golden.floats(1);
    Frame colour = grey.withChannels(3);
    assertThat(colour.channels()).isEqualTo(3);
    assertThat(colour.withChannels(1).pixels()).containsExactly(grey.pixels());
    assertThat(grey.withChannels(1)).isSameAs(grey);
  }

  @Test
  void refusesOtherChannelConversions() {
    assertThatThrownBy(() -> Golden.floats(2).withChannels(1))
        .hasMessage("expected a frame of 1 channel, found 2");
  }

  static Stream<Encoding> encodings() {
    return Stream.of(Encoding.PNG8, Encoding.PNG16, Encoding.NPY_F4, Encoding.NPY_U1, Encoding.JPEG)
        .flatMap(encoding -> Stream.of(encoding, encoding.withChannels(3)));
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void quantizeGivesTheFrameThatTheDecoderReads(Encoding encoding) throws Exception {
    FrameDecoder decoder = new FrameDecoder(FrameLimits.DEFAULT);
    for (Frame frame : List.of(Golden.floats(1), Golden.floats(3))) {
      Frame decoded = decoder.decode(encoding.encode(frame), encoding.contentType()).frame();
      assertThat(encoding.quantize(frame).shape()).isEqualTo(decoded.shape());
      assertThat(encoding.quantize(frame).pixels()).containsExactly(decoded.pixels());
    }
  }

  @Test
  void clampsAndRoundsValuesThatAnEncodingCannotHold() throws Exception {
    float[] pixels = new float[8 * 9];
    float[] odd = {-.1f, 1.2f, Float.NaN, .5f, 1e30f, 2.4f / 255, 2.6f / 255};
    System.arraycopy(odd, 0, pixels, 0, odd.length);
    byte[] npy = Encoding.NPY_U1.encode(new Frame(8, 9, 1, pixels));
    assertThat(npy).hasSize(128 + 72);
    assertThat(Arrays.copyOfRange(npy, 128, 128 + odd.length))
        .containsExactly(0, 255, 0, 128, 255, 2, 3);
  }

  @Test
  void refusesPixelsThatDoNotMatchTheShape() {
    assertThatThrownBy(() -> new Frame(8, 9, 1, new float[71]))
        .hasMessage("expected 72 pixels, found 71");
    assertThatThrownBy(() -> new Frame(0, 9, 1, new float[0]))
        .hasMessage("expected a frame of at least 1x1x1, found 0x9x1");
  }

  @Test
  void encodesAGreyPredictionInTheColoursOfItsStream() throws Exception {
    Encoding colour = Encoding.PNG8.withChannels(3);
    Frame grey = Golden.levels8(1);
    DecodedFrame decoded = new FrameDecoder(FrameLimits.DEFAULT).decode(colour.encode(grey), null);
    assertThat(decoded.encoding()).isEqualTo(colour);
    assertThat(decoded.frame().withChannels(1).pixels()).containsExactly(grey.pixels());
  }
}
