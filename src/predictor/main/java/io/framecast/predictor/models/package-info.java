/** Follows the model registry, and tests a version before it serves any stream. */
@NullMarked
package io.framecast.predictor.models;

import org.jspecify.annotations.NullMarked;
