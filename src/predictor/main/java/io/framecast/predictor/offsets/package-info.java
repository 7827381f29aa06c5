/**
 * Decides where a partition continues: at the committed offset, or if that is lost, after the last
 * frame whose output was published.
 */
@NullMarked
package io.framecast.predictor.offsets;

import org.jspecify.annotations.NullMarked;
