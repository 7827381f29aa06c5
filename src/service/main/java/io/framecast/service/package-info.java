/** What is the same in every service of ours: how it is set up, begins and ends. */
@NullMarked
package io.framecast.service;

import org.jspecify.annotations.NullMarked;
