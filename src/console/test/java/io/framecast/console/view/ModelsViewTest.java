package io.framecast.console.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.Topics;
import io.framecast.topics.UnreadableRecords;
import io.framecast.topics.models.Champion;
import io.framecast.topics.models.Version;
import io.micronaut.json.JsonMapper;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ModelsViewTest {
  private static final String TOPIC = Topics.DEFAULT.models();

  private final UnreadableRecords unreadable = new UnreadableRecords();
  private final ModelsView view = new ModelsView(unreadable, JsonMapper.createDefault());

  /** An empty table would say that no model is registered. */
  @Test
  void showsNothingBeforeTheTopicIsReadToItsEnd() {
    byte[] file = file("{\"__metadata__\":{\"seed\":\"7\"}}");
    String name = Version.name(file);
    view.restart(3); // the last record is a transaction's marker
    view.read(record(0, "model/" + name, file));
    view.reach(1);
    assertThat(view.registry()).isNull();
    view.read(record(1, "champion", champion(name)));
    view.reach(3);
    assertThat(view.registry().champion().version()).isEqualTo(name);
    assertThat(view.registry().versions())
        .singleElement()
        .satisfies(shown -> assertThat(shown.provenance()).isEqualTo(Map.of("seed", "7")));
  }

  @Test
  void showsTheOldStateWhileItReadsTheTopicAgain() {
    byte[] file = file("{}");
    view.restart(1);
    view.read(record(0, "model/" + Version.name(file), file));
    view.reach(1);
    view.restart(2);
    assertThat(view.registry().versions()).hasSize(1);
    view.read(record(0, "model/" + Version.name(file), file));
    view.read(record(1, "model/" + Version.name(file), null));
    view.reach(2);
    assertThat(view.registry().versions()).isEmpty();
  }

  @Test
  void countsAnInvalidRecordAndKeepsItsSentence() {
    view.restart(1);
    view.read(record(0, "model/0123456789abcdef", file("{}")));
    view.reach(1);
    assertThat(unreadable.count(TOPIC)).isEqualTo(1);
    assertThat(view.registry().versions()).isEmpty();
    assertThat(view.registry().refused()).singleElement().asString().contains("hashes to its key");
  }

  private static byte[] file(String header) {
    byte[] json = header.getBytes(UTF_8);
    return ByteBuffer.allocate(Long.BYTES + json.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .array();
  }

  private static byte[] champion(String name) {
    return new Champion(name, name, "2026-01-01T00:00:00Z", "me", "why").toJson();
  }

  private static ConsumerRecord<byte[], byte[]> record(long offset, String key, byte[] value) {
    return new ConsumerRecord<>(TOPIC, 0, offset, key.getBytes(UTF_8), value);
  }
}
