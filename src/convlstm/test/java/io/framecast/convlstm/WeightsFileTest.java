package io.framecast.convlstm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.framecast.convlstm.LayersForm.Head;
import io.framecast.convlstm.LayersForm.Layer;
import io.framecast.convlstm.LayersForm.Normalization;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightsFileTest {

  private static final Configuration SMALL =
      new LayersForm(
              1,
              2,
              List.of(new Layer(3, 3), new Layer(2, 1)),
              Activation.SIGMOID,
              Normalization.LAYER,
              1e-3,
              new Head(Head.Kind.HIDDEN, 1, 1))
          .toConfiguration();

  private static final byte[] FILE = Weights.initial(SMALL, 5).toBytes();

  @Test
  void readsBackWhatItWroteWithTheSameVersion() {
    Weights written = Weights.initial(SMALL, 5).withProvenance(Map.of("note", "ü \"quoted\""));
    Weights read = Weights.parse(written.toBytes());
    assertThat(read.configuration()).isEqualTo(SMALL);
    assertThat(read.provenance()).isEqualTo(written.provenance()).containsEntry("seed", "5");
    assertThat(read.version()).isEqualTo(written.version()).hasSize(16);
    for (String name : SMALL.tensorShapes().keySet()) {
      assertThat(read.tensor(name)).isEqualTo(written.tensor(name));
    }
  }

  /** Other writers order tensors and metadata otherwise, and write no checksum. */
  @Test
  void keepsTheBytesAndSoTheVersionOfAFileOfAnotherWriter() throws Exception {
    JsonMapper mapper = new JsonMapper();
    int length = (int) ByteBuffer.wrap(FILE).order(ByteOrder.LITTLE_ENDIAN).getLong();
    ObjectNode header =
        (ObjectNode) mapper.readTree(new String(FILE, 8, length, StandardCharsets.UTF_8));
    ((ObjectNode) header.get("__metadata__")).remove("sha256");
    List<String> names = new ArrayList<>(SMALL.tensorShapes().keySet());
    Collections.reverse(names);
    ObjectNode reversed = mapper.createObjectNode();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    for (String name : names) {
      ObjectNode entry = (ObjectNode) header.get(name);
      int from = entry.get("data_offsets").get(0).intValue();
      int size = entry.get("data_offsets").get(1).intValue() - from;
      int at = data.size();
      data.write(FILE, 8 + length + from, size);
      entry.putArray("data_offsets").add(at).add(at + size);
      reversed.set(name, entry);
    }
    reversed.set("__metadata__", header.get("__metadata__"));
    byte[] json =
        (reversed + " ".repeat(7 - (reversed.toString().length() + 7) % 8))
            .getBytes(StandardCharsets.UTF_8);
    byte[] file =
        ByteBuffer.allocate(8 + json.length + data.size())
            .order(ByteOrder.LITTLE_ENDIAN)
            .putLong(json.length)
            .put(json)
            .put(data.toByteArray())
            .array();

    Weights read = Weights.parse(file);
    assertThat(read.toBytes()).isEqualTo(file);
    assertThat(Weights.parse(read.toBytes()).version())
        .isEqualTo(read.version())
        .isNotEqualTo(Weights.parse(FILE).version());
    for (String name : names) {
      assertThat(read.tensor(name)).isEqualTo(Weights.parse(FILE).tensor(name));
    }
  }

  @Test
  void theSameSeedGivesTheSameBytesAndAnotherSeedOthers() {
    assertThat(Weights.initial(SMALL, 5).toBytes()).isEqualTo(FILE);
    assertThat(Weights.initial(SMALL, 6).version()).isNotEqualTo(Weights.parse(FILE).version());
  }

  @Test
  void theLayoutIsPinnedByteByByte() {
    ByteBuffer file = ByteBuffer.wrap(FILE).order(ByteOrder.LITTLE_ENDIAN);
    int length = (int) file.getLong();
    String header = new String(FILE, 8, length, StandardCharsets.UTF_8);
    assertThat(length % 8).isZero();
    assertThat(header.strip())
        .startsWith("{\"__metadata__\":{\"configuration\":\"{\\\"channels\\\":1,\\\"patch\\\":2,")
        .contains(
            "\"layers.0.kernel\":{\"dtype\":\"F32\",\"shape\":[3,3,4,12],"
                + "\"data_offsets\":[0,1728]}")
        .contains("\"head.bias\":{\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[");
    Weights weights = Weights.parse(FILE);
    assertThat(file.getFloat(8 + length)).isEqualTo(weights.tensor("layers.0.kernel")[0]);
    assertThat(file.getFloat(FILE.length - 4)).isEqualTo(-2.8f);
  }

  /** Reads the file with Python's struct and json, independently of this library. */
  @Test
  void pythonReadsTheSameTensors(@TempDir Path folder) throws Exception {
    assumeTrue(
        Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(bin -> Files.isExecutable(Path.of(bin, "python3"))),
        "SKIPPED, NOT PASSED: no python3 on the PATH");
    Path file = folder.resolve("w.safetensors");
    Files.write(file, FILE);
    String program =
        """
        import json, struct, sys
        raw = open(sys.argv[1], 'rb').read()
        n, = struct.unpack('<Q', raw[:8])
        head = json.loads(raw[8:8 + n])
        json.loads(head.pop('__metadata__')['configuration'])
        for name, t in head.items():
            a, b = t['data_offsets']
            v = struct.unpack('<%df' % ((b - a) // 4), raw[8 + n + a:8 + n + b])
            print(name, t['shape'], len(v), repr(sum(v)))
        """;
    Process python =
        new ProcessBuilder("python3", "-c", program, file.toString())
            .redirectErrorStream(true)
            .start();
    String printed = new String(python.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(python.waitFor()).as(printed).isZero();
    Weights weights = Weights.parse(FILE);
    List<String> lines = printed.lines().toList();
    assertThat(lines).hasSize(SMALL.tensorShapes().size());
    int at = 0;
    for (Map.Entry<String, List<Integer>> tensor : SMALL.tensorShapes().entrySet()) {
      double sum = 0;
      for (float value : weights.tensor(tensor.getKey())) {
        sum += value;
      }
      int size = weights.tensor(tensor.getKey()).length;
      assertThat(lines.get(at++))
          .isEqualTo(tensor.getKey() + " " + tensor.getValue() + " " + size + " " + sum);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"patch\\\":2 | \"patch\\\":3 | configuration refused: patch: expected 1, 2 or 4, found 3",
        "\"configuration\":\" | \"configuration\":\"null\",\"x\":\" | expected an object, found null",
        "\"kernel\\\":3 | \"kernel\\\":16 | layers[0].kernel: expected 1 to 15, found 16",
        "\"filters\\\":3 | \"filters\\\":5 | expected F32 [3, 3, 4, 20], found F32 [3, 3, 4, 12]",
        "\"channels\\\":1 | \"colours\\\":1,\\\"channels\\\":1 | expected one of the keys channels, patch, layers, gates, normalization, epsilon, head, found colours",
        "layers.1.bias | layers.9.bias | tensor layers.9.bias: expected none, found F32 [8]",
        "\"dtype\":\"F32\" | \"dtype\":\"F64\" | found F64 [3, 3, 4, 12]",
        "\"sha256\":\" | \"sha256\":\"0 | metadata sha256: expected",
        "\"format_version\":\"1\" | \"format_version\":\"2\" | format_version: expected 1, found 2",
        "\"configuration\" | \"config\" | expected a configuration in __metadata__, found none",
        "[0,1728] | [0,1732] | expected 1728 bytes inside the file",
        "[0,1728] | [-4,1724] | expected 1728 bytes inside the file",
        "[3,3,4,12] | [3,3,4,-12] | expected a shape of whole numbers",
        "sigmoid | sigmund | sigmund",
        "\"__metadata__\" | \"\"\" | expected a JSON header",
      })
  void refusesAnInvalidHeader(String from, String to, String expected) {
    assertThatThrownBy(
            () ->
                Weights.parse(
                    withHeader(
                        header ->
                            header.replaceFirst(
                                java.util.regex.Pattern.quote(from),
                                java.util.regex.Matcher.quoteReplacement(to)))))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining(expected);
  }

  @Test
  void refusesTensorsThatAreNotFiniteOrMissing() {
    Map<String, float[]> tensors = new HashMap<>();
    Weights weights = Weights.parse(FILE);
    SMALL.tensorShapes().keySet().forEach(name -> tensors.put(name, weights.tensor(name)));
    tensors.get("head.bias")[2] = Float.NaN;
    assertThatThrownBy(() -> Weights.of(SMALL, tensors, Map.of()))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessage("tensor head.bias: expected finite numbers, found NaN at 2");
    tensors.remove("head.bias");
    assertThatThrownBy(() -> Weights.of(SMALL, tensors, Map.of()))
        .hasMessage("tensor head.bias: expected [4], found none");
  }

  @Test
  void refusesAFlippedBitInTheData() {
    byte[] file = FILE.clone();
    file[file.length - 3] ^= 1;
    assertThatThrownBy(() -> Weights.parse(file))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining("sha256: expected");
  }

  @Test
  void refusesAHeaderLengthOfTwoGigabytesBeforeReadingTheHeader() {
    byte[] file = FILE.clone();
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putLong(1L << 31);
    assertThatThrownBy(() -> Weights.parse(file))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageStartingWith("expected a weights file (safetensors), found a file that begins");
    assertThatThrownBy(() -> Weights.parse(Arrays.copyOf(FILE, 100)))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessageContaining("found only 92: the file is cut short; copy it again");
  }

  @Test
  void saysInOneSentenceWhatIsThereInsteadOfAWeightsFile(@TempDir Path folder) throws IOException {
    Path text = Files.writeString(folder.resolve("README.md"), "# Framecast\n\nFramecast predicts");
    Path empty = Files.createFile(folder.resolve("empty"));
    assertRefused(folder.resolve("none"), "no such file");
    assertRefused(text.resolve("below"), "a file that cannot be read (Not a directory)");
    assertRefused(folder, "a directory");
    assertRefused(empty, "an empty file");
    assertRefused(text, "a file that begins with \"# Framecast??Fra\"");
  }

  private static void assertRefused(Path file, String found) {
    assertThatThrownBy(() -> Weights.read(file))
        .isInstanceOf(InvalidWeightsException.class)
        .hasMessage(
            "%s: expected a weights file (safetensors), found %s; trainer.jar's train, init and"
                + " models fetch write such a file",
            file, found);
  }

  @Test
  void readsADeviceThatNeverEndsUpToTheLimitOnly() {
    Path endless = Path.of("/dev/zero");
    assumeTrue(Files.isReadable(endless));
    assertThatThrownBy(() -> InputFile.read(endless, 1_000))
        .isInstanceOf(UnusableFileException.class)
        .hasMessage("a file of more than 1000 bytes");
  }

  @Test
  void refusesTruncatedAndChangedFilesWithTheDocumentedException() throws IOException {
    long seed = 41;
    SplittableRandom random = new SplittableRandom(seed);
    for (int n = 0; n < 2_000; n++) {
      byte[] file = java.util.Arrays.copyOf(FILE, random.nextInt(FILE.length + 1));
      for (int k = 0; k < 4 && file.length > 0; k++) {
        file[random.nextInt(file.length)] = (byte) random.nextInt(256);
      }
      try {
        Weights.parse(file);
      } catch (InvalidWeightsException expected) {
        continue;
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ", file " + n, e);
      }
      throw new AssertionError("seed " + seed + ": file " + n + " was accepted");
    }
  }

  private static byte[] withHeader(UnaryOperator<String> change) {
    int length = (int) ByteBuffer.wrap(FILE).order(ByteOrder.LITTLE_ENDIAN).getLong();
    String header = change.apply(new String(FILE, 8, length, StandardCharsets.UTF_8));
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + json.length + FILE.length - 8 - length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(json.length)
        .put(json)
        .put(FILE, 8 + length, FILE.length - 8 - length)
        .array();
  }
}
