package io.framecast.trainer.clips;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Chooses the newest clips of every stream, so that no stream outweighs the others. Where there are
 * more than wanted, it drops the oldest clip of the stream that has most. A stream has at most
 * {@value #MAX_RATIO} times as many clips as the median stream. Clips without any motion are left
 * out, and so are those of another size than most.
 */
public final class BalancedClipSampler {
  static final int MAX_RATIO = 2;

  private final int wanted;
  private final long maxBytes;

  /**
   * Samples within limits.
   *
   * @param wanted the most clips
   * @param maxBytes of their encoded frames
   */
  public BalancedClipSampler(int wanted, long maxBytes) {
    this.wanted = wanted;
    this.maxBytes = maxBytes;
  }

  /** Returns the chosen ones of these clips, stream by stream, in the order they came in. */
  public List<IndexedClip> sample(List<IndexedClip> clips) {
    return balanced(newest(clips));
  }

  private Map<String, Deque<IndexedClip>> newest(List<IndexedClip> clips) {
    Map<String, Deque<IndexedClip>> streams = new TreeMap<>();
    int count = 0;
    long bytes = 0;
    for (IndexedClip clip : clips) {
      if (!clip.moves()) {
        continue;
      }
      streams.computeIfAbsent(clip.stream(), name -> new ArrayDeque<>()).addLast(clip);
      count++;
      bytes += clip.bytes();
      while (count > wanted || bytes > maxBytes) {
        IndexedClip oldest =
            streams.values().stream()
                .max(Comparator.comparingInt(Deque::size))
                .orElseThrow()
                .removeFirst();
        count--;
        bytes -= oldest.bytes();
      }
    }
    return streams;
  }

  private static List<IndexedClip> balanced(Map<String, Deque<IndexedClip>> streams) {
    String size = mostFrequentSize(streams);
    List<List<IndexedClip>> fitting = new ArrayList<>();
    for (Deque<IndexedClip> stream : streams.values()) {
      List<IndexedClip> same = stream.stream().filter(clip -> size(clip).equals(size)).toList();
      if (!same.isEmpty()) {
        fitting.add(same);
      }
    }
    if (fitting.isEmpty()) {
      return List.of();
    }
    List<Integer> counts = fitting.stream().map(List::size).sorted().toList();
    int most = MAX_RATIO * counts.get((counts.size() - 1) / 2);
    List<IndexedClip> all = new ArrayList<>();
    for (List<IndexedClip> stream : fitting) {
      all.addAll(stream.subList(Math.max(0, stream.size() - most), stream.size()));
    }
    return all;
  }

  private static String mostFrequentSize(Map<String, Deque<IndexedClip>> streams) {
    Map<String, Integer> counts = new HashMap<>();
    streams.values().forEach(s -> s.forEach(clip -> counts.merge(size(clip), 1, Integer::sum)));
    return counts.entrySet().stream()
        .max(Map.Entry.<String, Integer>comparingByValue().thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private static String size(IndexedClip clip) {
    return clip.height() + "x" + clip.width();
  }
}
