package io.framecast.trainer.clips;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.frames.FrameLimits;
import io.framecast.trainer.InMemoryLog;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClipIndexTest {
  private final InMemoryLog log = new InMemoryLog(2);
  private final ClipReader reader = new ClipReader(log, InMemoryLog.TOPIC, FrameLimits.DEFAULT, 1);

  @Test
  void indexesEveryClipAndReadsEveryRecordOnce() {
    log.append(3, 0, 43);
    ClipIndex index = reader.index(List.of(range(0, 0, 129), range(1, 0, 129)));
    assertThat(index.clips(stream -> true)).hasSize(6 * 3);
    assertThat(index.clips("sim-3"::equals))
        .extracting(clip -> clip.first().offset())
        .containsExactly(1L, 43L, 85L);
    assertThat(log.readings()).hasSize(258).allSatisfy((place, times) -> assertThat(times).isOne());
  }

  @Test
  void extendingReadsOnlyWhatIsNewAndFindsTheSameClipsAsOnePass() {
    log.append(2, 0, 20);
    ClipIndex index = reader.index(List.of(range(0, 5, 40), range(1, 3, 40)));
    log.append(2, 20, 80);
    List<OffsetRange> longer = List.of(range(0, 5, 160), range(1, 3, 160));
    int before = log.recordsRead();
    assertThat(reader.index(index, longer, StreamShare.ALL)).isSameAs(index);
    assertThat(log.recordsRead() - before).isEqualTo(2 * 120);
    assertThat(index.ranges()).isEqualTo(longer);
    assertThat(index.clips(stream -> true)).isEqualTo(reader.index(longer).clips(stream -> true));
  }

  @Test
  void anotherStartNeedsANewIndex() {
    log.append(2, 0, 40);
    ClipIndex index = reader.index(List.of(range(0, 5, 40)));
    assertThat(reader.index(index, List.of(range(0, 6, 80)), StreamShare.ALL)).isNotSameAs(index);
    assertThat(reader.index(index, List.of(range(0, 5, 80), range(1, 0, 80)), StreamShare.ALL))
        .isNotSameAs(index);
    assertThat(reader.index(index, List.of(range(0, 5, 39)), StreamShare.ALL)).isNotSameAs(index);
    assertThat(reader.index(null, List.of(range(0, 5, 40)), StreamShare.ALL).ranges())
        .isEqualTo(index.ranges());
  }

  @Test
  void loadingFetchesTheFramesOfTheClipsAndNoOthers() {
    log.append(1, 0, 100);
    List<IndexedClip> clips =
        reader.index(List.of(range(0, 0, 100), range(1, 0, 100))).clips(stream -> true);
    int before = log.recordsRead();
    List<IndexedClip> wanted = List.of(clips.get(4), clips.get(1), clips.get(9), clips.get(2));
    List<LoggedClip> loaded = reader.load(wanted);
    assertThat(loaded).extracting(LoggedClip::place).isEqualTo(wanted);
    // two of the clips share a frame
    assertThat(log.recordsRead() - before).isEqualTo(4 * IndexedClip.FRAMES - 1);
    assertThat(reader.decoder().decode(loaded.get(0))).hasSize(IndexedClip.FRAMES);
    assertThat(reader.decoder().decode(loaded.get(0)).get(2).pixels()[58]).isEqualTo(1);
  }

  @Test
  void clipsThatTheLogNoLongerHoldsAreMissing() {
    log.append(1, 0, 100);
    List<IndexedClip> clips = reader.index(List.of(range(0, 0, 100))).clips(stream -> true);
    log.removeBefore(0, 15);
    assertThat(reader.load(clips))
        .extracting(LoggedClip::place)
        .isEqualTo(clips.subList(2, clips.size()));
  }

  @Test
  void aSampledClipIsFoundAgainByItsPlace() {
    log.append(4, 0, 200);
    List<IndexedClip> sampled =
        reader.sample(List.of(range(0, 0, 800), range(1, 0, 800)), s -> !s.equals("sim-1"), 30, 7);
    assertThat(sampled).hasSizeGreaterThan(20).doesNotHaveDuplicates();
    assertThat(sampled).extracting(IndexedClip::stream).doesNotContain("sim-1");
    assertThat(reader.find(sampled.stream().map(IndexedClip::first).toList())).isEqualTo(sampled);
  }

  private static OffsetRange range(int partition, long from, long to) {
    return new OffsetRange(partition, from, to);
  }
}
