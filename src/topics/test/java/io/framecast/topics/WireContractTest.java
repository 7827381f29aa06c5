package io.framecast.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the README, which is the wire contract, against the code. */
class WireContractTest {
  private static final Pattern NAME = Pattern.compile("`([a-z]+)`");

  @Test
  void theTableOfEventsNamesEachEventOfTheCodeAndNoOther() throws Exception {
    assertThat(namesInTable("\n## An event\n")).isEqualTo(constants());
  }

  /** Returns the names in the first column of the first table after a heading. */
  private static Set<String> namesInTable(String heading) throws Exception {
    String readme = Files.readString(Path.of("README.md"));
    assertThat(readme).containsOnlyOnce(heading);
    Set<String> names = new TreeSet<>();
    readme
        .substring(readme.indexOf(heading) + heading.length())
        .lines()
        .dropWhile(line -> !line.startsWith("|"))
        .takeWhile(line -> line.startsWith("|"))
        .skip(2) // the head of the table
        .map(line -> line.substring(1, line.indexOf('|', 1)))
        .forEach(cell -> NAME.matcher(cell).results().forEach(name -> names.add(name.group(1))));
    return names;
  }

  private static Set<String> constants() throws Exception {
    Set<String> names = new TreeSet<>();
    for (Field field : Event.class.getDeclaredFields()) {
      if (Modifier.isPublic(field.getModifiers()) && Modifier.isStatic(field.getModifiers())) {
        names.add((String) field.get(null));
      }
    }
    return names;
  }
}
