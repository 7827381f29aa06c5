package io.framecast.predictor;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ApiKeys;

/**
 * Holds the header of a client's request.
 *
 * <pre>
 *   size int32 | api key int16 | version int16 | correlation int32 | client id int16, bytes | ...
 * </pre>
 *
 * @param connection the number of its connection, from 1
 * @param clientId empty if it has none
 * @param size of the whole, including the four bytes of the size
 */
record WireRequest(
    int connection, ApiKeys api, int version, int correlation, String clientId, int size) {

  static WireRequest of(int connection, byte[] bytes) {
    ByteBuffer header = ByteBuffer.wrap(bytes, Integer.BYTES, bytes.length - Integer.BYTES);
    ApiKeys api = ApiKeys.forId(header.getShort());
    int version = header.getShort();
    int correlation = header.getInt();
    int length = Math.max(0, header.getShort());
    String clientId = new String(bytes, header.position(), length, UTF_8);
    return new WireRequest(connection, api, version, correlation, clientId, bytes.length);
  }
}
