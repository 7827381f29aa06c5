package io.framecast.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** Where the view is shown: redrawn in place on a terminal, a line now and then elsewhere. */
final class Stage implements AutoCloseable {
  private static final String HOME = "\033[H";
  private static final String CLEAR_LINE = "\033[K";
  private static final String CLEAR_BELOW = "\033[J";
  private static final String HIDE_CURSOR = "\033[?25l";
  private static final String SHOW_CURSOR = "\033[?25h";

  private final Screen screen;
  private final Terminal terminal;
  private final boolean redraws;
  private final PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
  private final @Nullable Attributes before;
  private boolean begun;

  /**
   * One that nothing is shown on yet.
   *
   * @param key what may be pressed, and what it does; empty for nothing
   */
  Stage(Addresses addresses, String key) {
    try {
      // signals stay the virtual machine's: Ctrl-C runs its shutdown hooks
      terminal = TerminalBuilder.builder().system(true).dumb(true).nativeSignals(false).build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    redraws = !terminal.getType().startsWith(Terminal.TYPE_DUMB) && terminal.getHeight() > 0;
    // keys are to be had one by one, and not shown; Ctrl-C stays a signal
    before = redraws && Foreground.isOurs() ? terminal.enterRawMode() : null;
    screen = new Screen(addresses, before == null ? "" : key);
  }

  /** The key that was pressed next, negative where none was. */
  int key() {
    try {
      return before == null ? -1 : terminal.reader().read(1);
    } catch (IOException e) {
      return -1; // the terminal is gone: whoever sat there presses nothing any more
    }
  }

  /** Until the view is worth showing again. */
  Duration pause() {
    return redraws ? Duration.ofMillis(250) : Duration.ofSeconds(5);
  }

  void show(View view) {
    if (redraws) {
      redraw(screen.lines(view, terminal.getWidth(), terminal.getHeight() - 1));
    } else {
      if (!begun) {
        screen.addresses().forEach(out::println);
      }
      out.println(screen.line(view));
      out.flush();
    }
    begun = true;
  }

  /** A line between two views, where they are lines too. */
  void tell(String line) {
    if (!redraws) {
      out.println(line);
      out.flush();
    }
  }

  /** The text below the view, which stays. */
  void end(List<String> lines) {
    out.println();
    lines.forEach(out::println);
    out.flush();
  }

  /** One write for the whole picture, each line over its old self: nothing flickers. */
  private void redraw(List<Line> lines) {
    StringBuilder picture = new StringBuilder();
    if (!begun) {
      // what stood there moves up and out of sight, and stays in the terminal's history
      picture.append(HIDE_CURSOR).append("\n".repeat(terminal.getHeight()));
    }
    picture.append(HOME);
    lines.forEach(line -> picture.append(line.coloured()).append(CLEAR_LINE).append('\n'));
    out.print(picture.append(CLEAR_BELOW));
    out.flush();
  }

  @Override
  public void close() {
    if (redraws && begun) {
      out.print(SHOW_CURSOR);
      out.flush();
    }
    try {
      if (before != null) {
        terminal.setAttributes(before);
      }
      terminal.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
