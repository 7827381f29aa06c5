package io.framecast.demo;

import java.io.Serializable;
import java.util.Comparator;

/** Names with a number at the end by that number: sim-2 before sim-10. */
final class ByNumber implements Comparator<String>, Serializable {
  private static final long serialVersionUID = 1;

  @Override
  public int compare(String a, String b) {
    int cutA = digits(a);
    int cutB = digits(b);
    int names = a.substring(0, cutA).compareTo(b.substring(0, cutB));
    int lengths = Integer.compare(a.length() - cutA, b.length() - cutB);
    return names != 0 ? names : lengths != 0 ? lengths : a.compareTo(b);
  }

  /** Where the digits at the end begin. */
  private static int digits(String name) {
    int cut = name.length();
    while (cut > 0 && name.charAt(cut - 1) >= '0' && name.charAt(cut - 1) <= '9') {
      cut--;
    }
    return cut;
  }
}
