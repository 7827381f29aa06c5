/**
 * The model registry on the models topic: weights files by their content, and which of them is
 * live. What is in a file is for others to know.
 */
@NullMarked
package io.framecast.topics.models;

import org.jspecify.annotations.NullMarked;
