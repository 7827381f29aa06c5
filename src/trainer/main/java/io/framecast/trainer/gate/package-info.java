/** Which of two versions predicts better, and how sure that is. */
@NullMarked
package io.framecast.trainer.gate;

import org.jspecify.annotations.NullMarked;
