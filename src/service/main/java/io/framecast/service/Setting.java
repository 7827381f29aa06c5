package io.framecast.service;

/**
 * Describes a setting that a service reads.
 *
 * @param name without {@code framecast.}
 * @param defaultValue as text
 * @param expected which values are accepted
 * @param value the text that applies
 */
public record Setting(String name, String defaultValue, String expected, String value) {}
