package io.framecast.frames;

/** Writes counts in sentences, where one of a thing has no plural. */
public final class Count {
  private Count() {}

  /** Returns a count with its noun: {@code 1 frame}, {@code 2 frames}. */
  public static String of(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
