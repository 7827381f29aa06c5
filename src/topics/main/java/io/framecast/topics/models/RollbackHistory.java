package io.framecast.topics.models;

import io.framecast.topics.HeaderText;
import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.RecordText;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Reads and writes the versions to roll back to, newest first, in a header of the champion's
 * record. A compacted topic keeps no earlier champions.
 */
final class RollbackHistory {
  private static final String HEADER = "framecast-before";
  private static final int MOST = 20;

  private RollbackHistory() {}

  /** Reads the header; throws {@link InvalidRecordException} for any other text. */
  static List<String> of(ConsumerRecord<byte[], byte[]> record) {
    String text = HeaderText.text(record.headers(), HEADER);
    if (text == null || text.isEmpty()) {
      return List.of();
    }
    List<String> names = List.of(text.split(",", MOST + 1));
    if (names.size() > MOST || !names.stream().allMatch(Version::isName)) {
      throw new InvalidRecordException(
          String.format(
              Locale.ROOT,
              "expected header %s to name at most %d versions, found %s",
              HEADER,
              MOST,
              RecordText.quote(text)));
    }
    return names;
  }

  /** Returns the history after this champion was replaced; it becomes the first to roll back to. */
  static List<String> after(String champion, List<String> before) {
    return Stream.concat(Stream.of(champion), before.stream()).limit(MOST).toList();
  }

  static void add(Headers headers, List<String> before) {
    if (!before.isEmpty()) {
      HeaderText.add(headers, HEADER, String.join(",", before));
    }
  }
}
