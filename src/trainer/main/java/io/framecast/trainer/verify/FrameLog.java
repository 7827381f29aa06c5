package io.framecast.trainer.verify;

import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What one partition of the frames topic holds of one stream. */
interface FrameLog {

  /** Offset of the oldest record that the partition still holds, whosever it is. */
  long first();

  /**
   * The stream's records from this offset on, oldest first, up to where the log ends now. Read as
   * they are asked for, and several times where several ask; to be closed.
   */
  Stream<ConsumerRecord<byte[], byte[]>> from(long offset);
}
