package io.framecast.trainer.verify;

import io.framecast.topics.Source;

/** A published prediction is not what the log gives; the message says where, expected, found. */
public final class DifferenceException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DifferenceException(Source at, String expectedAndFound) {
    super(at + ": " + expectedAndFound);
  }
}
