package io.framecast.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RecordTextTest {
  @Test
  void acceptsPairsOfSurrogatesAlone() {
    for (String text :
        List.of("v1", "\ud83d\ude00", "a\ud83d\ude00\ud83d\ude00b", "\ue000\uffff")) {
      assertThat(RecordText.name("model", text)).isEqualTo(text);
    }
    for (String text :
        List.of(
            "\ud83d",
            "\ude00",
            "\ude00\ud83d",
            "a\ud83d",
            "\ud83db",
            "\ud83d\ud83d\ude00",
            "\ud83d\ude00\ude00")) {
      assertThatThrownBy(() -> RecordText.name("model", text))
          .isInstanceOf(InvalidRecordException.class)
          .hasMessageContaining("unpaired surrogate");
      assertThat(RecordText.name("model", RecordText.shorten(text, 9))).doesNotContain(text);
    }
  }
}
