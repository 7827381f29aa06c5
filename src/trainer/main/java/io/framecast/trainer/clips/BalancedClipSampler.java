package io.framecast.trainer.clips;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * A fair choice among clips: the newest of every stream, and no stream outweighs the others. Where
 * there are more than are wanted, the oldest of the stream that has most go first; and a stream may
 * have at most {@value #MOST_TIMES} times as many as the one in the middle, however few there are.
 * Clips of pictures in which nothing moves, and those of another size than most, are left out.
 */
public final class BalancedClipSampler implements Consumer<LoggedClip> {
  static final int MOST_TIMES = 2;

  private final int wanted;
  private final long mostBytes;
  private final Map<String, Deque<LoggedClip>> streams = new TreeMap<>();
  private int clips;
  private long bytes;
  private long still;

  /**
   * An empty one.
   *
   * @param wanted clips at most
   * @param mostBytes of their encoded frames
   */
  public BalancedClipSampler(int wanted, long mostBytes) {
    this.wanted = wanted;
    this.mostBytes = mostBytes;
  }

  @Override
  public void accept(LoggedClip clip) {
    if (!clip.moves()) {
      still++;
      return;
    }
    streams.computeIfAbsent(clip.stream(), name -> new ArrayDeque<>()).addLast(clip);
    clips++;
    bytes += clip.bytes();
    while (clips > wanted || bytes > mostBytes) {
      Deque<LoggedClip> fullest =
          streams.values().stream().max(Comparator.comparingInt(Deque::size)).orElseThrow();
      LoggedClip oldest = fullest.removeFirst();
      clips--;
      bytes -= oldest.bytes();
    }
  }

  /** Clips in which nothing moved. */
  public long still() {
    return still;
  }

  /** The clips, each stream's in their order. */
  public List<LoggedClip> clips() {
    String size = mostFrequentSize();
    List<List<LoggedClip>> fitting = new ArrayList<>();
    for (Deque<LoggedClip> stream : streams.values()) {
      List<LoggedClip> same = stream.stream().filter(clip -> size(clip).equals(size)).toList();
      if (!same.isEmpty()) {
        fitting.add(same);
      }
    }
    if (fitting.isEmpty()) {
      return List.of();
    }
    List<Integer> counts = fitting.stream().map(List::size).sorted().toList();
    int most = MOST_TIMES * counts.get((counts.size() - 1) / 2);
    List<LoggedClip> all = new ArrayList<>();
    for (List<LoggedClip> stream : fitting) {
      all.addAll(stream.subList(Math.max(0, stream.size() - most), stream.size()));
    }
    return all;
  }

  private String mostFrequentSize() {
    Map<String, Integer> counts = new HashMap<>();
    streams.values().forEach(s -> s.forEach(clip -> counts.merge(size(clip), 1, Integer::sum)));
    return counts.entrySet().stream()
        .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static String size(LoggedClip clip) {
    return clip.height() + "x" + clip.width();
  }
}
