package io.framecast.demo;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** A set of offsets in the partitions of one topic, in a bit or so for each. */
final class OffsetSet {
  private static final int BLOCK = 1_024;

  private record Block(int partition, long number) {}

  private final Map<Block, BitSet> blocks = new HashMap<>();

  /** Adds an offset; returns whether it is new. */
  boolean add(int partition, long offset) {
    boolean isNew = !bits(partition, offset).get((int) (offset % BLOCK));
    bits(partition, offset).set((int) (offset % BLOCK));
    return isNew;
  }

  /** Removes an offset; returns whether it was there. */
  boolean remove(int partition, long offset) {
    boolean isThere = bits(partition, offset).get((int) (offset % BLOCK));
    bits(partition, offset).clear((int) (offset % BLOCK));
    return isThere;
  }

  private BitSet bits(int partition, long offset) {
    return blocks.computeIfAbsent(new Block(partition, offset / BLOCK), b -> new BitSet());
  }

  long size() {
    return blocks.values().stream().mapToLong(BitSet::cardinality).sum();
  }
}
