package io.framecast.demo;

/**
 * Counts of one stream's records: {@code frames = predicted + rejected + duplicate + ends +
 * missing}, and {@code predictions = predicted + extra}.
 *
 * @param frames records of the frames topic
 * @param predicted frames with one prediction
 * @param rejected dead letters
 * @param duplicate frames that were sent before, which get no prediction
 * @param ends null values
 * @param missing frames without a prediction
 * @param extra predictions of no frame, or of one that has another prediction
 */
record AuditCounts(
    long frames,
    long predicted,
    long rejected,
    long duplicate,
    long ends,
    long missing,
    long extra) {
  static final AuditCounts NONE = new AuditCounts(0, 0, 0, 0, 0, 0, 0);
  static final AuditCounts PREDICTED = new AuditCounts(1, 1, 0, 0, 0, 0, 0);
  static final AuditCounts REJECTED = new AuditCounts(1, 0, 1, 0, 0, 0, 0);
  static final AuditCounts DUPLICATE = new AuditCounts(1, 0, 0, 1, 0, 0, 0);
  static final AuditCounts END = new AuditCounts(1, 0, 0, 0, 1, 0, 0);
  static final AuditCounts MISSING = new AuditCounts(1, 0, 0, 0, 0, 1, 0);

  static AuditCounts extra(long predictions) {
    return new AuditCounts(0, 0, 0, 0, 0, 0, predictions);
  }

  AuditCounts plus(AuditCounts more) {
    return new AuditCounts(
        frames + more.frames,
        predicted + more.predicted,
        rejected + more.rejected,
        duplicate + more.duplicate,
        ends + more.ends,
        missing + more.missing,
        extra + more.extra);
  }

  long predictions() {
    return predicted + extra;
  }

  boolean isBalanced() {
    return missing == 0 && extra == 0;
  }
}
