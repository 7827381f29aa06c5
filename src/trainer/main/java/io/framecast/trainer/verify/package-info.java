/**
 * Are the published predictions of a stream those that its frames give? Told from the log alone: a
 * reader of the two topics, the service's rules of acceptance once more, and plain steps.
 */
@NullMarked
package io.framecast.trainer.verify;

import org.jspecify.annotations.NullMarked;
