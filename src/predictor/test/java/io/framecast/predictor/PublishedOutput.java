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
 * Holds what readers of a deployment's topics see of its predictions, forecasts, scores and dead
 * letters: committed keys, values and headers, in each stream's order. The order among streams of
 * one partition is not compared.
 */
record PublishedOutput(Map<String, List<String>> lines, int predictions, int records) {

  /** Waits for this many predictions and reads all records; a surplus prediction is included. */
  static PublishedOutput of(TestDeployment deployment, int predictions) throws Exception {
    Topics topics = deployment.topics;
    List<ConsumerRecord<byte[], byte[]>> all =
        new ArrayList<>(deployment.read(topics.predictions(), predictions));
    int found = all.size();
    if (TestNetwork.HORIZONS > 1) {
      all.addAll(deployment.read(topics.forecasts(), 0));
    }
    all.addAll(deployment.read(topics.scores(), 0));
    all.addAll(deployment.read(topics.deadLetters(), 0));
    Map<String, List<String>> lines = new TreeMap<>();
    for (ConsumerRecord<byte[], byte[]> record : all) {
      lines.computeIfAbsent(place(record), p -> new ArrayList<>()).add(line(record));
    }
    return new PublishedOutput(lines, found, all.size());
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

  /** Checks that no record differs, is missing or is repeated. */
  void assertEqualTo(PublishedOutput expected, String where) {
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
