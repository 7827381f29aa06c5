/** What the operator may set, and what the Kafka clients are told. */
@NullMarked
package io.framecast.predictor.settings;

import org.jspecify.annotations.NullMarked;
