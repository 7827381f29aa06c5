package io.framecast.topics.models;

import io.framecast.topics.HeaderText;
import io.framecast.topics.InvalidRecordException;
import io.framecast.topics.RecordText;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;

/**
 * The versions that were live, which predictions in the log may still name. They are in headers of
 * the champion's record.
 *
 * <p>A stream may stay on a version after another one is live, and change at any time between two
 * prunings. So a version that was in use counts until the first pruning at which it is not.
 *
 * @param last by version, newest first, when it was replaced, or found to be no longer in use: a
 *     time in milliseconds since 1970 after which no prediction names it
 * @param inUse versions that a stream may still be on
 */
record ServedVersions(Map<String, Long> last, Set<String> inUse) {
  static final ServedVersions NONE = new ServedVersions(Map.of(), Set.of());

  private static final String LAST = "framecast-served";
  private static final String IN_USE = "framecast-in-use";
  private static final int MOST = 1_000;

  ServedVersions {
    last = Collections.unmodifiableMap(limited(last));
    inUse = inUse.stream().limit(MOST).collect(Collectors.toUnmodifiableSet());
  }

  private static Map<String, Long> limited(Map<String, Long> last) {
    Map<String, Long> newest = new LinkedHashMap<>();
    last.entrySet().stream().limit(MOST).forEach(one -> newest.put(one.getKey(), one.getValue()));
    return newest;
  }

  /** Reads the headers; throws {@link InvalidRecordException} for any other text. */
  static ServedVersions of(ConsumerRecord<byte[], byte[]> record) {
    Map<String, Long> last = new LinkedHashMap<>();
    for (String one : split(record, LAST, "VERSION@MILLIS")) {
      int at = one.indexOf('@');
      if (at < 0 || !Version.isName(one.substring(0, at)) || !isTime(one.substring(at + 1))) {
        throw invalid(LAST, "VERSION@MILLIS", one);
      }
      last.putIfAbsent(one.substring(0, at), Long.parseLong(one.substring(at + 1)));
    }
    if (HeaderText.text(record.headers(), IN_USE) == null) {
      return new ServedVersions(last, last.keySet()); // an earlier program did not look
    }
    Set<String> inUse = new LinkedHashSet<>();
    for (String one : split(record, IN_USE, "VERSION")) {
      if (!Version.isName(one)) {
        throw invalid(IN_USE, "VERSION", one);
      }
      inUse.add(one);
    }
    return new ServedVersions(last, inUse);
  }

  private static List<String> split(
      ConsumerRecord<byte[], byte[]> record, String header, String form) {
    String text = HeaderText.text(record.headers(), header);
    if (text == null || text.isEmpty()) {
      return List.of();
    }
    List<String> found = List.of(text.split(",", MOST + 1));
    if (found.size() > MOST) {
      throw invalid(header, form, text);
    }
    return found;
  }

  private static InvalidRecordException invalid(String header, String form, String found) {
    return new InvalidRecordException(
        String.format(
            Locale.ROOT,
            "expected header %s to name at most %,d versions as %s, found %s",
            header,
            MOST,
            form,
            RecordText.quote(found)));
  }

  private static boolean isTime(String text) {
    return text.matches("[0-9]{1,18}");
  }

  /** Returns the versions after this champion was replaced, which streams are still on. */
  ServedVersions replace(String champion, long millis) {
    Set<String> more = new LinkedHashSet<>(Set.of(champion));
    more.addAll(inUse);
    return new ServedVersions(with(Set.of(champion), millis), more);
  }

  /**
   * Returns the versions after a look at all streams.
   *
   * @param used versions that a stream is on now, but for the live one
   */
  ServedVersions update(Set<String> used, long millis) {
    Set<String> left = new LinkedHashSet<>(inUse);
    left.removeAll(used);
    return new ServedVersions(with(left, millis), used);
  }

  private Map<String, Long> with(Collection<String> versions, long millis) {
    Map<String, Long> all = new LinkedHashMap<>();
    versions.forEach(version -> all.put(version, millis));
    last.forEach(all::putIfAbsent);
    return all;
  }

  /** Returns whether predictions may name the version that are at most so old. */
  boolean mayBeNamed(String version, long now, long maxAgeMillis) {
    Long until = last.get(version);
    return inUse.contains(version) || (until != null && now - until <= maxAgeMillis);
  }

  void add(Headers headers) {
    if (!last.isEmpty() || !inUse.isEmpty()) {
      HeaderText.add(
          headers,
          LAST,
          last.entrySet().stream()
              .map(entry -> entry.getKey() + "@" + entry.getValue())
              .collect(Collectors.joining(",")));
      HeaderText.add(headers, IN_USE, inUse.stream().sorted().collect(Collectors.joining(",")));
    }
  }
}
