package io.framecast.demo;

import io.framecast.sim.Cameras;
import io.framecast.sim.Connection;
import io.framecast.sim.Simulator;
import io.framecast.topics.Topics;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/** The cameras at work. */
final class Filming implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Producer<byte[], byte @Nullable []> producer;
  private final Simulator simulator;

  private Filming(Producer<byte[], byte @Nullable []> producer, Simulator simulator) {
    this.producer = producer;
    this.simulator = simulator;
  }

  /** The cameras begin, with what is calm. */
  static Filming begun(Script script, String bootstrap) {
    String topic = Topics.DEFAULT.frames();
    Producer<byte[], byte @Nullable []> producer =
        Connection.open(bootstrap, topic, Map.of(), PATIENCE);
    Simulator simulator = new Simulator(script.calm(), script.pace(), topic, producer);
    simulator.start();
    return new Filming(producer, simulator);
  }

  /** Whether everything is sent that was to be. */
  boolean isOver() throws InterruptedException {
    return simulator.awaitEnd(Duration.ZERO);
  }

  /** The streams go on with what these see. */
  void cutTo(Cameras cameras) {
    simulator.cutTo(cameras);
  }

  /** No further frame; returns when the broker has acknowledged the last one. */
  @Override
  public void close() {
    simulator.close();
    producer.close();
  }
}
