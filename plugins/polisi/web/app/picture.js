// A logo: what it is by its bytes, not by its name; made small, and without what it says of its maker.

const MOST_BYTES = 10_000_000;
const MOST_PIXELS = 24_000_000;
const WIDEST = 800;
const SMALL = 200_000;
// What is in a picture beside the picture itself and is no more than how to show it.
const OF_A_PNG = ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "pHYs"];
const OF_A_JPEG = [0xe0, 0xee]; // JFIF, and how Adobe's programs write colours

/** Return a picture file as a data URL. Throws an Error whose message is the key of a string. */
export async function fromFile(file) {
  if (file.size > MOST_BYTES) throw new Error("error_picture_large");
  return checked(new Uint8Array(await file.arrayBuffer()));
}

/** Return the picture of a data URL, checked in the same way. */
export async function fromUrl(url) {
  if (url.length > MOST_BYTES * 1.4) throw new Error("error_picture_large");
  let bytes;
  try {
    bytes = Uint8Array.from(atob(url.slice(url.indexOf(",") + 1)), (letter) => letter.charCodeAt(0));
  } catch {
    throw new Error("error_picture_broken");
  }
  return checked(bytes);
}

async function checked(bytes) {
  const picture = png(bytes) ?? jpeg(bytes);
  if (picture === null) throw new Error("error_picture_kind");
  if (!picture.whole || !picture.width || !picture.height) throw new Error("error_picture_broken");
  if (picture.width * picture.height > MOST_PIXELS) throw new Error("error_picture_large");
  let bitmap;
  try {
    bitmap = await createImageBitmap(new Blob([bytes], { type: picture.type }));
  } catch {
    throw new Error("error_picture_broken");
  }
  const scale = Math.min(1, WIDEST / Math.max(bitmap.width, bitmap.height));
  if (scale === 1 && !picture.talks && bytes.length <= SMALL) return dataUrl(bytes, picture.type);
  // Drawn anew: small, turned as it should be, and without the place where it was taken.
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL(picture.type, 0.9);
}

function dataUrl(bytes, type) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return `data:${type};base64,${btoa(text)}`;
}

/**
 * Return what a PNG file is, or null if the bytes are none. It `talks` if it holds anything but the
 * picture: what a camera or a program wrote of itself, or a second file behind the first.
 */
function png(bytes) {
  if (![0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10].every((byte, at) => bytes[at] === byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const found = { type: "image/png", width: 0, height: 0, whole: false, talks: false };
  for (let at = 8; at + 12 <= bytes.length && !found.whole; at += 12 + view.getUint32(at)) {
    const name = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (name === "IHDR" && at + 16 <= bytes.length) {
      found.width = view.getUint32(at + 8);
      found.height = view.getUint32(at + 12);
    }
    found.talks ||= !OF_A_PNG.includes(name);
    found.whole = name === "IEND";
    if (found.whole) found.talks ||= at + 12 < bytes.length;
  }
  return found;
}

/** Return what a JPEG file is, or null if the bytes are none; see `png`. */
function jpeg(bytes) {
  if (![0xff, 0xd8, 0xff].every((byte, at) => bytes[at] === byte)) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const found = { type: "image/jpeg", width: 0, height: 0, whole: false, talks: false };
  let at = 2;
  while (at + 2 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1];
    if (marker === 0xd9) return { ...found, whole: true, talks: found.talks || at + 2 < bytes.length };
    if (marker === 0xff) at += 1;
    else {
      if (at + 4 > bytes.length) return found;
      const size = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
      if (size && at + 9 <= bytes.length) {
        found.height = view.getUint16(at + 5);
        found.width = view.getUint16(at + 7);
      }
      const isNote = (marker >= 0xe0 && marker <= 0xef) || marker === 0xfe;
      found.talks ||= isNote && !OF_A_JPEG.includes(marker);
      at += 2 + view.getUint16(at + 2);
      if (marker === 0xda) at = scanned(bytes, at);
    }
  }
  return found;
}

/** Return where what is drawn ends: at a marker that is no part of it. */
function scanned(bytes, start) {
  for (let at = start; at + 1 < bytes.length; at += 1) {
    const next = bytes[at + 1];
    if (bytes[at] === 0xff && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}
