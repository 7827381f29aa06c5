package io.framecast.service;

import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds settings under {@code framecast.} that a service does not read. */
final class UnknownSettings {
  private static final Logger LOG = LoggerFactory.getLogger(UnknownSettings.class);

  /**
   * Variables that are no settings of a reader: the admin token, the log format, and what
   * Kubernetes sets for a service whose name starts with framecast.
   */
  private static final Pattern OTHER_VARIABLES =
      Pattern.compile(
          "framecast-(admin-token|log-format|.*service-(host|port.*)|(.*-)?port(-\\d+-(tcp|udp).*)?)");

  /** More wrong letters than this are another name. */
  private static final int MAX_TYPOS = 2;

  private UnknownSettings() {}

  /** Returns a sentence for each name that no service reads. */
  static List<String> problems(Environment environment, Set<String> read) {
    Set<String> own = plain(read);
    Set<String> others = plain(KnownSettings.NAMES);
    List<String> problems = new ArrayList<>();
    for (String name : names(environment)) {
      String plain = plain(name);
      if (own.contains(plain) || OTHER_VARIABLES.matcher(plain).matches()) {
        continue;
      }
      if (others.contains(plain)) {
        LOG.debug("{} is a setting of another service, and is ignored", name);
      } else {
        problems.add(name + ": " + advice(plain, read));
      }
    }
    return problems;
  }

  private static Set<String> names(Environment environment) {
    Set<String> names = new TreeSet<>();
    for (PropertySource source : environment.getPropertySources()) {
      for (String name : source) {
        if (plain(name).startsWith(plain(SettingReader.PREFIX))) {
          names.add(name);
        }
      }
    }
    return names;
  }

  private static String advice(String plain, Set<String> read) {
    Optional<String> near =
        Stream.concat(read.stream(), KnownSettings.NAMES.stream())
            .map(name -> SettingReader.PREFIX + name)
            .filter(name -> distance(plain(name), plain) <= MAX_TYPOS)
            .min(Comparator.comparingInt(name -> distance(plain(name), plain)));
    return near.map(name -> "expected a known setting; did you mean " + name + "?")
        .orElse("expected a known setting; --help lists them");
  }

  /** Returns how many letters must be inserted, removed or replaced (Levenshtein). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private static Set<String> plain(Set<String> names) {
    return names.stream()
        .map(name -> plain(SettingReader.PREFIX + name))
        .collect(Collectors.toSet());
  }

  /** Returns one spelling of {@code framecast.max-fill} and {@code FRAMECAST_MAX_FILL}. */
  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace('.', '-').replace('_', '-');
  }
}
