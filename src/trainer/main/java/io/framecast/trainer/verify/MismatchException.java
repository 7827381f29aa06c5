package io.framecast.trainer.verify;

import io.framecast.topics.Source;

/** A published prediction differs from what the log gives; the message says where and how. */
public final class MismatchException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  MismatchException(Source at, String expectedAndFound) {
    super(at + ": " + expectedAndFound);
  }
}
