package io.framecast.console;

import io.framecast.console.follow.Observed;
import io.framecast.console.follow.Place;
import io.framecast.service.Loop;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Follows the topics, and begins again where it was when that fails. */
final class FollowLoop extends Loop {
  private static final Logger LOG = LoggerFactory.getLogger(FollowLoop.class);

  private final Place place;
  private final Observed observed;

  FollowLoop(Place place, Observed observed) {
    this.place = place;
    this.observed = observed;
  }

  @Override
  protected void turn() {
    try {
      place.read(this::goOn, observed::look);
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      LOG.error("following failed, and begins again after the last record", e);
    }
  }

  private boolean goOn() {
    serves();
    return goesOn();
  }

  /** An absent broker or topic, an interrupted client: a new consumer goes on where this was. */
  @Override
  protected boolean passes(RuntimeException e) {
    return e instanceof KafkaException;
  }
}
