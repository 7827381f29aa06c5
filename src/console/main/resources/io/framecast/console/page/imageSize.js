// A small file may decode to gigabytes, so its size is read from the header before decoding.

/** Returns [width, height] of a PNG. */
export function sizeOfPng(bytes) {
  const view = viewOf(bytes);
  if (bytes.length < 24 || view.getUint32(0) !== 0x89504e47 || view.getUint32(12) !== 0x49484452) {
    throw new Error("not a PNG");
  }
  return [view.getUint32(16), view.getUint32(20)];
}

/** Returns [width, height] of a JPEG, from its first frame header. */
export function sizeOfJpeg(bytes) {
  const view = viewOf(bytes);
  if (bytes.length < 4 || view.getUint16(0) !== 0xffd8) {
    throw new Error("not a JPEG");
  }
  for (let at = 2; at + 9 <= bytes.length && bytes[at] === 0xff; ) {
    const marker = bytes[at + 1];
    if (marker === 0xff) {
      at++; // fill bytes may precede a marker
    } else if (marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc) {
      return [view.getUint16(at + 7), view.getUint16(at + 5)];
    } else {
      at += 2 + Math.max(2, view.getUint16(at + 2));
    }
  }
  throw new Error("the JPEG has no frame header");
}

const viewOf = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
