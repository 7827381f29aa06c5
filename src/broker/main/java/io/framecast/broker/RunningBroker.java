package io.framecast.broker;

/** A running broker, in this JVM or in a container. */
public interface RunningBroker extends AutoCloseable {
  /** Returns the value for a client's {@code bootstrap.servers}. */
  String bootstrap();

  @Override
  void close();
}
