package io.framecast.trainer.rounds;

import io.framecast.trainer.learning.TrainableNetwork.NetworkSnapshot;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * Stores the latest snapshot of a round in a file. A round that resumes from it ends with the same
 * bytes. A file of another round counts as none, and so does an incomplete one.
 *
 * @param manifest of the round, as JSON
 */
record TrainingSnapshotFile(Path file, String manifest) {
  private static final int FORMAT = 1;

  void write(NetworkSnapshot snapshot) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      write(out, snapshot);
      out.writeLong(sum(bytes.toByteArray(), bytes.size()));
      Files.write(part, bytes.toByteArray());
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("a snapshot cannot be written to " + file, e);
    }
  }

  private void write(DataOutputStream out, NetworkSnapshot snapshot) throws IOException {
    out.writeInt(FORMAT);
    out.writeLong(manifestSum());
    out.writeInt(snapshot.step());
    write(out, snapshot.parameters());
    write(out, snapshot.optimiser());
    out.writeInt(snapshot.carried().size());
    for (Map<String, NetworkSnapshot.Values> layer : snapshot.carried()) {
      out.writeInt(layer.size());
      for (Map.Entry<String, NetworkSnapshot.Values> entry : layer.entrySet()) {
        out.writeUTF(entry.getKey());
        out.writeInt(entry.getValue().shape().length);
        for (long side : entry.getValue().shape()) {
          out.writeLong(side);
        }
        write(out, entry.getValue().numbers());
      }
    }
  }

  Optional<NetworkSnapshot> read() {
    try {
      byte[] bytes = Files.readAllBytes(file);
      int body = bytes.length - Long.BYTES;
      boolean whole = body > 0 && ByteBuffer.wrap(bytes).getLong(body) == sum(bytes, body);
      return whole ? read(new DataInputStream(new ByteArrayInputStream(bytes))) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // there is none, or it cannot be read
    }
  }

  private Optional<NetworkSnapshot> read(DataInputStream in) throws IOException {
    if (in.readInt() != FORMAT || in.readLong() != manifestSum()) {
      return Optional.empty();
    }
    int step = in.readInt();
    float[] parameters = numbers(in);
    float[] optimiser = numbers(in);
    List<Map<String, NetworkSnapshot.Values>> carried = new ArrayList<>();
    for (int layers = in.readInt(); carried.size() < layers; ) {
      Map<String, NetworkSnapshot.Values> layer = new TreeMap<>();
      for (int entries = in.readInt(); layer.size() < entries; ) {
        String name = in.readUTF();
        long[] shape = new long[in.readInt()];
        for (int i = 0; i < shape.length; i++) {
          shape[i] = in.readLong();
        }
        layer.put(name, new NetworkSnapshot.Values(shape, numbers(in)));
      }
      carried.add(layer);
    }
    return Optional.of(new NetworkSnapshot(step, parameters, optimiser, carried));
  }

  private long manifestSum() {
    byte[] json = manifest.getBytes(StandardCharsets.UTF_8);
    return sum(json, json.length);
  }

  private static long sum(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return sum.getValue();
  }

  private static void write(DataOutputStream out, float[] numbers) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Float.BYTES);
    bytes.asFloatBuffer().put(numbers);
    out.writeInt(numbers.length);
    out.write(bytes.array());
  }

  private static float[] numbers(DataInputStream in) throws IOException {
    int count = in.readInt();
    ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(count * Float.BYTES));
    float[] numbers = new float[count];
    bytes.asFloatBuffer().get(numbers);
    return numbers;
  }
}
