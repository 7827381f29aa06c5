package io.framecast.service;

import org.jspecify.annotations.Nullable;

/** What a service does on a thread of its own, from its beginning to its end. */
public interface Loop extends Runnable {
  /** Whether it does now what the service is there for. */
  boolean ready();

  /** Has it end, and returns when it has. */
  void stop() throws InterruptedException;

  /** Waits until it ends. */
  void awaitEnd() throws InterruptedException;

  /** Why it ended by itself, null otherwise. */
  @Nullable Throwable failure();
}
