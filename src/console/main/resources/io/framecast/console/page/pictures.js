import { npy } from "./npy.js";
import { sizeOfJpeg, sizeOfPng } from "./imageSize.js";

const WIDEST = 2048;
const MOST_CHARACTERS = 24 << 20;

// Pixels are read from one canvas in main memory, because each read from the GPU would stall.
const scratch = document.createElement("canvas");
const pen = scratch.getContext("2d", { willReadFrequently: true });
pen.globalCompositeOperation = "copy";

/** Returns the pixels of an encoded image; rejects with a sentence if it cannot be shown. */
export async function pixelsOf(picture) {
  if (picture.data.length > MOST_CHARACTERS) {
    throw new Error("the image is too large");
  }
  const bytes = bytesOf(picture.data);
  switch (picture.type) {
    case "application/x-npy":
      return npy(bytes, WIDEST);
    case "image/png":
      return decode(bytes, picture.type, sizeOfPng(bytes));
    case "image/jpeg":
      return decode(bytes, picture.type, sizeOfJpeg(bytes));
    default:
      throw new Error("not a supported image type");
  }
}

async function decode(bytes, type, [width, height]) {
  if (width < 1 || height < 1 || width > WIDEST || height > WIDEST) {
    throw new Error(`the image is ${width}x${height}`);
  }
  // The values stay as sent: no colour profile or alpha may change them.
  const bitmap = await createImageBitmap(new Blob([bytes], { type }), {
    premultiplyAlpha: "none",
    colorSpaceConversion: "none",
  });
  // No await from here on, so images that are decoded at the same time do not share the canvas.
  if (scratch.width < bitmap.width || scratch.height < bitmap.height) {
    scratch.width = Math.max(scratch.width, bitmap.width);
    scratch.height = Math.max(scratch.height, bitmap.height);
    pen.globalCompositeOperation = "copy"; // a new size resets the context
  }
  pen.drawImage(bitmap, 0, 0);
  const pixels = pen.getImageData(0, 0, bitmap.width, bitmap.height);
  bitmap.close();
  return pixels;
}

function bytesOf(base64) {
  if (Uint8Array.fromBase64) {
    return Uint8Array.fromBase64(base64);
  }
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) {
    bytes[i] = text.charCodeAt(i);
  }
  return bytes;
}
