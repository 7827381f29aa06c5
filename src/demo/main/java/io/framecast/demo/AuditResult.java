package io.framecast.demo;

import java.util.Map;

/**
 * What the topics hold.
 *
 * @param streams the counts by stream
 * @param others records of predictions, scores and dead letters that are malformed or belong to no
 *     frame
 */
record AuditResult(Map<String, AuditCounts> streams, long others) {
  AuditCounts total() {
    return streams.values().stream().reduce(AuditCounts.NONE, AuditCounts::plus);
  }
}
