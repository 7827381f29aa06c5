package io.framecast.trainer.clips;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.frames.Encoding;
import io.framecast.frames.Frame;
import io.framecast.frames.FrameLimits;
import io.framecast.topics.HeaderText;
import io.framecast.topics.RecordPosition;
import io.framecast.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ClipExtractorTest {
  private static final int WHOLE = IndexedClip.FRAMES;

  private final List<IndexedClip> clips = new ArrayList<>();
  private final ClipExtractor extractor =
      new ClipExtractor(new ClipDecoder(FrameLimits.DEFAULT, 1), stream -> !stream.equals("other"));
  private long offset;

  @Test
  void aClipBeginsWithTheLastFrameOfTheOneBefore() {
    frames("cam", 0, 2 * WHOLE - 1);
    assertThat(clips).extracting(IndexedClip::first).containsExactly(at(0), at(WHOLE - 1));
    assertThat(clips)
        .extracting(IndexedClip::last)
        .containsExactly(at(WHOLE - 1), at(2 * WHOLE - 2));
    assertThat(clips.get(1).continues(clips.get(0))).isTrue();
    assertThat(clips.get(0).continues(clips.get(1))).isFalse();
    assertThat(clips.get(0).offsets()).hasSize(WHOLE);
    assertThat(clips.get(0).height()).isEqualTo(8);
    assertThat(clips.get(0).width()).isEqualTo(12);
    assertThat(clips.get(0).moves()).isTrue();
  }

  @Test
  void findsClipsOfInterleavedStreamsAndIgnoresUnwantedOnes() {
    for (int n = 0; n < WHOLE; n++) {
      frames("a", n, n + 1);
      frames("b", n, n + 1);
      frames("other", n, n + 1);
    }
    assertThat(clips).extracting(IndexedClip::stream).containsExactly("a", "b");
  }

  @Test
  void skipsADuplicateFrame() {
    frames("cam", 0, 9);
    frames("cam", 4, 9);
    frames("cam", 9, WHOLE);
    assertThat(clips).hasSize(1);
    assertThat(clips.get(0).offsets()).hasSize(WHOLE);
  }

  @Test
  void aGapClosesTheClip() {
    frames("cam", 0, 9);
    frames("cam", 10, 10 + WHOLE);
    assertThat(clips).extracting(IndexedClip::first).containsExactly(at(9));
  }

  @Test
  void aResetClosesTheClip() {
    frames("cam", 0, 9);
    send("cam", 9, picture(9, 8, 12), "true");
    frames("cam", 10, 9 + WHOLE);
    assertThat(clips).extracting(IndexedClip::first).containsExactly(at(9));
  }

  @Test
  void theEndOfTheStreamClosesTheClip() {
    frames("cam", 0, 9);
    accept(record("cam", null));
    frames("cam", 9, 9 + WHOLE);
    assertThat(clips).extracting(IndexedClip::first).containsExactly(at(10));
  }

  @Test
  void aChangeOfSizeClosesTheClip() {
    frames("cam", 0, 9);
    for (int n = 9; n < 9 + WHOLE; n++) {
      send("cam", n, picture(n, 8, 20), null);
    }
    assertThat(clips).extracting(IndexedClip::first).containsExactly(at(9));
    assertThat(clips.get(0).width()).isEqualTo(20);
  }

  @Test
  void anUnreadableFrameClosesTheClip() {
    byte[][] unreadable = {
      "no picture".getBytes(UTF_8), npy(Float.NaN), npy(1e30f), npy(Float.POSITIVE_INFINITY)
    };
    for (byte[] bytes : unreadable) {
      clips.clear();
      accept(record("cam", null));
      frames("cam", 0, 9);
      send("cam", 9, bytes, null);
      long after = offset;
      frames("cam", 10, 10 + WHOLE);
      assertThat(clips).extracting(IndexedClip::first).containsExactly(at(after));
    }
  }

  @Test
  void marksAClipWithoutMotion() {
    for (int n = 0; n < WHOLE; n++) {
      send("cam", n, picture(3, 8, 12), null);
    }
    assertThat(clips).extracting(IndexedClip::moves).containsExactly(false);
  }

  @Test
  void ignoresARecordWithoutAKey() {
    accept(new ConsumerRecord<>(Topics.DEFAULT.frames(), 1, 0, null, picture(0, 8, 12)));
    assertThat(clips).isEmpty();
  }

  private void frames(String stream, int from, int to) {
    for (int n = from; n < to; n++) {
      send(stream, n, picture(n, 8, 12), null);
    }
  }

  private void send(String stream, int sequence, byte[] value, String reset) {
    ConsumerRecord<byte[], byte[]> record = record(stream, value);
    HeaderText.add(record.headers(), "sequence", Integer.toString(sequence));
    if (reset != null) {
      HeaderText.add(record.headers(), "framecast-reset", reset);
    }
    accept(record);
  }

  private void accept(ConsumerRecord<byte[], byte[]> record) {
    IndexedClip clip = extractor.accept(record);
    if (clip != null) {
      clips.add(clip);
    }
  }

  private ConsumerRecord<byte[], byte[]> record(String stream, byte[] value) {
    return new ConsumerRecord<>(
        Topics.DEFAULT.frames(), 1, offset++, stream.getBytes(UTF_8), value);
  }

  private static RecordPosition at(long offset) {
    return new RecordPosition(Topics.DEFAULT.frames(), 1, offset);
  }

  private static byte[] picture(int n, int height, int width) {
    float[] pixels = new float[height * width];
    pixels[n % pixels.length] = 1;
    return Encoding.PNG8.encode(new Frame(height, width, 1, pixels));
  }

  private static byte[] npy(float value) {
    float[] pixels = new float[8 * 12];
    pixels[5] = value;
    return Encoding.NPY_F4.encode(new Frame(8, 12, 1, pixels));
  }
}
