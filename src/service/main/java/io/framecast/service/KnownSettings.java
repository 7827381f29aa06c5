package io.framecast.service;

import java.util.Set;

/**
 * Lists the settings of all services, so that one ConfigMap can serve them all: a service ignores
 * those of the others. A test in the demo's room holds the list against what each service reads.
 */
public final class KnownSettings {
  /** The names without {@code framecast.}. */
  public static final Set<String> NAMES =
      Set.of(
          "checkpoint.frames",
          "checkpoint.records",
          "console.browsers",
          "console.browsers-per-address",
          "console.memory",
          "console.predictors",
          "console.trainer",
          "gate.alpha",
          "gate.golden",
          "gate.margin",
          "group",
          "held-out",
          "horizons",
          "http.hosts",
          "limits.bytes",
          "limits.height",
          "limits.width",
          "max-fill",
          "overload",
          "overload.lag",
          "partitions",
          "priming.frames",
          "replication",
          "round.every",
          "round.fresh",
          "round.memory",
          "round.pause",
          "round.rate",
          "round.records",
          "round.sequences",
          "round.threads",
          "state.directory",
          "state.memory",
          "stream.ttl",
          "swap.share",
          "topics.checkpoints",
          "topics.dead-letters",
          "topics.events",
          "topics.forecasts",
          "topics.frames",
          "topics.models",
          "topics.predictions",
          "topics.scores",
          "trainer.directory",
          "weights",
          "work.memory",
          "workers");

  private KnownSettings() {}
}
