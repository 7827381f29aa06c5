package io.framecast.demo;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** A set of places in the partitions of one topic: small for a log's, and for any one place. */
final class Offsets {
  private static final int BLOCK = 1_024;

  private record Block(int partition, long number) {}

  private final Map<Block, BitSet> blocks = new HashMap<>();

  private static Block block(int partition, long offset) {
    return new Block(partition, offset / BLOCK);
  }

  /** Adds a place; returns whether it is new. */
  boolean add(int partition, long offset) {
    BitSet bits = blocks.computeIfAbsent(block(partition, offset), b -> new BitSet());
    int bit = (int) (offset % BLOCK);
    boolean isNew = !bits.get(bit);
    bits.set(bit);
    return isNew;
  }

  /** Removes a place; returns whether it was there. */
  boolean remove(int partition, long offset) {
    BitSet bits = blocks.get(block(partition, offset));
    int bit = (int) (offset % BLOCK);
    boolean isThere = bits != null && bits.get(bit);
    if (bits != null && isThere) {
      bits.clear(bit);
    }
    return isThere;
  }

  /** How many places there are. */
  long size() {
    return blocks.values().stream().mapToLong(BitSet::cardinality).sum();
  }
}
