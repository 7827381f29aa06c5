package io.framecast.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {
  private static final AllowedHosts DEFAULT = AllowedHosts.parse("").orElseThrow();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:8080",
        "10.1.2.3",
        "[::1]:8080",
        "[fd00::a:1]",
        "[::ffff:10.1.2.3]:80",
        "localhost",
        "LocalHost:8080",
        "localhost.:8080",
        "app.localhost",
        "predictor:8081",
        "docker_console_1:8080",
        "framecast-trainer:8082",
        "framecast-trainer.framecast.svc:8082",
        "framecast-predictor-0.framecast-predictor.framecast.svc.cluster.local:8081",
        "workstation.local:8080"
      })
  void allowsAddressesAndNamesWithoutPublicDomain(String authority) {
    assertThat(isAllowed(DEFAULT, authority)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8080",
        "evil.example.",
        "127.0.0.1.evil.example",
        "1.2.3.4.5",
        "localhost.evil.example",
        "evillocalhost.example",
        "svc.evil.example",
        "framecast-trainer.framecast",
        "evil.mylocal"
      })
  void rejectsEveryOtherName(String authority) {
    assertThat(isAllowed(DEFAULT, authority)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        ":8080",
        "*",
        "a b",
        "localhost:http",
        "localhost:123456",
        "user@localhost",
        "http://localhost",
        "localhost/",
        "localhost,evil.example",
        "[::1",
        "::1",
        "[evil]",
        "m\u00fcnchen.example"
      })
  void findsNoHostInAnotherText(String authority) {
    assertThat(AllowedHosts.hostOf(authority)).isNull();
  }

  @Test
  void allowsTheNamesOfTheSettingWithAnyPort() {
    AllowedHosts hosts = AllowedHosts.parse("frames.example.org, Other.Example.").orElseThrow();
    assertThat(isAllowed(hosts, "frames.example.org")).isTrue();
    assertThat(isAllowed(hosts, "FRAMES.example.org:8443")).isTrue();
    assertThat(isAllowed(hosts, "other.example")).isTrue();
    assertThat(isAllowed(hosts, "localhost")).isTrue();
    assertThat(isAllowed(hosts, "a.frames.example.org")).isFalse();
    assertThat(isAllowed(AllowedHosts.parse("*").orElseThrow(), "evil.example")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frames.example.org:8080",
        "http://frames.example.org",
        "a b",
        "*.example.org",
        "a;b"
      })
  void rejectsASettingOfAnotherForm(String setting) {
    assertThat(AllowedHosts.parse(setting)).isEqualTo(Optional.empty());
  }

  private static boolean isAllowed(AllowedHosts hosts, String authority) {
    String host = AllowedHosts.hostOf(authority);
    assertThat(host).as(authority).isNotNull();
    return host != null && hosts.allows(host);
  }
}
