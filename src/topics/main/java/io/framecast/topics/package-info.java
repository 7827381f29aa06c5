/**
 * What the services share on the broker: topic names and their creation, and the records on them.
 */
@NullMarked
package io.framecast.topics;

import org.jspecify.annotations.NullMarked;
