/** Moving handwritten digits (Srivastava et al. 2015), to compare with published figures. */
@NullMarked
package io.framecast.trainer.digits;

import org.jspecify.annotations.NullMarked;
