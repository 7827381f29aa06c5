package io.framecast.predictor.streams;

import java.time.Duration;

/** What happened to a stream, as fields; {@link #sentence} is for people. */
sealed interface EventDetail {
  EventType type();

  /** Returns one sentence, expected and found. */
  String sentence();

  /** What was known of the stream is gone. */
  record Reset(String cause) implements EventDetail {
    @Override
    public EventType type() {
      return EventType.RESET;
    }

    @Override
    public String sentence() {
      return cause + "; stream reset";
    }
  }

  /** A record failed, and the stream is as before it. */
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

  /** The stream had no checkpoint, and was built from frames of the log. */
  record Rebuilt(long frames) implements EventDetail {
    @Override
    public EventType type() {
      return EventType.PRIMED;
    }

    @Override
    public String sentence() {
      return "expected its checkpoint, found none: built from the "
          + frames
          + " frames that the log still holds";
    }
  }

  /** The weights of the checkpoint are gone, and live ones have seen its frames. */
  record Adopted(String missing, String live, int frames) implements EventDetail {
    @Override
    public EventType type() {
      return EventType.SWAP;
    }

    @Override
    public String sentence() {
      return missingModel(missing) + ": " + live + " primed with its last " + frames + " frames";
    }
  }

  /** The stream goes on with the live weights. */
  record Swapped(String live, String before, boolean isReset) implements EventDetail {
    @Override
    public EventType type() {
      return EventType.SWAP;
    }

    @Override
    public String sentence() {
      return "%s is live, the stream was served with %s: %s"
          .formatted(live, before, isReset ? "it starts afresh" : "primed with its last frames");
    }
  }

  /** The live weights failed at a frame that the stream's own weights take. */
  record WeightsRejected(String live, String own, String cause) implements EventDetail {
    @Override
    public EventType type() {
      return EventType.REFUSAL;
    }

    @Override
    public String sentence() {
      return "expected %s to take its frames, found: %s; the stream stays with %s"
          .formatted(live, cause, own);
    }
  }

  /** The stream had no frame for too long. */
  record Evicted(Duration ttl) implements EventDetail {
    @Override
    public EventType type() {
      return EventType.EVICTION;
    }

    @Override
    public String sentence() {
      return "expected a frame within %s, found none; the stream is forgotten".formatted(ttl);
    }
  }

  /** Returns the sentence about a checkpoint whose weights are no longer registered. */
  static String missingModel(String model) {
    return "expected model %s of its checkpoint, found none of that name".formatted(model);
  }
}
