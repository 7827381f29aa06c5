package io.framecast.trainer.service;

import io.framecast.convlstm.Weights;
import io.framecast.frames.Frame;
import io.framecast.topics.models.RefusedModelException;
import io.framecast.trainer.gate.Gate;
import io.framecast.trainer.gate.PairedBootstrap;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The time after a promotion, in which the version before can still come back: it is held against
 * the live one on what has been filmed since, which neither has learned from. There are {@value
 * #LOOKS} looks, each at twice as many clips as the one before.
 */
final class CanaryMonitor {
  private static final int LOOKS = 3;
  private static final int FIRST = 40;

  private final Weights live;
  private final Weights old;
  private final long since;
  private int looks;

  CanaryMonitor(Weights live, Weights old, long since) {
    this.live = live;
    this.old = old;
    this.since = since;
  }

  String version() {
    return live.version();
  }

  /** When it began, milliseconds since 1970. */
  long since() {
    return since;
  }

  boolean isOver() {
    return looks == LOOKS;
  }

  /** Whether there are clips enough for another look. */
  boolean isDue(int clips) {
    return clips >= FIRST << looks;
  }

  /**
   * Looks; what speaks for going back, null where nothing does.
   *
   * @throws RefusedModelException where one of both cannot take the clips; the message names it
   */
  @Nullable String look(Gate gate, List<Supplier<List<Frame>>> newest) {
    looks++;
    PairedBootstrap better = gate.worse(live, old, newest);
    return better.low() > 0
        ? "live, it is worse than %s: skill of the latter above it %s"
            .formatted(old.version(), better)
        : null;
  }
}
