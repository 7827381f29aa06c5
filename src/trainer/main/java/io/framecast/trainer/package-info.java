/**
 * From frames to better weights: the networks of DL4J layers that learn, the curriculum they learn
 * from, the evaluation beside every baseline, and the offline tools of {@code trainer.jar}.
 */
@NullMarked
package io.framecast.trainer;

import org.jspecify.annotations.NullMarked;
