package io.framecast.trainer.clips;

import io.framecast.frames.Frame;
import io.framecast.frames.FrameSequencer;
import io.framecast.topics.RecordPosition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects consecutive frames of one stream until they are a clip. */
final class ClipBuilder {
  private final String stream;
  private final List<Long> offsets = new ArrayList<>();
  private FrameSequencer sequencer = FrameSequencer.NEW;
  private int first; // hash of the pixels of the first frame, of very many streams
  private long bytes;
  private boolean moves;

  ClipBuilder(String stream) {
    this.stream = stream;
  }

  FrameSequencer sequencer() {
    return sequencer;
  }

  void setSequencer(FrameSequencer next) {
    sequencer = next;
  }

  /** Drops the frames so far; the sequencer stays. */
  void clear() {
    offsets.clear();
    bytes = 0;
    moves = false;
  }

  /** Adds a frame; returns the clip that it completes. That frame also begins the next clip. */
  @Nullable IndexedClip add(RecordPosition source, int size, Frame frame) {
    if (offsets.isEmpty()) {
      first = Arrays.hashCode(frame.pixels());
    }
    offsets.add(source.offset());
    bytes += size;
    moves |= first != Arrays.hashCode(frame.pixels());
    if (offsets.size() < IndexedClip.FRAMES) {
      return null;
    }
    IndexedClip clip =
        new IndexedClip(
            stream,
            source.topic(),
            source.partition(),
            offsets,
            frame.height(),
            frame.width(),
            bytes,
            moves);
    clear();
    first = Arrays.hashCode(frame.pixels());
    offsets.add(source.offset());
    bytes = size;
    return clip;
  }
}
