package io.framecast.demo;

/**
 * What became of one stream's records: {@code frames = answered + refused + repeated + ended +
 * missing}, and {@code predictions = answered + extra}.
 *
 * @param frames records in the frames topic
 * @param answered of them by one prediction
 * @param refused dead letters
 * @param repeated sent before, so not to be answered
 * @param ended null values
 * @param missing without any answer
 * @param extra predictions that answer no frame, or one that is answered already
 */
record Account(
    long frames, long answered, long refused, long repeated, long ended, long missing, long extra) {
  static final Account EMPTY = new Account(0, 0, 0, 0, 0, 0, 0);
  static final Account ANSWERED = new Account(1, 1, 0, 0, 0, 0, 0);
  static final Account REFUSED = new Account(1, 0, 1, 0, 0, 0, 0);
  static final Account REPEATED = new Account(1, 0, 0, 1, 0, 0, 0);
  static final Account ENDED = new Account(1, 0, 0, 0, 1, 0, 0);
  static final Account MISSING = new Account(1, 0, 0, 0, 0, 1, 0);

  static Account extra(long predictions) {
    return new Account(0, 0, 0, 0, 0, 0, predictions);
  }

  Account plus(Account more) {
    return new Account(
        frames + more.frames,
        answered + more.answered,
        refused + more.refused,
        repeated + more.repeated,
        ended + more.ended,
        missing + more.missing,
        extra + more.extra);
  }

  long predictions() {
    return answered + extra;
  }

  boolean balanced() {
    return missing == 0 && extra == 0;
  }
}
