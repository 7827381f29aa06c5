package io.framecast.predictor;

import static org.assertj.core.api.Assertions.assertThat;

import io.framecast.topics.HeaderText;
import io.framecast.topics.Topics;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * All that readers of an installation's topics can see of its predictions, scores and dead letters:
 * committed keys, values and headers, each stream's in its order. Streams of one partition may be
 * woven together in any way.
 */
record Output(Map<String, List<String>> lines, int predictions, int records) {

  /** Reads it all, once there are so many predictions; one more would be found too. */
  static Output of(Installation installation, int predictions) throws Exception {
    Topics topics = installation.topics;
    List<ConsumerRecord<byte[], byte[]>> all =
        new ArrayList<>(installation.read(topics.predictions(), predictions));
    int found = all.size();
    all.addAll(installation.read(topics.scores(), 0));
    all.addAll(installation.read(topics.deadLetters(), 0));
    Map<String, List<String>> lines = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : all) {
      lines.computeIfAbsent(place(record), p -> new ArrayList<>()).add(line(record));
    }
    return new Output(lines, found, all.size());
  }

  private static String place(ConsumerRecord<byte[], byte[]> record) {
    String origin = HeaderText.text(record.headers(), "framecast-original-offset");
    String key =
        record.key() == null ? "no key" : new String(record.key(), StandardCharsets.ISO_8859_1);
    return record.topic() + " " + key + (origin == null ? "" : " @" + origin);
  }

  private static String line(ConsumerRecord<byte[], byte[]> record) {
    StringBuilder line = new StringBuilder();
    for (Header header : record.headers()) {
      line.append(header.key()).append('=');
      line.append(new String(header.value(), StandardCharsets.UTF_8)).append(' ');
    }
    byte[] value = record.value();
    return line.append(value == null ? "null" : HexFormat.of().formatHex(value)).toString();
  }

  /** Not a byte differs, none is missing and none came twice. */
  void isThatOf(Output expected, String where) {
    assertThat(lines.keySet()).as(where).isEqualTo(expected.lines.keySet());
    expected.lines.forEach(
        (place, wanted) -> {
          List<String> found = lines.get(place);
          for (int i = 0; i < Math.min(found.size(), wanted.size()); i++) {
            assertThat(found.get(i))
                .as("%s: record %d of %s", where, i, place)
                .isEqualTo(wanted.get(i));
          }
          assertThat(found).as("%s: records of %s", where, place).hasSameSizeAs(wanted);
        });
    assertThat(records).as(where).isEqualTo(expected.records);
  }
}
