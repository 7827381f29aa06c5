package io.framecast.deploy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Collects faults, one sentence each: where, expected, found. */
final class Faults {
  private final List<String> all = new ArrayList<>();

  /** Adds a fault. */
  void add(Manifest where, String path, String expected, @Nullable Object found) {
    all.add(
        String.format(Locale.ROOT, "%s, %s: expected %s, found %s", where, path, expected, found));
  }

  /** Adds a fault unless the value is as expected. */
  void expect(Manifest where, String path, Object expected, @Nullable Object found) {
    if (!Objects.equals(expected, found)) {
      add(where, path, expected.toString(), found);
    }
  }

  List<String> all() {
    return List.copyOf(all);
  }
}
