/**
 * The package is the model registry on the models topic. It stores weights files under a hash of
 * their content, and which of them is live. It does not read their content.
 */
@NullMarked
package io.framecast.topics.models;

import org.jspecify.annotations.NullMarked;
