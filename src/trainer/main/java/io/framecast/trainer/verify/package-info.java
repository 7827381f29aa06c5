/**
 * Verifies that the published predictions and forecasts of a stream follow from its frames. It
 * needs the log alone: their topics, the service's rules of acceptance, and plain steps.
 */
@NullMarked
package io.framecast.trainer.verify;

import org.jspecify.annotations.NullMarked;
