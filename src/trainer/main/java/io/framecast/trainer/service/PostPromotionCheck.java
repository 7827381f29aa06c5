package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.topics.models.InvalidModelException;
import io.framecast.trainer.clips.ClipIndex;
import io.framecast.trainer.clips.IndexedClip;
import io.framecast.trainer.gate.ClipError;
import io.framecast.trainer.gate.EvaluatedClip;
import io.framecast.trainer.gate.EvaluationMemoryException;
import io.framecast.trainer.gate.Gate;
import io.framecast.trainer.gate.PairedBootstrap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Checks after a promotion that the version is not worse than the previous one. It compares both on
 * the frames since it saw the promotion, which neither was trained on, {@value #CHECKS} times, each
 * time on twice as many clips.
 */
final class PostPromotionCheck {
  private static final int CHECKS = 3;
  private static final int FIRST_CLIPS = 40;

  private final Weights live;
  private final Weights previous;
  private final Map<TopicPartition, Long> since;
  private @Nullable ClipIndex index;
  private int checks;

  /**
   * Begins to compare.
   *
   * @param since offsets of the frames from which on they are compared
   */
  PostPromotionCheck(Weights live, Weights previous, Map<TopicPartition, Long> since) {
    this.live = live;
    this.previous = previous;
    this.since = since;
  }

  String version() {
    return live.version();
  }

  boolean isOver() {
    return checks == CHECKS;
  }

  /** Returns the clips since the promotion if they are enough for the next check, or none. */
  List<IndexedClip> nextClips(ClipSelector selector) {
    ClipIndex now = selector.newest(index, since);
    index = now;
    List<IndexedClip> clips = selector.ofAllStreams(now);
    return clips.size() >= FIRST_CLIPS << checks ? clips : List.of();
  }

  /**
   * Compares the live version with the previous one; returns the reason for a rollback, or null
   * without one.
   *
   * @throws InvalidModelException if the previous version cannot take the clips
   * @throws EvaluationMemoryException for a lack of memory; the same check can be run again
   */
  @Nullable String compare(Gate gate, List<EvaluatedClip> clips) {
    List<ClipError> ofPrevious = ClipError.of(previous, clips);
    List<ClipError> ofLive;
    try {
      ofLive = ClipError.of(live, clips);
    } catch (InvalidModelException e) {
      return reason(previous, e);
    }
    checks++;
    PairedBootstrap gain = gate.compare(ofLive, ofPrevious);
    return gain.low() > 0
        ? String.format(
            Locale.ROOT, "live skill is lower than that of %s, by %s", previous.version(), gain)
        : null;
  }

  /**
   * Returns the reason for a rollback if the live version cannot predict the clips and the previous
   * one can; null otherwise.
   *
   * @throws EvaluationMemoryException for a lack of memory
   */
  static @Nullable String compareFinite(Weights live, Weights previous, List<EvaluatedClip> clips) {
    try {
      List<ClipError> ignored = ClipError.of(live, clips);
      return null;
    } catch (InvalidModelException e) {
      return canPredict(previous, clips) ? reason(previous, e) : null;
    }
  }

  private static boolean canPredict(Weights weights, List<EvaluatedClip> clips) {
    try {
      return !ClipError.of(weights, clips).isEmpty();
    } catch (InvalidModelException e) {
      return false;
    }
  }

  private static String reason(Weights previous, InvalidModelException ofLive) {
    return String.format(
        Locale.ROOT,
        "%s can predict the newest clips, the live version cannot: %s",
        previous.version(),
        ofLive.getMessage());
  }
}
