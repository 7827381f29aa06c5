/** What the topics have shown of late, within bounds: followed by one thread, looked at by many. */
@NullMarked
package io.framecast.console.follow;

import org.jspecify.annotations.NullMarked;
