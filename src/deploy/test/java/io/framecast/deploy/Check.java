package io.framecast.deploy;

import java.util.List;

/** One way to look at all that an overlay would apply. */
interface Check {

  /** Every one that there is. */
  List<Check> ALL =
      List.of(
          new KubernetesSchema(),
          new StrimziSchema(),
          new KedaSchema(),
          new Pods(),
          new Ports(),
          new Selections(),
          new References(),
          new PlainSecrets(),
          new TopicsAsInCode(),
          new Rights(),
          new Scaling());

  /** Adds what is wrong. */
  void look(Manifests manifests, Faults faults);

  /** What all of them find. */
  static List<String> faults(Manifests manifests) {
    Faults faults = new Faults();
    ALL.forEach(check -> check.look(manifests, faults));
    return faults.all();
  }
}
