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

/** Tests malformed weights files, which any client may publish. */
class MalformedWeightsTest {

  @Test
  void refusesEveryValueOfTheTable() {
    List<MalformedRecord> records = new ArrayList<>(MalformedRecords.all());
    records.addAll(MalformedRecords.largest(1 << 20));
    for (MalformedRecord record : records) {
      if (record.value() != null) {
        assertRefused(record.value(), record.name());
      }
    }
  }

  @Test
  void aChangedHeaderIsRefusedOrHasNoEffect() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    byte[] good = Weights.shipped().toBytes();
    for (int n = 0; n < 300; n++) {
      byte[] changed = good.clone();
      for (int changes = 3; changes > 0; changes--) {
        changed[random.nextInt(2_000)] = (byte) (32 + random.nextInt(96));
      }
      assertRefused(changed, "seed " + seed + ", number " + n);
    }
  }

  /** Expects a refusal, or the same weights if the changed word has no effect. */
  private static void assertRefused(byte[] file, String name) {
    try {
      ModelSmokeTest.load(file);
    } catch (InvalidModelException e) {
      assertThat(e.getMessage()).as(name).isNotEmpty();
    } catch (RuntimeException | Error e) {
      fail(name, e);
    }
  }
}
