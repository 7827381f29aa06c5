package io.framecast.trainer.rounds;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.framecast.convlstm.Weights;
import io.framecast.frames.FrameLimits;
import io.framecast.trainer.clips.HoldoutSplit;
import io.framecast.trainer.clips.OffsetRange;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Everything that a round of retraining follows from. The same manifest over the same log gives the
 * same bytes on the same kind of machine. It is in the metadata of the weights that it produced.
 *
 * @param topic of the frames
 * @param fresh ranges of the newest frames; the clips of training streams in them are fresh
 * @param reservoir older clips, each by the place of its first frame: {@code
 *     topic-partition@offset}
 * @param parent the version that training starts from
 * @param seed of everything random
 * @param steps updates in all
 * @param rate peak learning rate
 * @param threads for computing
 * @param clips the most fresh clips
 * @param heldOut percent of streams that are not for training
 * @param height the largest height of a frame; larger frames are ignored
 * @param width the largest width of a frame
 * @param bytes the most bytes of an encoded frame
 * @param oneIn how many streams there are for each one whose fresh clips count; 0 for all, and then
 *     it is left out of the JSON
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
    @JsonProperty(required = true) int bytes,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) @JsonProperty(required = true) int oneIn) {

  /** Its key in the metadata of a weights file. */
  public static final String KEY = "manifest";

  private static final String ONE_IN = "oneIn";
  private static final int MAX = 1_000_000;
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .build();

  /** Throws {@link IllegalArgumentException} for an impossible value. */
  public Manifest {
    fresh = List.copyOf(fresh);
    reservoir = List.copyOf(reservoir);
    Set<Integer> partitions = new HashSet<>();
    for (OffsetRange span : fresh) {
      expect(partitions.add(span.partition()), "fresh", "each partition once", span);
    }
    expect(steps >= 1 && steps <= MAX, "steps", "1 to " + MAX, steps);
    expect(rate > 0 && rate <= 1, "rate", "a number up to 1", rate);
    expect(threads >= 1 && threads <= 1_024, "threads", "1 to 1024", threads);
    expect(clips >= 1 && clips <= MAX, "clips", "1 to " + MAX, clips);
    expect(reservoir.size() <= MAX, "reservoir", "at most " + MAX, reservoir.size());
    expect(heldOut >= 0 && heldOut < 100, "heldOut", "0 to 99", heldOut);
    expect(height >= FrameLimits.MIN_SIDE && height <= 16_384, "height", "a limit", height);
    expect(width >= FrameLimits.MIN_SIDE && width <= 16_384, "width", "a limit", width);
    expect(bytes >= 1, "bytes", "a limit", bytes);
    expect(oneIn >= 0 && oneIn <= MAX, "oneIn", "0 to " + MAX, oneIn);
  }

  private static void expect(boolean holds, String key, String expected, Object found) {
    if (!holds) {
      throw new IllegalArgumentException(
          "manifest " + key + ": expected " + expected + ", found " + found);
    }
  }

  public FrameLimits limits() {
    return new FrameLimits(height, width, bytes);
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

  /** Reads a manifest; throws {@link InvalidRoundException} for anything else. */
  public static Manifest parse(String json) {
    try {
      JsonNode tree = MAPPER.readTree(json);
      if (tree instanceof ObjectNode values && !values.has(ONE_IN)) {
        values.put(ONE_IN, 0);
      }
      Manifest found = MAPPER.treeToValue(tree, Manifest.class);
      if (found == null) {
        throw new InvalidRoundException("expected a manifest in JSON, found null");
      }
      return found;
    } catch (JsonMappingException e) {
      String problem =
          e.getCause() instanceof IllegalArgumentException cause
              ? String.valueOf(cause.getMessage())
              : e.getOriginalMessage().lines().findFirst().orElse("");
      throw new InvalidRoundException("expected a manifest, found one refused: " + problem, e);
    } catch (JsonProcessingException e) {
      throw new InvalidRoundException(
          "expected a manifest in JSON, found: " + e.getOriginalMessage(), e);
    }
  }

  /** Reads the manifest of weights; throws {@link InvalidRoundException} if they have none. */
  public static Manifest of(Weights weights) {
    String json = weights.provenance().get(KEY);
    if (json == null) {
      throw new InvalidRoundException(
          String.format(
              Locale.ROOT,
              "expected weights with a manifest, found %s without one",
              weights.version()));
    }
    return parse(json);
  }
}
