// Handles the EXIF orientation of WebP files, which not all browsers apply.

const EXIF = 0x45584946; // EXIF
const EXIF_MARK = 0x45786966; // Exif

/** @param {Blob} file */
export const isWebp = async (file) => /^RIFF.*WEBP$/s.test(await file.slice(0, 12).text());

/**
 * Removes the orientation from the file, so that no browser applies it.
 * @param {Blob} file
 * @returns {Promise<{ file: Blob, orientation: number }>} orientation: 1 to 8, 1 if there is none
 */
export async function takeOrientation(file) {
  if (await isWebp(file)) {
    const bytes = new Uint8Array(await file.arrayBuffer());
    const view = new DataView(bytes.buffer);
    for (let at = 12; at + 12 <= bytes.length;) {
      const size = view.getUint32(at + 4, true);
      if (view.getUint32(at) === EXIF) {
        // Some encoders write JPEG's mark before the structure.
        const tiff = at + (view.getUint32(at + 8) === EXIF_MARK ? 14 : 8);
        const orientation = read(view, tiff);
        view.setUint32(at, 0); // a chunk type unknown to browsers
        return { file: new Blob([bytes]), orientation };
      }
      at += 8 + size + (size & 1);
    }
  }
  return { file, orientation: 1 };
}

/**
 * @param {DataView} view
 * @param {number} tiff offset of a TIFF structure
 * @returns {number}
 */
function read(view, tiff) {
  try {
    const little = view.getUint16(tiff) === 0x4949;
    let at = tiff + view.getUint32(tiff + 4, little);
    for (let count = view.getUint16(at, little); count > 0; count--, at += 12) {
      if (view.getUint16(at + 2, little) !== 0x112) continue;
      const value = view.getUint16(at + 4, little) === 3 ? view.getUint16(at + 10, little) : 1;
      return value >= 1 && value <= 8 ? value : 1;
    }
  } catch {
    // It is truncated.
  }
  return 1;
}

/**
 * @param {number} orientation
 * @param {number} width of the stored picture
 * @param {number} height
 * @returns {{ width: number, height: number, transform: DOMMatrix2DInit }} of the upright one
 */
export function upright(orientation, width, height) {
  const turned = orientation > 4;
  // Where the upright picture is mirrored: horizontally (2, 3, 6, 7) and vertically (3, 4, 7, 8), after the rotation.
  const right = orientation & 2 ? -1 : 1;
  const down = (orientation - 1) & 2 ? -1 : 1;
  const size = turned ? { width: height, height: width } : { width, height };
  return {
    ...size,
    transform: {
      a: turned ? 0 : right,
      b: turned ? down : 0,
      c: turned ? right : 0,
      d: turned ? 0 : down,
      e: right < 0 ? size.width : 0,
      f: down < 0 ? size.height : 0,
    },
  };
}
