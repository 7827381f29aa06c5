package io.framecast.trainer.service;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FailureReasonTest {

  @Test
  void isTheFirstExceptionOfAStackTrace() {
    assertThat(
            reason(
                1,
                """
                01:49:14.970 INFO  NativeLibrary - Convolutions use nd4j
                Exception in thread "main" java.lang.OutOfMemoryError: Physical memory usage is too high
                the second line of its message
                \tat org.bytedeco.javacpp.Pointer.deallocator(Pointer.java:695)
                Caused by: java.lang.IllegalStateException: deeper
                \tat io.framecast.Deeper.go(Deeper.java:1)
                \t... 46 more
                """))
        .isEqualTo("java.lang.OutOfMemoryError: Physical memory usage is too high");
  }

  @Test
  void isTheLastLineWithoutAStackTrace() {
    String sentence = "expected at least 64 clips in which something moves, found 3";
    assertThat(reason(1, "INFO  NativeLibrary - Convolutions use nd4j\n" + sentence + "\n\n"))
        .isEqualTo(sentence);
  }

  @Test
  void isTheReportOfACrash() {
    assertThat(
            reason(
                134,
                """
                #
                # A fatal error has been detected by the Java Runtime Environment:
                #
                #  SIGSEGV (0xb) at pc=0x00007f, pid=7, tid=8
                #
                # If you would like to submit a bug report, please visit:
                #   https://bugreport.java.com/bugreport/crash.jsp
                """))
        .isEqualTo(
            "A fatal error has been detected by the Java Runtime Environment: SIGSEGV (0xb) at"
                + " pc=0x00007f, pid=7, tid=8");
  }

  @Test
  void saysThatAProcessWasKilledOrEndedInSilence() {
    assertThat(reason(137, "INFO  NativeLibrary - Convolutions use nd4j\n"))
        .startsWith("its process was killed");
    assertThat(reason(3, "")).isEqualTo("its process ended with exit code 3");
  }

  private static String reason(int exitCode, String output) {
    FailureReason reason = new FailureReason();
    output.lines().forEach(reason::add);
    return reason.sentence(exitCode);
  }
}
