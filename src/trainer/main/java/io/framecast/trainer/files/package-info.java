/** Reads and writes plain files; a problem is one sentence. */
@NullMarked
package io.framecast.trainer.files;

import org.jspecify.annotations.NullMarked;
