package io.framecast.trainer.verify;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * The result for one stream whose predictions all match.
 *
 * @param results one for every partition that has frames of the stream
 */
public record VerificationReport(List<VerificationResult> results, SkippedRecords skipped) {

  /** Returns a line for people with all results, and one with the skipped records if any. */
  @Override
  public String toString() {
    String held = results.stream().map(VerificationResult::toString).collect(joining(", and "));
    return skipped.records() == 0 ? held : held + "\n" + skipped;
  }
}
