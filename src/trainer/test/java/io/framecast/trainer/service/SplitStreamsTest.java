package io.framecast.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.PredictionScore;
import io.framecast.topics.SplitStream;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SplitStreamsTest {
  private final SplitStreams streams = new SplitStreams();

  private Optional<SplitStream> score(String stream, int partition, long time) {
    String source = "frames-" + partition + "@" + time;
    return streams.add(
        new PredictionScore(stream, null, source, "v1", 0.1, 0.1, 0.1, 0.9, 0.5, null), time);
  }

  @Test
  void findsAStreamWithScoresInTwoPartitionsOverTheSameTime() {
    assertThat(score("cam", 0, 10)).isEmpty();
    assertThat(score("other", 1, 11)).isEmpty();
    assertThat(score("cam", 1, 12)).isEmpty();
    assertThat(score("cam", 0, 13)).isEmpty();
    assertThat(score("cam", 1, 14)).contains(new SplitStream("cam", "frames", 1, 0));
    assertThat(score("cam", 0, 15)).as("once is enough").isEmpty();
  }

  @Test
  void findsItInWhateverOrderPartitionsAreRead() {
    score("cam", 0, 10);
    score("cam", 0, 20);
    score("cam", 1, 15);
    assertThat(score("cam", 1, 17)).contains(new SplitStream("cam", "frames", 1, 0));
  }

  @Test
  void aStreamThatMovesOnceIsNotSplit() {
    score("cam", 0, 10);
    score("cam", 1, 21);
    assertThat(score("cam", 0, 20)).as("read late").isEmpty();
    assertThat(score("cam", 1, 30)).isEmpty();
    assertThat(score("cam", 2, 40)).isEmpty();
    assertThat(score("cam", 2, 50)).isEmpty();
  }
}
