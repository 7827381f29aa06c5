package io.framecast.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads headers of {@code .npy} files as Python 2 and 3 and other programs write them. */
class NpyHeaderTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'descr': '<f4', 'fortran_order': False, 'shape': (10, 12), }          \n",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (10L, 12L), }        \n",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (10L, 12L)}\n",
        "{'shape': (10, 12), 'fortran_order': False, 'descr': '<f4'}",
        "{'fortran_order': False, 'shape': (10, 12), 'descr': '<f4' , }",
        "{ 'shape' : ( 10 , 12 , ) ,\n'fortran_order' : False , 'descr' : '<f4' , } \n",
        "{'shape':(10,12),'fortran_order':False,'descr':'<f4'}",
        "{u'descr': u'<f4', u'fortran_order': False, u'shape': (10L, 12L), }\n",
        "{\"descr\": \"<f4\", \"fortran_order\": False, \"shape\": (10, 12)}\n"
      })
  void readsAHeaderHoweverItIsWritten(String text) throws Exception {
    NpyHeader header = NpyHeader.read(file(text), "H, W");
    assertThat(header)
        .isEqualTo(new NpyHeader(Npy.Type.F4_LITTLE, false, List.of(10, 12), 10 + text.length()));
  }

  @Test
  void readsThreeDimensionsOfPython2() throws Exception {
    NpyHeader header =
        NpyHeader.read(
            file("{'descr': '|u1', 'fortran_order': True, 'shape': (10L, 12L, 3L), }\n"), "H, W");
    assertThat(header.shape()).containsExactly(10, 12, 3);
    assertThat(header.isFortran()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'<f4'          | False | (10 12)     | a shape of (H, W) or (H, W, C)",
        "'<f4'          | False | [10, 12]    | a shape of (H, W) or (H, W, C)",
        "'<f4'          | False | (10LL, 12)  | a shape of (H, W) or (H, W, C)",
        "'<f4'          | False | (-10, 12)   | a shape of (H, W) or (H, W, C)",
        "'<f4'          | False | (10, 12     | a shape of (H, W) or (H, W, C)",
        "'<f4'          | 0     | (10, 12)    | 'fortran_order' of True or False",
        "'<f4'          | 'False' | (10, 12)  | 'fortran_order' of True or False",
        "<f4            | False | (10, 12)    | dtype bool, u1, u2, f2, f4 or f8",
        "('<f4', (2,))  | False | (10, 12)    | dtype bool, u1, u2, f2, f4 or f8",
        "[('r', '<f4'), ('g', '<f4')] | False | (10, 12) | dtype bool, u1, u2, f2, f4 or f8"
      },
      quoteCharacter = '`')
  void namesTheEntryThatCannotBeRead(String descr, String fortran, String shape, String expected) {
    String text =
        "{'descr': " + descr + ", 'fortran_order': " + fortran + ", 'shape': " + shape + ", }";
    assertThatThrownBy(() -> NpyHeader.read(file(text), "H, W"))
        .isInstanceOf(RefusedFrameException.class)
        .hasMessageStartingWith("expected " + expected)
        .hasMessageContaining("in the .npy header, found \"{'descr': ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'descr': '<f4', 'fortran_order': False, , 'shape': (10, 12)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (10, 12), 'more': 1}",
        "{'descr': '<f4', 'fortran_order': False, 'form': (10, 12)}",
        "{descr: '<f4', 'fortran_order': False, 'shape': (10, 12)}",
        "{'descr': '<f4', 'fortran_order': False}",
        "{,}"
      })
  void refusesOtherEntries(String text) {
    assertThatThrownBy(() -> NpyHeader.read(file(text), "H, W"))
        .hasMessageStartingWith(
            "expected the entries 'descr', 'fortran_order' and 'shape', each once in the .npy");
  }

  /** 2^29 x 2^28 x 32 samples of 4 bytes overflow 64 bits to 0. */
  @Test
  void theClaimedSizeOfAHeaderDoesNotOverflow() {
    FrameLimits any = new FrameLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);
    byte[] file =
        file("{'descr': '<f4', 'fortran_order': False, 'shape': (536870912, 268435456, 32), }\n");
    assertThatThrownBy(() -> new FrameDecoder(any).decode(file, null))
        .isInstanceOf(RefusedFrameException.class)
        .hasMessageStartingWith("expected 9223372036854775807 bytes of pixels for shape ");
  }

  private static byte[] file(String header) {
    return ByteBuffer.allocate(10 + header.length())
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0})
        .putShort((short) header.length())
        .put(header.getBytes(StandardCharsets.US_ASCII))
        .array();
  }
}
