package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CountTest {

  @Test
  void oneHasNoPlural() {
    assertThat(Count.of(1, "frame")).isEqualTo("1 frame");
    assertThat(Count.of(0, "frame")).isEqualTo("0 frames");
    assertThat(Count.of(2_000, "byte")).isEqualTo("2000 bytes");
  }
}
