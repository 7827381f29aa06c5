package io.framecast.broker;

/** A broker that answers until it is closed, whatever it runs in. */
public interface RunningBroker extends AutoCloseable {
  /** The value for a client's {@code bootstrap.servers}. */
  String bootstrap();

  @Override
  void close();
}
