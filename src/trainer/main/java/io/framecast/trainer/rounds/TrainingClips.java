package io.framecast.trainer.rounds;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.framecast.topics.RecordPosition;
import io.framecast.trainer.clips.BalancedClipSampler;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.clips.IndexedClip;
import io.framecast.trainer.clips.StreamShare;
import java.util.List;
import java.util.Locale;

/**
 * The clips that a round trains on. They follow from its manifest and the log; a service that has
 * already indexed the log hands them over, so that the process of the round need not do it again.
 *
 * @param fresh clips of the ranges that the manifest names
 * @param older clips of its reservoir that have the size of the fresh ones
 */
public record TrainingClips(
    @JsonProperty(required = true) List<IndexedClip> fresh,
    @JsonProperty(required = true) List<IndexedClip> older) {
  /** Fewer clips than this say too little. */
  public static final int MIN_CLIPS = 64;

  /** The most bytes of encoded frames: of the fresh clips, and again of the older ones. */
  public static final long MAX_BYTES = 256L << 20;

  private static final JsonMapper MAPPER = new JsonMapper();

  public TrainingClips {
    fresh = List.copyOf(fresh);
    older = List.copyOf(older);
  }

  /**
   * Chooses from what has been indexed.
   *
   * @param indexed the clips of training streams in the ranges of the manifest
   * @param reservoir the older clips that the manifest names
   * @throws InvalidRoundException if there are too few
   */
  public static TrainingClips select(
      Manifest manifest, List<IndexedClip> indexed, List<IndexedClip> reservoir) {
    List<IndexedClip> fresh = new BalancedClipSampler(manifest.clips(), MAX_BYTES).sample(indexed);
    if (fresh.size() < MIN_CLIPS) {
      throw new InvalidRoundException(
          String.format(
              Locale.ROOT,
              "expected at least %d clips in which something moves, found %d and %d still ones",
              MIN_CLIPS,
              fresh.size(),
              indexed.stream().filter(clip -> !clip.moves()).count()));
    }
    IndexedClip like = fresh.get(0);
    List<IndexedClip> older =
        new BalancedClipSampler(Math.max(1, reservoir.size()), MAX_BYTES)
            .sample(reservoir.stream().filter(clip -> clip.hasSizeOf(like)).toList());
    return new TrainingClips(fresh, older);
  }

  /** Finds them in the log; throws {@link InvalidRoundException} if there are too few. */
  public static TrainingClips find(Manifest manifest, ClipReader clips) {
    List<IndexedClip> indexed =
        clips
            .index(null, manifest.fresh(), new StreamShare(manifest.oneIn()))
            .clips(manifest.split()::isForTraining);
    List<IndexedClip> reservoir =
        clips.find(manifest.reservoir().stream().map(RecordPosition::parse).toList());
    if (reservoir.size() < manifest.reservoir().size()) {
      throw new InvalidRoundException(
          String.format(
              Locale.ROOT,
              "expected the %d older clips of the manifest in %s, found %d: the log no longer holds all",
              manifest.reservoir().size(),
              manifest.topic(),
              reservoir.size()));
    }
    return select(manifest, indexed, reservoir);
  }

  public String toJson() {
    try {
      return MAPPER.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("clips are always JSON", e);
    }
  }

  /** Reads what {@link #toJson} writes; throws {@link InvalidRoundException} for anything else. */
  public static TrainingClips parse(String json) {
    try {
      return MAPPER.readValue(json, TrainingClips.class);
    } catch (JsonProcessingException e) {
      throw new InvalidRoundException(
          "expected the clips of a round in JSON, found: " + e.getOriginalMessage(), e);
    }
  }
}
