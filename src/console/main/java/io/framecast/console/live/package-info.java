/** What a browser is sent while it looks: server-sent events, each at its own pace. */
@Configuration
@Requires(property = "micronaut.application.name", value = "framecast-console")
@NullMarked
package io.framecast.console.live;

import io.micronaut.context.annotation.Configuration;
import io.micronaut.context.annotation.Requires;
import org.jspecify.annotations.NullMarked;
