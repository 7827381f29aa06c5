package io.framecast.squares;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.squares.World.Mode;
import org.junit.jupiter.api.Test;

class WorldTest {
  @Test
  void startsANewSceneEveryFifteenFramesInClips() {
    World world = new World(7, Mode.CLIPS, 1, 10, 12);
    for (long n = 0; n < 60; n++) {
      assertThat(world.startsScene(n)).isEqualTo(n % 15 == 0);
    }
    assertThat(world.clean(1, 15).pixels()).isNotEqualTo(world.clean(1, 0).pixels());
    assertThat(world.noisy(1, 22).pixels()).containsExactly(world.noisy(1, 22).pixels());
  }

  @Test
  void startsABounceOnce() {
    World world = new World(7, Mode.BOUNCE, 1, 10, 12);
    assertThat(world.startsScene(0)).isTrue();
    assertThat(world.startsScene(15)).isFalse();
    assertThat(world.startsScene(1_000_000)).isFalse();
  }

  @Test
  void showsDifferentScenesForStreamsAndSeeds() {
    World world = new World(7, Mode.CLIPS, 1, 24, 40);
    assertThat(world.clean(1, 3).pixels()).isNotEqualTo(world.clean(2, 3).pixels());
    World other = new World(8, Mode.CLIPS, 1, 24, 40);
    assertThat(world.clean(1, 3).pixels()).isNotEqualTo(other.clean(1, 3).pixels());
  }
}
