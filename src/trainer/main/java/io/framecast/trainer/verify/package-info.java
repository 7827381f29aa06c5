/**
 * Verifies that the published predictions of a stream follow from its frames. It needs the log
 * alone: the two topics, the service's rules of acceptance, and plain steps.
 */
@NullMarked
package io.framecast.trainer.verify;

import org.jspecify.annotations.NullMarked;
