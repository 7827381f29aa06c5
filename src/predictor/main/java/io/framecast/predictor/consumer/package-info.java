/**
 * Runs a member of the consumer group: it owns partitions, restores their streams, and processes
 * their records in transactions. The package {@code streams} processes a single frame.
 */
@NullMarked
package io.framecast.predictor.consumer;

import org.jspecify.annotations.NullMarked;
