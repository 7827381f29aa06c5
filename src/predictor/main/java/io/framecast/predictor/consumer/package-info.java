/**
 * A member of the consumer group: which partitions it owns, how their streams come back, and how
 * records become committed answers. What happens to a frame is in {@code streams}.
 */
@NullMarked
package io.framecast.predictor.consumer;

import org.jspecify.annotations.NullMarked;
