package io.framecast.demo;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command of a README, or only flags that a reader adds to one.
 *
 * @param file of the README
 * @param line of its first character
 * @param text in one line, without comments
 */
record Command(String file, int line, String text) {
  private static final Set<String> SHELLS = Set.of("sh", "bash", "shell", "console");

  /** Languages of blocks without commands. */
  private static final Set<String> OTHERS = Set.of("", "java", "python", "json", "yaml", "xml");

  private static final Pattern FENCE = Pattern.compile(" {0,3}```+ *(\\S*).*");
  private static final Pattern COMMENT = Pattern.compile("(^|\\s+)#.*");

  /** Code in a sentence, which may continue in the next line. */
  private static final Pattern CODE =
      Pattern.compile("(?s)(?<!`)(`+)(?!`)((?:(?!\\n\\s*\\n).)+?)(?<!`)\\1(?!`)");

  private static final Pattern COMMAND =
      Pattern.compile(
          "([A-Z_]+=\\S* )*(mvn|java|kcat|docker|docker-compose|bash|curl|kubectl|python3?) .*"
              + "|docker/\\S+\\.sh|-(D|P|pl ?)\\w.*");

  /**
   * Flags that say how much or how long, but not what: CI may use other values, or leave them out.
   */
  private static final Set<String> AMOUNTS =
      Set.of(
          "-Dbench.quick",
          "-Ddemo.drift",
          "-Ddemo.seconds",
          "-Ddemo.seed",
          "-Dtest.kills",
          "-Dtest.mutations",
          "-Dtest.soak.seconds");

  private static final Set<String> OUTPUT_FLAGS = Set.of("-B", "-ntp");

  /** Returns the commands of a README: those of blocks line by line, then those in sentences. */
  static List<Command> of(String file, String markdown) {
    List<Command> found = new ArrayList<>();
    StringBuilder sentences = new StringBuilder();
    String[] lines = markdown.split("\n", -1);
    String block = null; // its language, null outside of blocks
    String begun = ""; // a command that continues in the next line
    for (int i = 0; i < lines.length; i++) {
      Matcher fence = FENCE.matcher(lines[i]);
      if (fence.matches()) {
        block = block == null ? known(file, i + 1, fence.group(1)) : null;
      } else if (block == null) {
        sentences.append(lines[i]);
      } else if (SHELLS.contains(block)) {
        String text = begun + COMMENT.matcher(lines[i]).replaceFirst("").strip();
        begun = text.endsWith("\\") ? text.substring(0, text.length() - 1) : "";
        if (!text.isEmpty() && begun.isEmpty()) {
          found.add(new Command(file, i + 1, oneLine(text)));
        }
      }
      sentences.append('\n');
    }
    Matcher codes = CODE.matcher(sentences);
    while (codes.find()) {
      String text = oneLine(codes.group(2));
      if (COMMAND.matcher(text).matches()) {
        long before = sentences.chars().limit(codes.start()).filter(c -> c == '\n').count();
        found.add(new Command(file, (int) before + 1, text));
      }
    }
    return found;
  }

  private static String known(String file, int line, String language) {
    if (!SHELLS.contains(language) && !OTHERS.contains(language)) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "%s:%d: expected a block of %s or %s, found %s",
              file,
              line,
              SHELLS,
              OTHERS,
              language));
    }
    return language;
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }

  /** Returns whether running that command runs this one too. */
  boolean isIn(String given) {
    List<String> ours = words(text);
    List<String> theirs = words(given);
    if (text.startsWith("-")) {
      return theirs.contains("mvn") && ours.stream().allMatch(flag -> isFlagOf(flag, theirs));
    }
    if (ours.contains("mvn") && ours.contains("test")) {
      theirs.replaceAll(word -> word.equals("verify") ? "test" : word); // on the way to verify
    }
    return text.startsWith("mvn ")
        ? without(ours, Command::isAmount).equals(without(theirs, Command::isAmount))
            && ours.stream().allMatch(word -> isFlagOf(word, theirs))
        : given.equals(text) || given.equals("bash " + text);
  }

  private static List<String> words(String command) {
    return without(Arrays.asList(command.split(" ")), OUTPUT_FLAGS::contains);
  }

  private static List<String> without(List<String> words, Predicate<String> these) {
    List<String> others = new ArrayList<>(words);
    others.removeIf(these);
    return others;
  }

  /**
   * Returns whether a word is this flag, the same flag with another amount, or one with more parts.
   */
  private static boolean isFlagOf(String flag, List<String> words) {
    String name = name(flag);
    return words.stream()
        .filter(word -> name(word).equals(name))
        .anyMatch(
            word ->
                word.equals(flag)
                    || isAmount(flag)
                    || (name.equals("-Dbench.parts") && parts(word).containsAll(parts(flag))));
  }

  private static boolean isAmount(String word) {
    return AMOUNTS.contains(name(word));
  }

  private static String name(String word) {
    return word.split("=", 2)[0];
  }

  private static Set<String> parts(String word) {
    return Set.of(word.split("=", 2)[1].split(","));
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s:%d: `%s`", file, line, text);
  }
}
