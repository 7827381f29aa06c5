package io.framecast.trainer.verify;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.stream.Stream;

/**
 * The result for one stream whose predictions and forecasts all match.
 *
 * @param results one for every partition that has frames of the stream
 * @param skipped records of each topic
 */
public record VerificationReport(List<VerificationResult> results, List<SkippedRecords> skipped) {

  /** Returns a line for people with all results, and one for each topic with skipped records. */
  @Override
  public String toString() {
    String held = results.stream().map(VerificationResult::toString).collect(joining(", and "));
    Stream<String> others =
        skipped.stream().filter(one -> one.records() > 0).map(SkippedRecords::toString);
    return Stream.concat(Stream.of(held), others).collect(joining("\n"));
  }
}
