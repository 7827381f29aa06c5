package io.framecast.convlstm;

/**
 * There is no off-heap memory for a state or a step; the message says how much there is and was
 * wanted.
 */
public final class NoRoomException extends IllegalStateException {
  private static final long serialVersionUID = 1;

  NoRoomException(String message) {
    super(message);
  }
}
