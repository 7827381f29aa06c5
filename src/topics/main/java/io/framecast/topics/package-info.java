/**
 * The package holds what the services share on the broker: the topics and their records, client
 * settings, and reading and retrying.
 */
@NullMarked
package io.framecast.topics;

import org.jspecify.annotations.NullMarked;
