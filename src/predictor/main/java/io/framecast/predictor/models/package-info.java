/** Follows the model registry, and tests a version before any stream is served with it. */
@NullMarked
package io.framecast.predictor.models;

import org.jspecify.annotations.NullMarked;
