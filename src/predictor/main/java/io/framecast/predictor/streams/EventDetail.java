package io.framecast.predictor.streams;

import io.framecast.frames.Count;
import io.framecast.topics.SplitStream;
import java.time.Duration;
import java.util.Locale;

/** Describes what happened to a stream, as fields and as a {@link #sentence}. */
sealed interface EventDetail {
  /** Returns the type of the event. */
  EventType type();

  /** Returns one sentence, expected and found. */
  String sentence();

  /** The stream's state was discarded. */
  record StreamReset(String cause) implements EventDetail {
    @Override
    public EventType type() {
      return EventType.RESET;
    }

    @Override
    public String sentence() {
      return cause + "; stream reset";
    }
  }

  /** A record failed, and the stream kept the state from before it. */
  record Quarantined(String cause) implements EventDetail {
    @Override
    public EventType type() {
      return EventType.QUARANTINED;
    }

    @Override
    public String sentence() {
      return cause + "; the stream is as before";
    }
  }

  /** The stream had no checkpoint and was rebuilt from the frames in the log. */
  record Rebuilt(long frames) implements EventDetail {
    @Override
    public EventType type() {
      return EventType.PRIMED;
    }

    @Override
    public String sentence() {
      return "expected its checkpoint, found none: built from the "
          + Count.of(frames, "frame")
          + " that the log still holds";
    }
  }

  /** The checkpoint's weights are not registered; the live ones were primed with its frames. */
  record WeightsReplaced(String missing, String live, int frames) implements EventDetail {
    @Override
    public EventType type() {
      return EventType.SWAP;
    }

    @Override
    public String sentence() {
      return missingModel(missing) + ": " + live + " primed with its last " + frames + " frames";
    }
  }

  /** The stream continues with the live weights. */
  record Swapped(String live, String before, boolean isReset) implements EventDetail {
    @Override
    public EventType type() {
      return EventType.SWAP;
    }

    @Override
    public String sentence() {
      return String.format(
          Locale.ROOT,
          "%s is live, the stream was served with %s: %s",
          live,
          before,
          isReset ? "it starts from zero" : "primed with its last frames");
    }
  }

  /** The live weights failed on a frame that the stream's current weights can predict from. */
  record WeightsRejected(String live, String current, String cause) implements EventDetail {
    @Override
    public EventType type() {
      return EventType.REFUSAL;
    }

    @Override
    public String sentence() {
      return String.format(
          Locale.ROOT,
          "expected %s to take its frames, found: %s; the stream stays with %s",
          live,
          cause,
          current);
    }
  }

  /** The stream received no frame for longer than its time to live. */
  record Evicted(Duration ttl) implements EventDetail {
    @Override
    public EventType type() {
      return EventType.EVICTION;
    }

    @Override
    public String sentence() {
      return String.format(
          Locale.ROOT,
          "expected a frame within %s, found none; the stream is forgotten",
          // as an operator writes it: 24h for PT24H
          ttl.toString().substring(2).toLowerCase(Locale.ROOT));
    }
  }

  /** A stream of the same name is in another partition. */
  record Split(SplitStream split) implements EventDetail {
    @Override
    public EventType type() {
      return EventType.SPLIT;
    }

    @Override
    public String sentence() {
      return split.sentence();
    }
  }

  /** Returns the sentence about a checkpoint whose weights are no longer registered. */
  static String missingModel(String model) {
    return String.format(
        Locale.ROOT, "expected model %s of its checkpoint, found none of that name", model);
  }
}
