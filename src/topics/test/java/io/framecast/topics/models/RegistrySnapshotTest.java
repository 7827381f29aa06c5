package io.framecast.topics.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.framecast.broker.MalformedRecord;
import io.framecast.broker.MalformedRecords;
import io.framecast.topics.UnreadableRecords;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrySnapshotTest {
  private static final byte[] FILE = {1, 2, 3};
  private static final byte[] OTHER = {4};
  private static final String NAME = "039058c6f2c0cb49"; // of sha256sum

  private final RegistrySnapshot models = new RegistrySnapshot();
  private long offset;

  @Test
  void namesAVersionByItsContent() {
    assertThat(Version.name(FILE)).isEqualTo(NAME);
    models.apply(record("model/" + NAME, FILE));
    assertThat(models.versions())
        .containsExactly(
            new Version(
                NAME, "039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81", 3, 0, 7));
  }

  @Test
  void returnsTheLastPromotedVersionAsChampion() {
    assertThat(models.champion()).isNull();
    models.apply(record("champion", champion("a").toJson()));
    models.apply(record("champion", champion("b").toJson()));
    assertThat(models.champion()).isEqualTo(champion("b"));
    models.apply(record("champion", null));
    assertThat(models.champion()).isNull();
  }

  @Test
  void writesTheChampionAsTheContractsJson() {
    assertThat(champion("a").toJson())
        .asString(UTF_8)
        .isEqualTo(
            "{\"version\":\"a\",\"sha256\":\"abc\",\"promoted\":\"2026-01-02T03:04:05Z\","
                + "\"by\":\"trainer\",\"reason\":\"better\"}");
  }

  @Test
  void removesAVersion() {
    models.apply(record("model/" + NAME, FILE));
    models.apply(record("model/" + NAME, null));
    assertThat(models.versions()).isEmpty();
  }

  @Test
  void keepsTheFirstOffsetOfAFileThatIsPublishedTwice() {
    models.apply(record("model/" + NAME, FILE));
    models.apply(record("model/" + NAME, FILE));
    assertThat(models.version(NAME)).extracting(Version::offset).isEqualTo(0L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "champion | no json | expected the JSON of a Champion, found other bytes",
        "champion | {} | expected a champion with version and sha256",
        "champion | {\"version\":5,\"sha256\":\"b\"} | expected the JSON",
        "model/abc | any | expected a file that hashes to its key, found one of ",
        "something | any | expected a key model/VERSION or champion",
      })
  void rejectsAnInvalidRecordWithASentence(String key, String value, String sentence) {
    models.apply(record("model/" + NAME, FILE));
    models.apply(record("champion", champion(NAME).toJson()));
    assertThatThrownBy(() -> models.apply(record(key, value.getBytes(UTF_8))))
        .isInstanceOf(InvalidModelException.class)
        .hasMessageStartingWith("m@2, key \"" + key + "\": ")
        .hasMessageContaining(sentence);
    assertThat(models.champion()).isEqualTo(champion(NAME));
    assertThat(models.versions()).hasSize(1);
    assertThat(models.rejections()).hasSize(1).first().asString().contains(sentence);
  }

  @Test
  void removesTheSentenceOfAnInvalidChampionWithTheNextOne() {
    assertThatThrownBy(() -> models.apply(record("champion", OTHER)))
        .isInstanceOf(InvalidModelException.class);
    models.apply(record("champion", champion("a").toJson()));
    assertThat(models.rejections()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "[]", "5", "{}", "{\"version\":null,\"sha256\":null}"})
  void keepsTheLastValidChampion(String value) {
    ConsumerRecord<byte[], byte[]> good = record("champion", champion(NAME).toJson());
    good.headers().add("framecast-before", "a,b".getBytes(UTF_8));
    models.apply(good);
    UnreadableRecords unreadable = new UnreadableRecords();
    models.apply(record("champion", value.getBytes(UTF_8)), unreadable);
    assertThat(models.champion()).isEqualTo(champion(NAME));
    assertThat(models.before()).containsExactly("a", "b");
    assertThat(models.rejections()).hasSize(1);
    assertThat(unreadable.count("m")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {",", "a,,b", "a b", "\u001b[2J", "a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u"})
  void acceptsAChampionWithAnInvalidRollbackHistory(String before) {
    ConsumerRecord<byte[], byte[]> record = record("champion", champion("a").toJson());
    record.headers().add("framecast-before", before.getBytes(UTF_8));
    assertThatThrownBy(() -> models.apply(record))
        .hasMessageContaining("expected header framecast-before to name at most 20 versions");
    assertThat(models.champion()).isEqualTo(champion("a"));
    assertThat(models.before()).isEmpty();
  }

  @Test
  void appliesOrRejectsEveryMalformedRecordWithinBounds() {
    UnreadableRecords unreadable = new UnreadableRecords();
    long offset = 0;
    for (MalformedRecord record : MalformedRecords.all()) {
      models.apply(record.toConsumerRecord("m", 0, offset++), unreadable);
    }
    for (int n = 0; n < 1_000; n++) {
      models.apply(record("k" + n, OTHER), unreadable);
    }
    assertThat(models.rejections()).hasSize(101);
    assertThat(models.rejections().get(0)).endsWith("earlier records were rejected");
    assertThat(models.rejections()).allMatch(sentence -> sentence.length() < 500);
    assertThat(unreadable.count("m")).isGreaterThan(500);
    models.apply(record("champion", champion("a").toJson()));
    assertThat(models.champion()).isEqualTo(champion("a"));
  }

  @Test
  void quotesAKeyShortAndInAscii() {
    ConsumerRecord<byte[], byte[]> record = record("<é\n" + "x".repeat(300), OTHER);
    assertThatThrownBy(() -> models.apply(record))
        .hasMessageStartingWith("m@0, key \"<??" + "x".repeat(37) + "...\": ");
  }

  private static Champion champion(String version) {
    return new Champion(version, "abc", "2026-01-02T03:04:05Z", "trainer", "better");
  }

  private ConsumerRecord<byte[], byte[]> record(String key, byte @Nullable [] value) {
    return new ConsumerRecord<>(
        "m",
        0,
        offset++,
        7,
        org.apache.kafka.common.record.TimestampType.CREATE_TIME,
        key.length(),
        value == null ? -1 : value.length,
        key.getBytes(UTF_8),
        value,
        new org.apache.kafka.common.header.internals.RecordHeaders(),
        java.util.Optional.empty());
  }
}
