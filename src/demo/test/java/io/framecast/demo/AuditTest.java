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

class AuditTest {

  @Test
  void countsAFrameWithItsPredictionAsPredicted() {
    assertThat(
            accounts(
                List.of(prediction("a", 0), prediction("a", 1), prediction("b", 2)),
                List.of(frame("a", 0), frame("a", 1), frame("b", 2))))
        .isEqualTo(Map.of("a", new AuditCounts(2, 2, 0, 0, 0, 0, 0), "b", AuditCounts.PREDICTED));
  }

  @Test
  void countsAFrameWithoutAPredictionAsMissing() {
    assertThat(
            accounts(
                List.of(prediction("a", 0)),
                List.of(frame("a", 0, "sequence", "0"), frame("a", 1, "sequence", "1"))))
        .isEqualTo(Map.of("a", new AuditCounts(2, 1, 0, 0, 0, 1, 0)));
  }

  @Test
  void countsASecondPredictionOfAFrameAsExtra() {
    assertThat(accounts(List.of(prediction("a", 0), prediction("a", 0)), List.of(frame("a", 0))))
        .isEqualTo(Map.of("a", new AuditCounts(1, 1, 0, 0, 0, 0, 1)));
  }

  @Test
  void doesNotMatchAPredictionWithAnotherStreamsFrame() {
    Audit audit = new Audit("framecast.frames");
    audit.addPrediction(prediction("b", 0));
    audit.addFrame(frame("a", 0), true);
    assertThat(audit.result()).isEqualTo(new AuditResult(Map.of("a", AuditCounts.MISSING), 1));
  }

  @Test
  void countsAPredictionWithoutAFrameOrASourceAmongOthers() {
    Audit audit = new Audit("framecast.frames");
    audit.addPrediction(prediction("a", 7));
    audit.addPrediction(record("framecast.predictions", "b", 0, new byte[1]));
    assertThat(audit.result()).isEqualTo(new AuditResult(Map.of(), 2));
  }

  @Test
  void staysBalancedWithEveryMalformedRecord() {
    Audit audit = new Audit("framecast.frames");
    audit.addPrediction(prediction("a", 0));
    long offset = 100;
    for (MalformedRecord record : MalformedRecords.all()) {
      audit.addPrediction(record.toConsumerRecord("framecast.predictions", 0, offset));
      audit.addDeadLetter(record.toConsumerRecord("framecast.frames.dlq", 0, offset++));
    }
    audit.addFrame(frame("a", 0), true);
    AuditResult result = audit.result();
    assertThat(result.streams()).isEqualTo(Map.of("a", AuditCounts.PREDICTED));
    assertThat(result.others()).isGreaterThan(1_000);
  }

  @Test
  void ignoresADeadLetterThatHoldsAnotherRecordThanTheFrame() {
    Audit audit = new Audit("framecast.frames");
    audit.addPrediction(prediction("a", 0));
    audit.addDeadLetter(deadLetter("other", 0));
    audit.addFrame(frame("a", 0), true);
    assertThat(audit.result()).isEqualTo(new AuditResult(Map.of("a", AuditCounts.PREDICTED), 1));
  }

  @Test
  void expectsNoPredictionOfADeadLetter() {
    Audit audit = new Audit("framecast.frames");
    audit.addDeadLetter(deadLetter("a", 0));
    audit.addDeadLetter(deadLetter(null, 1));
    audit.addDeadLetter(record("framecast.frames.dlq", "a", 9, new byte[1]));
    audit.addPrediction(prediction("b", 2));
    audit.addDeadLetter(deadLetter("b", 2));
    audit.addFrame(frame("a", 0), true);
    audit.addFrame(frame(null, 1), true);
    audit.addFrame(frame("b", 2), true);
    assertThat(audit.result().streams())
        .isEqualTo(
            Map.of(
                "a", AuditCounts.REJECTED,
                "(no key)", AuditCounts.REJECTED,
                "b", new AuditCounts(1, 0, 1, 0, 0, 0, 1)));
  }

  @Test
  void expectsNoPredictionOfTheEndOfAStream() {
    assertThat(accounts(List.of(prediction("a", 0)), List.of(frame("a", 0), end("a", 1))))
        .isEqualTo(Map.of("a", new AuditCounts(2, 1, 0, 0, 1, 0, 0)));
  }

  @Test
  void expectsNoPredictionOfADuplicateFrame() {
    assertThat(
            accounts(
                List.of(prediction("a", 0), prediction("a", 1)),
                List.of(
                    frame("a", 0, "sequence", "64"),
                    frame("a", 1, "sequence", "65"),
                    frame("a", 2, "sequence", "65"),
                    frame("a", 3, "ce_sequence", "1"))))
        .isEqualTo(Map.of("a", new AuditCounts(4, 2, 0, 2, 0, 0, 0)));
  }

  @Test
  void expectsAPredictionOfAFrameThatResetsItsStream() {
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
          .isEqualTo(Map.of("a", new AuditCounts(2, 1, 0, 0, 0, 1, 0)));
    }
  }

  @Test
  void treatsNoFrameAsADuplicateAfterTheEndOfItsStream() {
    assertThat(
            accounts(
                List.of(prediction("a", 0)),
                List.of(
                    frame("a", 0, "sequence", "4"), end("a", 1), frame("a", 2, "sequence", "4"))))
        .isEqualTo(Map.of("a", new AuditCounts(3, 1, 0, 0, 1, 1, 0)));
  }

  @Test
  void countsAFrameThatIsNotDueOnlyWithItsPrediction() {
    Audit audit = new Audit("framecast.frames");
    audit.addPrediction(prediction("a", 0));
    audit.addFrame(frame("a", 0), false);
    audit.addFrame(frame("a", 1), false);
    assertThat(audit.result().streams()).isEqualTo(Map.of("a", AuditCounts.PREDICTED));
  }

  private static Map<String, AuditCounts> accounts(
      List<ConsumerRecord<byte[], byte[]>> predictions,
      List<ConsumerRecord<byte[], byte[]>> frames) {
    Audit audit = new Audit("framecast.frames");
    predictions.forEach(audit::addPrediction);
    frames.forEach(frame -> audit.addFrame(frame, true));
    return audit.result().streams();
  }
}
