package io.framecast.trainer.verify;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * What came of the predictions of one stream, where none differs.
 *
 * @param tallies one for every partition that has frames of it
 */
public record Report(List<VerificationResult> tallies, SkippedRecords passedOver) {

  /** For people: a line of all tallies, and one of what was passed over, if anything was. */
  @Override
  public String toString() {
    String held = tallies.stream().map(VerificationResult::toString).collect(joining(", and "));
    return passedOver.records() == 0 ? held : held + "\n" + passedOver;
  }
}
