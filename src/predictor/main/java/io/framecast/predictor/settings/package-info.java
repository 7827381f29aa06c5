/** Reads the operator's settings, and builds those of the Kafka clients. */
@NullMarked
package io.framecast.predictor.settings;

import org.jspecify.annotations.NullMarked;
