package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.Source;
import org.junit.jupiter.api.Test;

class AnswersTest {
  private final Answers answers = new Answers();
  private final Source source = new Source("framecast.frames", 3, 5);

  @Test
  void latencyIsKnownWhicheverIsSeenFirst() {
    assertThat(answers.frame(source, 1_000)).isEmpty();
    assertThat(answers.prediction(source, 1_012)).hasValue(12);
    assertThat(answers.prediction(source, 1_020)).isEmpty();
    assertThat(answers.frame(source, 1_003)).hasValue(17);
  }

  @Test
  void anotherPartitionsFrameIsAnotherFrame() {
    assertThat(answers.frame(source, 1_000)).isEmpty();
    assertThat(answers.prediction(new Source("framecast.frames", 2, 5), 1_012)).isEmpty();
  }
}
