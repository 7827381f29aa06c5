package io.framecast.service;

import io.micronaut.context.env.Environment;
import io.micronaut.context.env.PropertySourceLoader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads the operator's files of settings again to say which of them is not what it should be. */
final class SettingFiles {
  static final String DIRECTORY = "config";

  /** As the parsers of YAML and JSON write it; the last one is that of the problem. */
  private static final Pattern LINE = Pattern.compile("line:? (\\d+)");

  private SettingFiles() {}

  /**
   * Starts an environment, which reads them.
   *
   * @throws InvalidSettingException in one sentence, with file and line, if one cannot be read
   */
  static Environment start(Environment environment, Path directory) {
    try {
      return environment.start();
    } catch (RuntimeException e) {
      String problem = problem(environment, directory);
      if (problem == null) {
        throw e;
      }
      throw new InvalidSettingException(problem);
    }
  }

  private static @Nullable String problem(Environment environment, Path directory) {
    for (Path file : files(directory)) {
      for (PropertySourceLoader loader : environment.getPropertySourceLoaders()) {
        String name = file.getFileName().toString();
        if (loader.getExtensions().contains(name.substring(name.lastIndexOf('.') + 1))) {
          String problem = problem(loader, file);
          if (problem != null) {
            return problem;
          }
        }
      }
    }
    return null;
  }

  private static List<Path> files(Path directory) {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(file -> file.getFileName().toString().startsWith(Environment.DEFAULT_NAME))
          .sorted()
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static @Nullable String problem(PropertySourceLoader loader, Path file) {
    try (InputStream input = Files.newInputStream(file)) {
      loader.read(file.toString(), input);
      return null;
    } catch (IOException | RuntimeException e) {
      return sentence(file, String.valueOf(e.getMessage()));
    }
  }

  /** Returns one line: parsers quote the text, with a mark below it, in indented lines. */
  private static String sentence(Path file, String message) {
    String line = "";
    for (Matcher found = LINE.matcher(message); found.find(); ) {
      line = ", line " + found.group(1);
    }
    String problem =
        message
            .lines()
            .filter(text -> !text.isBlank() && !Character.isWhitespace(text.charAt(0)))
            .reduce((first, second) -> second)
            .orElse(message);
    return file + line + ": expected a file of settings, found: " + problem + "; correct the file";
  }
}
