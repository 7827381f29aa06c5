/** The package reads the settings of the console. */
@NullMarked
package io.framecast.console.settings;

import org.jspecify.annotations.NullMarked;
