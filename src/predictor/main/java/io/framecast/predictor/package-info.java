/**
 * The predictor service: its settings, its loop on Kafka, what it shows over HTTP. What happens to
 * a frame is in {@code streams}.
 */
@NullMarked
package io.framecast.predictor;

import org.jspecify.annotations.NullMarked;
