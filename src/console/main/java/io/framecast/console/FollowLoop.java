package io.framecast.console;

import io.framecast.console.around.Lookout;
import io.framecast.console.follow.Observed;
import io.framecast.console.follow.Place;
import io.framecast.service.Loop;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service's thread: follows the topics, and begins again where it was when that fails. */
final class FollowLoop implements Loop {
  private static final Logger LOG = LoggerFactory.getLogger(FollowLoop.class);
  private static final long PAUSE_MILLIS = 500;

  private final Place place;
  private final Observed observed;
  private final Lookout lookout;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean following;
  private String said = "";

  FollowLoop(Place place, Observed observed, Lookout lookout) {
    this.place = place;
    this.observed = observed;
    this.lookout = lookout;
  }

  @Override
  public boolean ready() {
    return following;
  }

  @Override
  public void stop() throws InterruptedException {
    stop.countDown();
    ended.await();
  }

  @Override
  public void awaitEnd() throws InterruptedException {
    ended.await();
  }

  /** It never ends by itself. */
  @Override
  public @Nullable Throwable failure() {
    return null;
  }

  @Override
  public void run() {
    lookout.start();
    try {
      while (stop.getCount() > 0) {
        try {
          place.read(this::goOn, observed::look);
        } catch (KafkaException e) {
          // an interrupted client, an absent broker or topic: a new consumer goes on where this was
          boolean interrupted = Thread.interrupted();
          say(interrupted ? "the consumer was interrupted" : String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
          LOG.error("following failed, and begins again", e);
        }
        following = false;
        pause();
      }
    } finally {
      ended.countDown();
    }
  }

  private boolean goOn() {
    following = true;
    return stop.getCount() > 0;
  }

  private void say(String why) {
    if (!why.equals(said)) {
      said = why;
      LOG.warn("the topics are followed again in a while: {}", why);
    }
  }

  private void pause() {
    try {
      boolean ignored = stop.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      LOG.debug("interrupted while it paused", e);
    }
  }
}
