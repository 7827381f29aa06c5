/** The package keeps recent records of the topics in memory; one thread writes, many read. */
@NullMarked
package io.framecast.console.view;

import org.jspecify.annotations.NullMarked;
