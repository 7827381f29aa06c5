/** The package holds what every service shares: settings, start, stop and health. */
@NullMarked
package io.framecast.service;

import org.jspecify.annotations.NullMarked;
