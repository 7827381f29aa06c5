/**
 * Processes the frames of streams, without a broker and without the service around it: records in,
 * records out.
 */
@NullMarked
package io.framecast.predictor.streams;

import org.jspecify.annotations.NullMarked;
