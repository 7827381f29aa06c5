package io.framecast.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.frames.FrameLimits;
import io.framecast.trainer.InMemoryLog;
import io.framecast.trainer.clips.ClipIndex;
import io.framecast.trainer.clips.ClipReader;
import io.framecast.trainer.clips.IndexedClip;
import io.framecast.trainer.clips.LoggedClip;
import io.framecast.trainer.clips.OffsetRange;
import io.framecast.trainer.clips.StreamShare;
import io.framecast.trainer.rounds.Manifest;
import io.framecast.trainer.rounds.TrainingClips;
import io.framecast.trainer.service.ClipSelector.PlannedRound;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** How often a round reads the log, from its plan to the evaluation of its result. */
class RoundReadsTest {
  private static final int OLD = 75 * 16;

  private final InMemoryLog log = new InMemoryLog(1);
  private final ClipReader clips = new ClipReader(log, InMemoryLog.TOPIC, FrameLimits.DEFAULT, 1);
  private final TrainerSettings settings =
      TrainerSettingsTest.read(
          Map.of("framecast.round.records", 150 * 16, "framecast.held-out", 25));
  private final ClipSelector selector = new ClipSelector(log, clips, settings);

  @Test
  void aRoundIndexesTheLogOnceAndThenFetchesOnlyItsClips() {
    log.append(16, 0, 210);
    ClipIndex index = selector.newest(null, null);
    assertThat(fresh()).allSatisfy(times -> assertThat(times).isOne());
    assertThat(index.ranges()).hasSize(1);
    assertThat(index.ranges().get(0).from()).isEqualTo(OLD);

    // planned from the index: only places before the fresh frames are read
    int trained = selector.fresh(index).size();
    List<IndexedClip> heldOut = selector.heldOut(index);
    assertThat(heldOut).isNotEmpty();
    PlannedRound round = selector.plan(index, "0123456789abcdef", 77);
    assertThat(round.clips().fresh()).hasSize(trained);
    assertThat(round.manifest().reservoir()).isNotEmpty();
    assertThat(fresh()).allSatisfy(times -> assertThat(times).isOne());

    // trained: the frames of its clips are fetched once
    List<LoggedClip> loaded = clips.load(round.clips().fresh());
    assertThat(loaded).hasSize(trained);
    assertThat(fresh()).allSatisfy(times -> assertThat(times).isLessThanOrEqualTo(2));

    // evaluated on newer frames as well: only those are indexed
    log.append(16, 210, 240);
    int before = log.recordsRead();
    ClipIndex longer = clips.index(index, List.of(toEnd(index)), StreamShare.ALL);
    assertThat(longer).isSameAs(index);
    assertThat(log.recordsRead() - before).isEqualTo(30 * 16);
    assertThat(selector.heldOut(longer)).hasSizeGreaterThan(heldOut.size());
    clips.load(selector.heldOut(longer));
    assertThat(fresh()).allSatisfy(times -> assertThat(times).isLessThanOrEqualTo(3));
  }

  @Test
  void theClipsThatARoundIsGivenAreThoseThatItsManifestLeadsTo() {
    log.append(16, 0, 210);
    PlannedRound round = selector.plan(selector.newest(null, null), "0123456789abcdef", 77);
    TrainingClips given = TrainingClips.parse(round.clips().toJson());
    assertThat(given).isEqualTo(round.clips());
    assertThat(TrainingClips.find(round.manifest(), clips)).isEqualTo(given);
  }

  @Test
  void waitingForClipsReadsOnlyNewFrames() {
    log.append(16, 0, 20);
    ClipIndex index = selector.newest(null, null);
    log.append(16, 20, 30);
    int before = log.recordsRead();
    assertThat(selector.newest(index, null)).isSameAs(index);
    assertThat(log.recordsRead() - before).isEqualTo(10 * 16);
    log.append(16, 30, 240); // more than round.records: its oldest frames do not count any more
    assertThat(selector.toEnd(index, index.ranges())).isNotSameAs(index);
  }

  @Test
  void newFramesOfALongLogAreReadAloneUntilAQuarterIsNew() {
    log.append(16, 0, 240);
    ClipIndex index = selector.newest(null, null);
    log.append(16, 240, 245);
    int before = log.recordsRead();
    assertThat(selector.newest(index, null)).isSameAs(index);
    assertThat(log.recordsRead() - before).isEqualTo(5 * 16);
    log.append(16, 245, 290);
    assertThat(selector.newest(index, null)).isNotSameAs(index);
  }

  @Test
  void learnsFromAShareOfTheStreamsWhereTheNewestRecordsHoldNoClipOfAny() {
    ClipSelector few =
        new ClipSelector(
            log, clips, TrainerSettingsTest.read(Map.of("framecast.round.records", 4_000)));
    log.append(400, 0, 100); // 10 frames of each stream are in 4,000 records
    ClipIndex index = few.newest(null, null);
    assertThat(index.share().oneIn()).isEqualTo(4);
    assertThat(index.records()).isBetween(12_000L, 16_000L);
    assertThat(index.toString()).contains("records, with ").endsWith(" streams, one in 4");
    PlannedRound round = few.plan(index, "0123456789abcdef", 77);
    assertThat(few.heldOut(index)).hasSizeGreaterThanOrEqualTo(20);
    assertThat(round.manifest().oneIn()).isEqualTo(4);
    assertThat(Manifest.parse(round.manifest().toJson())).isEqualTo(round.manifest());
    assertThat(TrainingClips.find(round.manifest(), clips)).isEqualTo(round.clips());
    int before = log.recordsRead();
    assertThat(few.newest(index, null)).isSameAs(index);
    assertThat(log.recordsRead()).isEqualTo(before);
  }

  @Test
  void framesSinceADriftAreThoseFromItsOffsetsOn() {
    log.append(16, 0, 60);
    ClipIndex index = selector.newest(null, Map.of(new TopicPartition(InMemoryLog.TOPIC, 0), 320L));
    assertThat(index.ranges()).containsExactly(new OffsetRange(0, 320, 960));
    assertThat(selector.newest(null, Map.of()).ranges()).isEmpty();
  }

  private static OffsetRange toEnd(ClipIndex index) {
    OffsetRange range = index.ranges().get(0);
    return new OffsetRange(range.partition(), range.from(), range.to() + 30 * 16);
  }

  /** How often each of the fresh records was read. */
  private List<Integer> fresh() {
    return log.readings().entrySet().stream()
        .filter(entry -> Integer.parseInt(entry.getKey().substring(2)) >= OLD)
        .map(Map.Entry::getValue)
        .toList();
  }
}
