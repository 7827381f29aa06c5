/**
 * Holds the manifests of k8s/, as kustomize renders them, against Kubernetes' and Strimzi's own
 * models, against each other, and against what the services' code does. No cluster is asked.
 */
@NullMarked
package io.framecast.deploy;

import org.jspecify.annotations.NullMarked;
