/** The console as a process: its beans, its loop, and what it answers over HTTP. */
// several services may stand on one class path: each takes its own beans only
@Configuration
@Requires(property = "micronaut.application.name", value = "framecast-console")
@NullMarked
package io.framecast.console;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
