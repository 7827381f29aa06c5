package io.framecast.trainer.clips;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.framecast.topics.RecordPosition;
import java.util.List;

/**
 * Says where {@value #FRAMES} consecutive frames of one stream are in the log. It holds no pixels:
 * {@link ClipReader#load} fetches them where they are needed.
 *
 * @param offsets of its frames, in their order; a clip that continues it begins with the last one
 * @param height of all its frames
 * @param width of all its frames
 * @param bytes of its encoded frames together
 * @param moves whether a frame differs from the first one
 */
public record IndexedClip(
    @JsonProperty(required = true) String stream,
    @JsonProperty(required = true) String topic,
    @JsonProperty(required = true) int partition,
    @JsonProperty(required = true) List<Long> offsets,
    @JsonProperty(required = true) int height,
    @JsonProperty(required = true) int width,
    @JsonProperty(required = true) long bytes,
    @JsonProperty(required = true) boolean moves) {

  /** Frames of a clip in the Keras example: {@value} frames are one fewer predictions. */
  public static final int FRAMES = 15;

  public IndexedClip {
    offsets = List.copyOf(offsets);
  }

  /** Returns where its first frame is; no other clip begins there. */
  @JsonIgnore
  public RecordPosition first() {
    return new RecordPosition(topic, partition, offsets.get(0));
  }

  /** Returns where its last frame is. */
  @JsonIgnore
  public RecordPosition last() {
    return new RecordPosition(topic, partition, offsets.get(offsets.size() - 1));
  }

  /** Whether this clip begins with the frame that the other one ends with. */
  public boolean continues(IndexedClip other) {
    return first().equals(other.last()) && stream.equals(other.stream);
  }

  /** Whether the frames of both clips have one size. */
  public boolean hasSizeOf(IndexedClip other) {
    return height == other.height && width == other.width;
  }
}
