package io.framecast.trainer.verify;

import io.framecast.topics.RecordPosition;
import io.framecast.topics.UserFacingException;

/** A published prediction differs from what the log gives; the message says where and how. */
public final class MismatchException extends UserFacingException {

  private static final long serialVersionUID = 1L;

  MismatchException(RecordPosition at, String expectedAndFound) {
    super(at + ": " + expectedAndFound);
  }
}
