package io.framecast.service;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The host names that a service answers for. A web page whose own domain suddenly resolves to this
 * service (DNS rebinding) sends that domain as its host. So an address is allowed, and a name that
 * no public DNS server answers for; any other name must be in the setting.
 */
public final class AllowedHosts {
  private static final String ANY = "*";
  private static final Pattern NAME = Pattern.compile("[a-z0-9_.-]{1,254}");
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  /** A name or an address, with a port or without. */
  private static final Pattern AUTHORITY =
      Pattern.compile("(\\[[0-9a-f:.]{2,45}]|" + NAME + ")(:\\d{0,5})?");

  /** The ends of names that are reserved for a machine, a local network or a Kubernetes cluster. */
  private static final List<String> RESERVED = List.of(".localhost", ".local", ".svc");

  private final Set<String> configured;

  private AllowedHosts(Set<String> configured) {
    this.configured = configured;
  }

  /**
   * Parses the setting: names without a port, separated by commas, or {@code *} for any.
   *
   * @return empty for any other text
   */
  static Optional<AllowedHosts> parse(String setting) {
    Set<String> names =
        Arrays.stream(setting.split(",", -1))
            .map(name -> normalize(name.strip()))
            .filter(name -> !name.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
    return names.stream().allMatch(name -> name.equals(ANY) || NAME.matcher(name).matches())
        ? Optional.of(new AllowedHosts(names))
        : Optional.empty();
  }

  /** Returns the host of {@code HOST} or {@code HOST:PORT} in lower case; null for another text. */
  static @Nullable String hostOf(String authority) {
    Matcher found = AUTHORITY.matcher(authority.toLowerCase(Locale.ROOT));
    if (!found.matches()) {
      return null;
    }
    String host = normalize(found.group(1));
    return host.isEmpty() ? null : host;
  }

  /** Returns the name in lower case, without the dot that may end a complete name. */
  private static String normalize(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  /**
   * Returns whether the service answers for this host.
   *
   * @param host in lower case and without a port; an IPv6 address in brackets
   */
  public boolean allows(String host) {
    return isConfigured(host)
        || !host.contains(".") // no public domain is a single label
        || IPV4.matcher(host).matches()
        || host.startsWith("[")
        || RESERVED.stream().anyMatch(host::endsWith);
  }

  /** Returns whether the setting names this host. */
  boolean isConfigured(String host) {
    return configured.contains(host) || configured.contains(ANY);
  }
}
