package io.framecast.trainer.rounds;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameLimits;
import io.framecast.trainer.clips.ClipDecoder;
import io.framecast.trainer.clips.IndexedClip;
import io.framecast.trainer.clips.LoggedClip;
import io.framecast.trainer.learning.Batch;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatefulBatchSamplerTest {
  private static final int HEIGHT = 8;
  private static final int WIDTH = 12;
  private static final int SEQUENCE = (IndexedClip.FRAMES - 1) * HEIGHT * WIDTH;

  @Test
  void halfOfABatchIsFreshAndHalfIsOlder() {
    StatefulBatchSampler batches =
        batches(clips("fresh", 20, 10, false), clips("old", 20, 200, false));
    for (int n = 0; n < 30; n++) {
      Batch batch = batches.next();
      assertThat(batch.shape()).containsExactly(4, IndexedClip.FRAMES - 1, 4, 6, 4);
      assertThat(batch.frames()[0]).isEqualTo(10 / 255f);
      assertThat(batch.frames()[SEQUENCE]).isEqualTo(200 / 255f);
      assertThat(batch.frames()[2 * SEQUENCE]).isEqualTo(10 / 255f);
      assertThat(batch.frames()[3 * SEQUENCE]).isEqualTo(200 / 255f);
    }
  }

  @Test
  void allClipsAreFreshWithoutOlderOnes() {
    Batch batch = batches(clips("fresh", 5, 10, false), List.of()).next();
    assertThat(batch.frames()[SEQUENCE]).isEqualTo(10 / 255f);
  }

  @Test
  void theTargetIsTheNextFrame() {
    Batch batch = batches(clips("fresh", 1, 10, false), List.of()).next();
    int frame = HEIGHT * WIDTH;
    for (int t = 0; t + 1 < IndexedClip.FRAMES - 1; t++) {
      assertThat(batch.targets()[t * frame]).isEqualTo(batch.frames()[(t + 1) * frame]);
    }
    assertThat(batch.targets()[(IndexedClip.FRAMES - 2) * frame]).isEqualTo(24 / 255f);
  }

  @Test
  void consecutiveClipsKeepTheirOrderAndCarryTheirState() {
    StatefulBatchSampler batches = batches(clips("fresh", 20, 10, true), List.of());
    boolean[] begun = new boolean[12];
    for (int n = 0; n < begun.length; n++) {
      begun[n] = batches.next().fresh()[0];
    }
    // runs of 8, 8 and 4 clips, in an order that is drawn
    assertThat(begun[0]).isTrue();
    assertThat(IntStream.range(1, 4).noneMatch(n -> begun[n])).isTrue();
    assertThat(begun[4] || begun[8]).isTrue();
  }

  @Test
  void otherClipsBeginFromZeroState() {
    StatefulBatchSampler batches = batches(clips("fresh", 20, 10, false), List.of());
    for (int n = 0; n < 10; n++) {
      assertThat(batches.next().fresh()).containsOnly(true);
    }
  }

  @Test
  void skippingBatchesDoesNotChangeTheFollowingOnes() {
    StatefulBatchSampler all = batches(clips("fresh", 20, 10, true), clips("old", 7, 100, false));
    StatefulBatchSampler rest = batches(clips("fresh", 20, 10, true), clips("old", 7, 100, false));
    for (int n = 0; n < 9; n++) {
      all.next();
      rest.skip();
    }
    for (int n = 0; n < 9; n++) {
      assertThat(rest.next()).usingRecursiveComparison().isEqualTo(all.next());
    }
  }

  private static StatefulBatchSampler batches(List<LoggedClip> fresh, List<LoggedClip> old) {
    return new StatefulBatchSampler(new ClipDecoder(FrameLimits.DEFAULT, 1), 2, fresh, old, 7);
  }

  /** Frames of one grey each, a little lighter from frame to frame. */
  private static List<LoggedClip> clips(String stream, int count, int grey, boolean consecutive) {
    List<LoggedClip.EncodedFrame> frames =
        IntStream.range(0, IndexedClip.FRAMES)
            .mapToObj(
                t -> {
                  float[] pixels = new float[HEIGHT * WIDTH];
                  java.util.Arrays.fill(pixels, (grey + t) / 255f);
                  Frame frame = new Frame(HEIGHT, WIDTH, 1, pixels);
                  return new LoggedClip.EncodedFrame(Encoding.PNG8.encode(frame), null);
                })
            .toList();
    List<LoggedClip> clips = new ArrayList<>();
    for (int n = 0; n < count; n++) {
      List<Long> offsets = List.of(n * 14L, n * 14L + (consecutive ? 14 : 13));
      clips.add(
          new LoggedClip(
              new IndexedClip(stream, "frames", 0, offsets, HEIGHT, WIDTH, 100, true), frames));
    }
    return clips;
  }
}
