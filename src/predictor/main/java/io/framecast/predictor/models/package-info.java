/** Which weights are live: what the registry says, tried before any stream is served with it. */
@NullMarked
package io.framecast.predictor.models;

import org.jspecify.annotations.NullMarked;
