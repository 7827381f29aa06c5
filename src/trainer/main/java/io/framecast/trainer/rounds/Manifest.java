package io.framecast.trainer.rounds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.framecast.convlstm.Weights;
import io.framecast.frames.Limits;
import io.framecast.trainer.clips.HoldoutSplit;
import io.framecast.trainer.clips.OffsetRange;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * All that a round follows from. The same manifest over the same log gives the same bytes on the
 * same kind of machine. It travels in the metadata of the weights file that came of it.
 *
 * @param topic of the frames
 * @param fresh stretches of the newest frames; clips of training streams in them are fresh
 * @param reservoir older clips, each by where its first frame stands: {@code
 *     topic-partition@offset}
 * @param parent version that learning starts from
 * @param seed of everything drawn
 * @param steps updates in all
 * @param rate peak learning rate
 * @param threads that compute
 * @param clips fresh ones at most
 * @param heldOut percent of streams that are not learned from
 * @param height of a frame at most; frames beyond a limit are not looked at
 * @param width of a frame at most
 * @param bytes of a frame at most, encoded
 */
public record Manifest(
    @JsonProperty(required = true) String topic,
    @JsonProperty(required = true) List<OffsetRange> fresh,
    @JsonProperty(required = true) List<String> reservoir,
    @JsonProperty(required = true) String parent,
    @JsonProperty(required = true) long seed,
    @JsonProperty(required = true) int steps,
    @JsonProperty(required = true) double rate,
    @JsonProperty(required = true) int threads,
    @JsonProperty(required = true) int clips,
    @JsonProperty(required = true) int heldOut,
    @JsonProperty(required = true) int height,
    @JsonProperty(required = true) int width,
    @JsonProperty(required = true) int bytes) {

  /** Its place in the metadata of a weights file. */
  public static final String KEY = "manifest";

  private static final int MOST = 1_000_000;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Throws {@link IllegalArgumentException} for what no round can follow from. */
  public Manifest {
    fresh = List.copyOf(fresh);
    reservoir = List.copyOf(reservoir);
    Set<Integer> partitions = new HashSet<>();
    for (OffsetRange span : fresh) {
      expect(partitions.add(span.partition()), "fresh", "each partition once", span);
    }
    expect(steps >= 1 && steps <= MOST, "steps", "1 to " + MOST, steps);
    expect(rate > 0 && rate <= 1, "rate", "a number up to 1", rate);
    expect(threads >= 1 && threads <= 1_024, "threads", "1 to 1024", threads);
    expect(clips >= 1 && clips <= MOST, "clips", "1 to " + MOST, clips);
    expect(reservoir.size() <= MOST, "reservoir", "at most " + MOST, reservoir.size());
    expect(heldOut >= 0 && heldOut < 100, "heldOut", "0 to 99", heldOut);
    expect(height >= Limits.MIN_SIDE && height <= 16_384, "height", "a limit", height);
    expect(width >= Limits.MIN_SIDE && width <= 16_384, "width", "a limit", width);
    expect(bytes >= 1, "bytes", "a limit", bytes);
  }

  private static void expect(boolean holds, String key, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "manifest " + key + ": expected " + expected + ", found " + found);
    }
  }

  public Limits limits() {
    return new Limits(height, width, bytes);
  }

  public HoldoutSplit split() {
    return new HoldoutSplit(heldOut);
  }

  public String toJson() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a manifest is always JSON", e);
    }
  }

  /** Throws {@link InvalidRoundException} for what is no manifest. */
  public static Manifest parse(String json) {
    try {
      Manifest found = MAPPER.readValue(json, Manifest.class);
      if (found == null) {
        throw new InvalidRoundException("expected a manifest in JSON, found null");
      }
      return found;
    } catch (JsonMappingException e) {
      String said =
          e.getCause() instanceof IllegalArgumentException cause
              ? String.valueOf(cause.getMessage())
              : e.getOriginalMessage().lines().findFirst().orElse("");
      throw new InvalidRoundException("expected a manifest, found one refused: " + said, e);
    } catch (JsonProcessingException e) {
      throw new InvalidRoundException(
          "expected a manifest in JSON, found: " + e.getOriginalMessage(), e);
    }
  }

  /** What these weights came from; throws {@link InvalidRoundException} where they do not say. */
  public static Manifest of(Weights weights) {
    String json = weights.provenance().get(KEY);
    if (json == null) {
      throw new InvalidRoundException(
          "expected weights that a round led to, found %s without a manifest"
              .formatted(weights.version()));
    }
    return parse(json);
  }
}
