package io.framecast.predictor.streams;

import io.framecast.topics.Event;

/** Lists the types of the events that a predictor publishes. */
public enum EventType {
  RESET(Event.RESET),
  QUARANTINED(Event.QUARANTINED),
  PRIMED(Event.PRIMED),
  SWAP(Event.SWAP),
  EVICTION(Event.EVICTION),
  SPLIT(Event.SPLIT),
  REFUSAL(Event.REFUSAL);

  private final String wireName;

  EventType(String wireName) {
    this.wireName = wireName;
  }

  /** Returns the type's name in the events topic. */
  public String wireName() {
    return wireName;
  }
}
