package io.framecast.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.trainer.drift.DriftDetector.DriftAlarm;
import io.framecast.trainer.service.RoundRequest.Cause;
import io.framecast.trainer.service.RoundRequest.RoundDecision;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetrainingTriggerTest {
  private static final Map<TopicPartition, Long> OFFSETS = Map.of(new TopicPartition("t", 3), 7L);
  private static final TrainerSettings.Rounds SETTINGS =
      new TrainerSettings.Rounds(
          Duration.ofMinutes(10),
          Duration.ofSeconds(30),
          1_500,
          150,
          50_000,
          0.005,
          1,
          25,
          1L << 32);

  /** Times in seconds; no alarm is written as -1. */
  @ParameterizedTest(name = "running {0}, alarm at {1}, now {2}, last {3}, not before {4}")
  @CsvSource({
    // running, alarm, now, last round, not before: cause, clips, can wait
    "false,  -1,  599,   0,    0, NONE,      0, false",
    "false,  -1,  600,   0,    0, SCHEDULE, 64, false",
    "false,  -1,  601,   0, 9999, SCHEDULE, 64, false",
    "true,   -1,  601,   0,    0, NONE,      0, false",
    "false, 100,  130,  90,    0, DRIFT,   150, true",
    "true,  100,  130,  90,    0, NONE,      0, false",
    "false, 100,  130,  90,  131, NONE,      0, false",
    "false, 100,  131,  90,  131, DRIFT,   150, true",
    "false, 100,  219,  90,    0, DRIFT,   150, true",
    "false, 100,  220,  90,    0, DRIFT,    64, false",
    "false, 100,  700,  90,    0, DRIFT,    64, false",
    "false, 100,  700,  90, 9999, SCHEDULE, 64, false",
  })
  void aRoundIsDueAfterDriftOrWhenTheLongestTimeIsOver(
      boolean running,
      long alarmAt,
      long now,
      long last,
      long notBefore,
      String cause,
      int clips,
      boolean canWait) {
    DriftAlarm alarm =
        alarmAt < 0 ? null : new DriftAlarm("v1", alarmAt * 1_000, OFFSETS, 0.9, 0.5);
    RoundRequest request =
        RetrainingTrigger.decide(
            new RetrainingTrigger.Inputs(
                running, alarm, now * 1_000, last * 1_000, notBefore * 1_000),
            SETTINGS);
    if (cause.equals("NONE")) {
      assertThat(request).isNull();
      return;
    }
    assertThat(request.cause()).isEqualTo(Cause.valueOf(cause));
    assertThat(request.minClips()).isEqualTo(clips);
    assertThat(request.canWait()).isEqualTo(canWait);
    assertThat(request.since()).isEqualTo(request.cause() == Cause.DRIFT ? OFFSETS : null);
  }

  @Test
  void theReasonNamesTheSkillBeforeAndAfterTheDrift() {
    RoundRequest request =
        RetrainingTrigger.decide(
            new RetrainingTrigger.Inputs(
                false, new DriftAlarm("v1", 1_000, OFFSETS, 0.9123, 0.5), 2_000, 0, 0),
            SETTINGS);
    assertThat(request.reason()).isEqualTo("skill fell from 0.912 to 0.500");
  }

  @ParameterizedTest
  @CsvSource({
    // fresh, held out, can wait
    "64, 20, false, BEGIN",
    "64, 20, true,  BEGIN",
    "63, 20, false, REJECT",
    "64, 19, false, REJECT",
    "63, 20, true,  WAIT",
    "64, 19, true,  WAIT",
    "0,  0,  true,  WAIT",
  })
  void aDueRoundBeginsWhenThereAreEnoughClips(
      int fresh, int heldOut, boolean canWait, RoundDecision decision) {
    RoundRequest request = new RoundRequest(Cause.DRIFT, "why", OFFSETS, 64, canWait);
    assertThat(request.decide(fresh, heldOut)).isEqualTo(decision);
  }

  @ParameterizedTest
  @CsvSource({"0, 30", "1, 60", "2, 120", "7, 3840", "8, 3840", "1000000, 3840"})
  void thePauseDoublesWithEveryFailedRoundUpToALimit(int failed, long seconds) {
    assertThat(RetrainingTrigger.pauseMillis(Duration.ofSeconds(30), failed))
        .isEqualTo(seconds * 1_000);
  }
}
