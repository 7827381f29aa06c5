/**
 * Where a partition goes on: at the committed offset, or where that is lost after the last answer
 * that was published.
 */
@NullMarked
package io.framecast.predictor.offsets;

import org.jspecify.annotations.NullMarked;
