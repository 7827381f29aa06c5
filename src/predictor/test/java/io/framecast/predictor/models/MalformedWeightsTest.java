package io.framecast.predictor.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.framecast.broker.MalformedRecord;
import io.framecast.broker.MalformedRecords;
import io.framecast.convlstm.Weights;
import io.framecast.topics.models.InvalidModelException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Weights files that anyone may have published. */
class MalformedWeightsTest {

  @Test
  void everyValueOfTheTableIsRefused() {
    List<MalformedRecord> records = new ArrayList<>(MalformedRecords.all());
    records.addAll(MalformedRecords.largest(1 << 20));
    for (MalformedRecord record : records) {
      if (record.value() != null) {
        expectRefused(record.value(), record.name());
      }
    }
  }

  @Test
  void aChangedHeaderIsRefusedOrSaysTheSame() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] good = Weights.shipped().toBytes();
    for (int n = 0; n < 300; n++) {
      byte[] changed = good.clone();
      for (int changes = 3; changes > 0; changes--) {
        changed[random.nextInt(2_000)] = (byte) (32 + random.nextInt(96));
      }
      expectRefused(changed, "seed " + seed + ", number " + n);
    }
  }

  /** What is changed may be a word that nothing follows from. */
  private static void expectRefused(byte[] file, String name) {
    try {
      ModelSmokeTest.load(file);
    } catch (InvalidModelException e) {
      assertThat(e.getMessage()).as(name).isNotEmpty();
    } catch (RuntimeException | Error e) {
      fail(name, e);
    }
  }
}
