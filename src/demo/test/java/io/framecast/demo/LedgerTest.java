package io.framecast.demo;

import static io.framecast.demo.Records.deadLetter;
import static io.framecast.demo.Records.end;
import static io.framecast.demo.Records.frame;
import static io.framecast.demo.Records.prediction;
import static io.framecast.demo.Records.record;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.broker.MalformedRecord;
import io.framecast.broker.MalformedRecords;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class LedgerTest {

  @Test
  void aFrameWithItsPredictionIsAnswered() {
    assertThat(
            accounts(
                List.of(prediction("a", 0), prediction("a", 1), prediction("b", 2)),
                List.of(frame("a", 0), frame("a", 1), frame("b", 2))))
        .isEqualTo(Map.of("a", new Account(2, 2, 0, 0, 0, 0, 0), "b", Account.ANSWERED));
  }

  @Test
  void aFrameWithoutAnAnswerIsMissing() {
    assertThat(
            accounts(
                List.of(prediction("a", 0)),
                List.of(frame("a", 0, "sequence", "0"), frame("a", 1, "sequence", "1"))))
        .isEqualTo(Map.of("a", new Account(2, 1, 0, 0, 0, 1, 0)));
  }

  @Test
  void aSecondPredictionForAFrameIsOneTooMany() {
    assertThat(accounts(List.of(prediction("a", 0), prediction("a", 0)), List.of(frame("a", 0))))
        .isEqualTo(Map.of("a", new Account(1, 1, 0, 0, 0, 0, 1)));
  }

  @Test
  void aPredictionForAnotherStreamsFrameIsNoneOfTheServicesAndMissingHere() {
    Ledger ledger = new Ledger("framecast.frames");
    ledger.prediction(prediction("b", 0));
    ledger.frame(frame("a", 0), true);
    assertThat(ledger.accounts()).isEqualTo(new Accounts(Map.of("a", Account.MISSING), 1));
  }

  @Test
  void aPredictionForNoFrameOrWithoutASourceIsNoneOfTheServices() {
    Ledger ledger = new Ledger("framecast.frames");
    ledger.prediction(prediction("a", 7));
    ledger.prediction(record("framecast.predictions", "b", 0, new byte[1]));
    assertThat(ledger.accounts()).isEqualTo(new Accounts(Map.of(), 2));
  }

  @Test
  void everyRecordOfTheTableLeavesTheAccountBalanced() {
    Ledger ledger = new Ledger("framecast.frames");
    ledger.prediction(prediction("a", 0));
    long offset = 100;
    for (MalformedRecord record : MalformedRecords.all()) {
      ledger.prediction(record.received("framecast.predictions", 0, offset));
      ledger.deadLetter(record.received("framecast.frames.dlq", 0, offset++));
    }
    ledger.frame(frame("a", 0), true);
    Accounts accounts = ledger.accounts();
    assertThat(accounts.streams()).isEqualTo(Map.of("a", Account.ANSWERED));
    assertThat(accounts.others()).isGreaterThan(1_000);
  }

  @Test
  void aDeadLetterThatHoldsAnotherRecordThanTheFrameRefusesNothing() {
    Ledger ledger = new Ledger("framecast.frames");
    ledger.prediction(prediction("a", 0));
    ledger.deadLetter(deadLetter("other", 0));
    ledger.frame(frame("a", 0), true);
    assertThat(ledger.accounts()).isEqualTo(new Accounts(Map.of("a", Account.ANSWERED), 1));
  }

  @Test
  void aDeadLetterIsNoLossAndItsPredictionWouldBeTooMany() {
    Ledger ledger = new Ledger("framecast.frames");
    ledger.deadLetter(deadLetter("a", 0));
    ledger.deadLetter(deadLetter(null, 1));
    ledger.deadLetter(record("framecast.frames.dlq", "a", 9, new byte[1]));
    ledger.prediction(prediction("b", 2));
    ledger.deadLetter(deadLetter("b", 2));
    ledger.frame(frame("a", 0), true);
    ledger.frame(frame(null, 1), true);
    ledger.frame(frame("b", 2), true);
    assertThat(ledger.accounts().streams())
        .isEqualTo(
            Map.of(
                "a", Account.REFUSED,
                "(no key)", Account.REFUSED,
                "b", new Account(1, 0, 1, 0, 0, 0, 1)));
  }

  @Test
  void anEndAsksForNoPrediction() {
    assertThat(accounts(List.of(prediction("a", 0)), List.of(frame("a", 0), end("a", 1))))
        .isEqualTo(Map.of("a", new Account(2, 1, 0, 0, 1, 0, 0)));
  }

  @Test
  void aFrameSentAgainAsksForNoPrediction() {
    assertThat(
            accounts(
                List.of(prediction("a", 0), prediction("a", 1)),
                List.of(
                    frame("a", 0, "sequence", "64"),
                    frame("a", 1, "sequence", "65"),
                    frame("a", 2, "sequence", "65"),
                    frame("a", 3, "ce_sequence", "1"))))
        .isEqualTo(Map.of("a", new Account(4, 2, 0, 2, 0, 0, 0)));
  }

  @Test
  void aFrameThatMustHaveStartedAfreshIsMissing() {
    for (ConsumerRecord<byte[], byte[]> again :
        List.of(
            frame("a", 2, "sequence", "70", "framecast-reset", "true"),
            frame("a", 2, "sequence", "5"),
            frame("a", 2, "sequence", "0"),
            frame("a", 2, "sequence", "71"),
            frame("a", 2),
            frame("a", 2, "sequence", "seven"))) {
      assertThat(
              accounts(
                  List.of(prediction("a", 1)), List.of(frame("a", 1, "sequence", "70"), again)))
          .as(again.toString())
          .isEqualTo(Map.of("a", new Account(2, 1, 0, 0, 0, 1, 0)));
    }
  }

  @Test
  void afterTheEndOfAStreamNothingIsAFrameSentAgain() {
    assertThat(
            accounts(
                List.of(prediction("a", 0)),
                List.of(
                    frame("a", 0, "sequence", "4"), end("a", 1), frame("a", 2, "sequence", "4"))))
        .isEqualTo(Map.of("a", new Account(3, 1, 0, 0, 1, 1, 0)));
  }

  @Test
  void aFrameThatCameTooLateIsCountedOnlyWithItsAnswer() {
    Ledger ledger = new Ledger("framecast.frames");
    ledger.prediction(prediction("a", 0));
    ledger.frame(frame("a", 0), false);
    ledger.frame(frame("a", 1), false);
    assertThat(ledger.accounts().streams()).isEqualTo(Map.of("a", Account.ANSWERED));
  }

  private static Map<String, Account> accounts(
      List<ConsumerRecord<byte[], byte[]>> predictions,
      List<ConsumerRecord<byte[], byte[]>> frames) {
    Ledger ledger = new Ledger("framecast.frames");
    predictions.forEach(ledger::prediction);
    frames.forEach(frame -> ledger.frame(frame, true));
    return ledger.accounts().streams();
  }
}
