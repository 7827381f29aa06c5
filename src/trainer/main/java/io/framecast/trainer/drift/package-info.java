/** Detects in the scores topic that predictions have become worse. */
@NullMarked
package io.framecast.trainer.drift;

import org.jspecify.annotations.NullMarked;
