/**
 * What the services share on the broker: topic names and their creation, the records on them, and
 * how a program's environment says where it is.
 */
@NullMarked
package io.framecast.topics;

import org.jspecify.annotations.NullMarked;
