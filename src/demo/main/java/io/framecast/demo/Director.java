package io.framecast.demo;

import io.framecast.demo.story.Chronicle;
import io.framecast.demo.story.News;
import io.framecast.demo.story.Outcome;
import io.framecast.demo.story.Story;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Decides what is filmed: as the story goes, or as somebody at the terminal likes. One thread. */
final class Director {
  /** Turns the squares' speed. */
  static final int KEY = 'd';

  private final Script script;
  private final Filming filming;
  private final Chronicle chronicle;
  private final @Nullable Story story;
  private final Dial dial;
  private int filmed;

  Director(Script script, Filming filming, Chronicle chronicle, Dial dial, Instant start) {
    this.script = script;
    this.filming = filming;
    this.chronicle = chronicle;
    this.dial = dial;
    this.filmed = script.calmSpeed();
    this.story =
        script.story()
            ? new Story(chronicle, script.calmSpeed(), script.nextSpeed(), start.toEpochMilli())
            : null;
  }

  /** Does what is due; tells what has been said about learning. */
  void turn(Instant now, int key, Consumer<News> teller) {
    for (News news : chronicle.news()) {
      if (story != null) {
        story.hear(news);
      }
      if (news.isOfLearning()) {
        teller.accept(news);
      }
    }
    if (story != null && story.isTimeToChange(now.toEpochMilli())) {
      dial.speed(script.nextSpeed());
      story.changed(now.toEpochMilli());
    } else if (story == null && key == KEY) {
      dial.speed(filmed == script.calmSpeed() ? script.nextSpeed() : script.calmSpeed());
    }
    int wanted = dial.speed();
    if (wanted != filmed) {
      filmed = wanted;
      filming.cutTo(script.at(wanted));
    }
  }

  /** Whether the story has come to its end. */
  boolean isOver(Instant now) {
    return story != null && story.isOver(now.toEpochMilli());
  }

  /** What is filmed, and where the story stands. */
  String line(Instant now) {
    return story != null ? story.line(now.toEpochMilli()) : "speed " + filmed;
  }

  /** How the story went; null without one. */
  @Nullable Outcome outcome() {
    return story == null ? null : story.outcome();
  }
}
