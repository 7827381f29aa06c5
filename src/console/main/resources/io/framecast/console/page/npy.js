// Reads the two kinds of .npy that the service writes and accepts; other files are rejected with a sentence.
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const LONGEST_HEADER = 4096;

/**
 * Returns the pixels of a .npy file: |u1 of 0..255 or <f4 of 0..1, shaped (height, width) or (height, width, channels).
 * With three or more channels the first three are red, green and blue; otherwise the first is grey.
 */
export function npy(bytes, widest) {
  if (bytes.length < 10 || MAGIC.some((byte, i) => bytes[i] !== byte)) {
    throw new Error("not a .npy file");
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const first = bytes[6] === 1;
  const begin = first ? 10 : 12;
  if (bytes.length < begin) {
    throw new Error("the header of the .npy is truncated");
  }
  const length = first ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > LONGEST_HEADER || begin + length > bytes.length) {
    throw new Error("the header of the .npy is truncated");
  }
  const { kind, height, width, channels } = shape(new TextDecoder("latin1").decode(bytes.subarray(begin, begin + length)));
  if (height < 1 || width < 1 || channels < 1 || height > widest || width > widest || channels > 64) {
    throw new Error(`the .npy is shaped ${height}x${width}x${channels}`);
  }
  const count = height * width * channels;
  const bytesEach = kind === "<f4" ? 4 : 1;
  if (bytes.length - begin - length !== count * bytesEach) {
    throw new Error("the .npy is not as long as its shape says");
  }
  const at = begin + length;
  // Values are clamped to 0..255; NaN becomes 0.
  const value =
    kind === "<f4" ? (i) => view.getFloat32(at + 4 * i, true) * 255 : (i) => bytes[at + i];
  return paint(value, height, width, channels);
}

function shape(header) {
  const kind = /'descr'\s*:\s*'([^']{1,8})'/.exec(header)?.[1];
  if (kind !== "|u1" && kind !== "<f4") {
    throw new Error("the .npy is neither |u1 nor <f4");
  }
  if (!/'fortran_order'\s*:\s*False/.test(header)) {
    throw new Error("the .npy is not in row-major order");
  }
  const sizes = /'shape'\s*:\s*\((\d{1,9})\s*,\s*(\d{1,9})\s*(?:,\s*(\d{1,9})\s*)?,?\s*\)/.exec(header);
  if (!sizes) {
    throw new Error("the .npy is not shaped (H, W) or (H, W, C)");
  }
  return { kind, height: Number(sizes[1]), width: Number(sizes[2]), channels: Number(sizes[3] ?? 1) };
}

function paint(value, height, width, channels) {
  const pixels = new ImageData(width, height);
  const data = pixels.data; // [height * width * 4], red green blue alpha
  const coloured = channels >= 3;
  for (let i = 0, from = 0, to = 0; i < height * width; i++, from += channels, to += 4) {
    data[to] = value(from);
    data[to + 1] = coloured ? value(from + 1) : data[to];
    data[to + 2] = coloured ? value(from + 2) : data[to];
    data[to + 3] = 255;
  }
  return pixels;
}
