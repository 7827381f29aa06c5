import { npy } from "./npy.js";
import { sizeOfJpeg, sizeOfPng } from "./sizes.js";

const WIDEST = 2048;
const MOST_CHARACTERS = 24 << 20;

// Pixels are read back from one canvas that stays in main memory: reading from the GPU would stall every time.
const desk = document.createElement("canvas");
const pen = desk.getContext("2d", { willReadFrequently: true });
pen.globalCompositeOperation = "copy";

/** The pixels of a picture as it came; rejects with a sentence where it cannot be shown. */
export async function pixelsOf(picture) {
  if (picture.data.length > MOST_CHARACTERS) {
    throw new Error("the picture is too long");
  }
  const bytes = bytesOf(picture.data);
  switch (picture.type) {
    case "application/x-npy":
      return npy(bytes, WIDEST);
    case "image/png":
      return decoded(bytes, picture.type, sizeOfPng(bytes));
    case "image/jpeg":
      return decoded(bytes, picture.type, sizeOfJpeg(bytes));
    default:
      throw new Error("not a kind of picture that is shown here");
  }
}

async function decoded(bytes, type, [width, height]) {
  if (width < 1 || height < 1 || width > WIDEST || height > WIDEST) {
    throw new Error(`the picture is ${width}x${height}`);
  }
  // Values as they were sent: no colour profile and no alpha may change what is compared.
  const bitmap = await createImageBitmap(new Blob([bytes], { type }), {
    premultiplyAlpha: "none",
    colorSpaceConversion: "none",
  });
  // From here on nothing waits, so pictures that are decoded at the same time do not meet on the desk.
  if (desk.width < bitmap.width || desk.height < bitmap.height) {
    desk.width = Math.max(desk.width, bitmap.width);
    desk.height = Math.max(desk.height, bitmap.height);
    pen.globalCompositeOperation = "copy"; // a new size resets the pen
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
