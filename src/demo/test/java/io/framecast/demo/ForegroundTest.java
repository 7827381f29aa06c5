package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForegroundTest {

  @Test
  void itIsOursWhereTheTerminalsGroupIs() {
    assertThat(Foreground.isIn("4242 (java) S 4200 4242 4100 34816 4242 4194304 1 0\n")).isTrue();
    assertThat(Foreground.isIn("4242 (java) S 4200 4242 4100 34816 4100 4194304 1 0\n")).isFalse();
    assertThat(Foreground.isIn("4242 (java) S 4200 4242 4100 0 -1 4194304 1 0\n")).isFalse();
    assertThat(Foreground.isIn("4242 (a) 1 2) S 4200 4242 4100 34816 4242 0\n")).isTrue();
    assertThat(Foreground.isIn("")).isFalse();
  }
}
