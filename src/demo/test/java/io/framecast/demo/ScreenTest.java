package io.framecast.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenTest {
  private static final String KEY = "d: speed 1 or 2";
  private static final String END = "Ctrl-C: the end, with an account of every frame";
  private static final Addresses ADDRESSES = new Addresses(19092, 18081, 18082, 18080);
  private final Screen screen = new Screen(ADDRESSES, KEY);

  @Test
  void aSmallTerminalShowsEightStreamsAndAllThatIsSaidAboutThem() {
    List<String> lines = text(view(8), 80, 23);
    assertThat(lines).hasSizeLessThanOrEqualTo(23).allMatch(line -> line.length() <= 80);
    assertThat(lines).filteredOn(line -> line.startsWith(" cam-")).hasSize(8);
    assertThat(String.join("\n", lines))
        .contains(
            "live",
            "01:05 of 02:00",
            "look  http://127.0.0.1:18080   :18081/streams   :18082/trainer")
        .contains(" keys      " + KEY + "; " + END)
        .contains("kcat -b 127.0.0.1:19092 -Pt framecast.frames -k cam1 frame.png");
  }

  @Test
  void figuresStandUnderTheirNames() {
    List<String> lines = text(view(1), 100, 40);
    int heading = indexOf(lines, " stream");
    String names = lines.get(heading);
    String row = lines.get(heading + 1);
    assertThat(row)
        .hasSameSizeAs(names)
        .matches(" cam-0 +650 +649\\+1! +0\\.00123 +0\\.00045 +0\\.970 +8 / 40");
    for (String name : List.of("frames", "predictions", "bce", "mse", "skill", "latency ms")) {
      int end = names.indexOf(name) + name.length();
      assertThat(row.charAt(end - 1)).as(name).isNotEqualTo(' ');
      assertThat(row.length() == end || row.charAt(end) == ' ').as(name).isTrue();
    }
  }

  @Test
  void whatDoesNotFitIsCountedAndTheTotalStays() {
    List<String> lines = text(view(50), 80, 24);
    assertThat(lines).hasSize(24);
    assertThat(lines).anyMatch(line -> line.matches(" and 4\\d more"));
    assertThat(lines).anyMatch(line -> line.startsWith(" all ") && line.contains(" 32500 "));
  }

  @Test
  void aTinyTerminalGetsNoMoreThanItHolds() {
    assertThat(text(view(8), 20, 5)).hasSize(5).allMatch(line -> line.length() <= 20);
  }

  @Test
  void aStreamsNameCannotMoveTheCursor() {
    View view =
        new View(
            "live",
            Duration.ZERO,
            Duration.ZERO,
            List.of(row("\033[2J a name longer than its column"), row("short")),
            Latency.UNKNOWN,
            List.of(),
            "",
            "",
            "");
    List<String> lines = text(view, 80, 24);
    assertThat(String.join("", lines)).doesNotContain("\033").contains(" ?[2J a name lon~ ");
  }

  @Test
  void withoutATerminalALineTellsTheSum() {
    assertThat(screen.line(view(2)))
        .isEqualTo(
            "01:05  live      frames 1300  predictions 1298  bce 0.00123  skill 0.970"
                + "  latency p50/p99 9 / 50 ms  dead letters 2  speed 1");
  }

  @Test
  void theModelWhatIsSaidAboutItAndWhatIsFilmedHaveALineEach() {
    assertThat(text(view(8), 80, 23))
        .contains(
            " model     0b0f8cc7a959712e  01:02  learning: step 90 of 375, loss 0.02",
            " filmed    speed 1");
    assertThat(Screen.said(Duration.ofSeconds(62), "learning: step 90 of 375, loss 0.02"))
        .isEqualTo("01:02  learning: step 90 of 375, loss 0.02");
    assertThat(text(View.starting(Duration.ZERO), 80, 23))
        .contains(" model     -  the trainer watches")
        .noneMatch(line -> line.startsWith(" filmed"));
  }

  @Test
  void inAStoryThereIsNoKeyButTheEnd() {
    List<Line> lines = new Screen(ADDRESSES, "").lines(view(8), 80, 23);
    assertThat(lines).extracting(Line::text).contains(" keys      " + END);
  }

  @Test
  void beforeTheFirstPredictionThereAreNoFigures() {
    assertThat(screen.line(View.starting(Duration.ZERO))).isEqualTo("00:00  starting");
  }

  @Test
  void numberedNamesGoByTheirNumber() {
    List<String> names = new ArrayList<>(List.of("sim-10", "b", "sim-9", "a2x", "7", "sim-", "07"));
    names.sort(new ByNumber());
    assertThat(names).containsExactly("7", "07", "a2x", "b", "sim-", "sim-9", "sim-10");
  }

  private List<String> text(View view, int width, int height) {
    return screen.lines(view, width, height).stream().map(Line::text).toList();
  }

  private static View view(int streams) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < streams; i++) {
      rows.add(row("cam-" + i));
    }
    return new View(
        "live",
        Duration.ofSeconds(65),
        Duration.ofSeconds(120),
        rows,
        new Latency(9, 9, 50),
        List.of(),
        "0b0f8cc7a959712e",
        "01:02  learning: step 90 of 375, loss 0.02",
        "speed 1");
  }

  private static Row row(String stream) {
    return new Row(stream, 650, 649, 1, 0.00123, 0.00045, 0.97, new Latency(9, 8, 40));
  }

  private static int indexOf(List<String> lines, String beginning) {
    for (int i = 0; i < lines.size(); i++) {
      if (lines.get(i).startsWith(beginning)) {
        return i;
      }
    }
    throw new AssertionError("expected a line that begins " + beginning + ", found " + lines);
  }
}
