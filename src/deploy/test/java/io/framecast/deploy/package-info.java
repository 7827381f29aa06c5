/**
 * The package checks the rendered manifests of k8s/ against the models of Kubernetes and Strimzi,
 * against each other, and against the services' code. It needs no cluster.
 */
@NullMarked
package io.framecast.deploy;

import org.jspecify.annotations.NullMarked;
