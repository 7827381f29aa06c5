// Reads the kinds of .npy that the service accepts and writes; other files are rejected with a sentence.
const MAGIC = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY
const LONGEST_HEADER = 4096;

// The bytes of a sample and its value from 0 to 255, by the header's descr without its byte order.
const KINDS = {
  b1: [1, (view, at) => (view.getUint8(at) ? 255 : 0)],
  u1: [1, (view, at) => view.getUint8(at)],
  u2: [2, (view, at, little) => view.getUint16(at, little) / 257],
  f2: [2, (view, at, little) => half(view.getUint16(at, little)) * 255],
  f4: [4, (view, at, little) => view.getFloat32(at, little) * 255],
  f8: [8, (view, at, little) => view.getFloat64(at, little) * 255],
};

/**
 * Returns the pixels of a .npy file: floats of 0..1, or whole numbers of their type's range, shaped (height, width) or (height, width, channels).
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
  const { sample, little, fortran, height, width, channels } = shape(
    new TextDecoder("latin1").decode(bytes.subarray(begin, begin + length)),
  );
  if (height < 1 || width < 1 || channels < 1 || height > widest || width > widest || channels > 64) {
    throw new Error(`the .npy is shaped ${height}x${width}x${channels}`);
  }
  const [bytesEach, read] = sample;
  if (bytes.length - begin - length !== height * width * channels * bytesEach) {
    throw new Error("the .npy is not as long as its shape says");
  }
  const at = begin + length;
  const index = fortran
    ? (y, x, c) => y + height * (x + width * c)
    : (y, x, c) => (y * width + x) * channels + c;
  // Values are clamped to 0..255; NaN becomes 0.
  const value = (y, x, c) => read(view, at + bytesEach * index(y, x, c), little);
  return paint(value, height, width, channels);
}

// Python 2 may write names with a u, and writes whole numbers with an L.
function shape(header) {
  const [, order, name] = /["']descr["']\s*:\s*[ub]?["']([<>|=]?)([a-z?]\d?)["']/.exec(header) ?? [];
  const sample = KINDS[name === "?" ? "b1" : name];
  if (!sample) {
    throw new Error(`the .npy is of none of the types ${Object.keys(KINDS).join(", ")}`);
  }
  const fortran = /["']fortran_order["']\s*:\s*True/.test(header);
  const sizes =
    /["']shape["']\s*:\s*\(\s*(\d{1,9})L?\s*,\s*(\d{1,9})L?\s*(?:,\s*(\d{1,9})L?\s*)?,?\s*\)/.exec(header);
  if (!sizes) {
    throw new Error("the .npy is not shaped (H, W) or (H, W, C)");
  }
  const [height, width, channels] = [sizes[1], sizes[2], sizes[3] ?? 1].map(Number);
  return { sample, little: order !== ">", fortran, height, width, channels };
}

/** Returns the number of an IEEE 754 half, given as its 16 bits. */
function half(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) {
    return sign * fraction * 2 ** -24;
  }
  return exponent === 0x1f ? NaN : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function paint(value, height, width, channels) {
  const pixels = new ImageData(width, height);
  const data = pixels.data; // [height * width * 4], red green blue alpha
  const coloured = channels >= 3;
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 4) {
      data[to] = value(y, x, 0);
      data[to + 1] = coloured ? value(y, x, 1) : data[to];
      data[to + 2] = coloured ? value(y, x, 2) : data[to];
      data[to + 3] = 255;
    }
  }
  return pixels;
}
