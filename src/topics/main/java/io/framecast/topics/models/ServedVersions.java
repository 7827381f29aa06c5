package io.framecast.topics.models;

import io.framecast.topics.HeaderText;
import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.RecordText;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * Reads and writes the versions that were live, each with the time at which another one replaced
 * it, newest first, in a header of the champion's record. Predictions in the log may still name
 * them.
 */
final class ServedVersions {
  private static final String HEADER = "framecast-served";
  private static final int MOST = 1_000;

  private ServedVersions() {}

  /** Reads the header; throws {@link InvalidRecordException} for any other text. */
  static Map<String, Long> of(ConsumerRecord<byte[], byte[]> record) {
    String text = HeaderText.text(record.headers(), HEADER);
    Map<String, Long> served = new LinkedHashMap<>();
    if (text == null || text.isEmpty()) {
      return served;
    }
    for (String one : text.split(",", MOST + 1)) {
      int at = one.indexOf('@');
      if (at < 0 || !Version.isName(one.substring(0, at)) || !isTime(one.substring(at + 1))) {
        throw new InvalidRecordException(
            String.format(
                Locale.ROOT,
                "expected header %s to name at most %,d versions as VERSION@MILLIS, found %s",
                HEADER,
                MOST,
                RecordText.quote(one)));
      }
      served.putIfAbsent(one.substring(0, at), Long.parseLong(one.substring(at + 1)));
    }
    return Collections.unmodifiableMap(served);
  }

  private static boolean isTime(String text) {
    return text.matches("[0-9]{1,18}");
  }

  /** Returns the versions after this champion was replaced. */
  static Map<String, Long> after(String champion, long millis, Map<String, Long> served) {
    Map<String, Long> after = new LinkedHashMap<>();
    after.put(champion, millis);
    served.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(champion))
        .limit(MOST - 1)
        .forEach(entry -> after.put(entry.getKey(), entry.getValue()));
    return after;
  }

  static void add(Headers headers, Map<String, Long> served) {
    if (!served.isEmpty()) {
      HeaderText.add(
          headers,
          HEADER,
          served.entrySet().stream()
              .map(entry -> entry.getKey() + "@" + entry.getValue())
              .collect(Collectors.joining(",")));
    }
  }
}
