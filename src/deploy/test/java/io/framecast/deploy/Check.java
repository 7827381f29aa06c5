package io.framecast.deploy;

import java.util.List;

/** A check of all manifests of an overlay. */
interface Check {

  /** All checks. */
  List<Check> ALL =
      List.of(
          new KubernetesSchema(),
          new StrimziSchema(),
          new KedaSchema(),
          new MonitoringSchema(),
          new Pods(),
          new Ports(),
          new Selections(),
          new References(),
          new PlainSecrets(),
          new TopicsAsInCode(),
          new Rights(),
          new Scaling());

  /** Adds the faults that it finds. */
  void check(Manifests manifests, Faults faults);

  /** Runs all checks, and returns their faults. */
  static List<String> faults(Manifests manifests) {
    Faults faults = new Faults();
    ALL.forEach(check -> check.check(manifests, faults));
    return faults.all();
  }
}
