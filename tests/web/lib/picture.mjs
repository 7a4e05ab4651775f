// Pictures of our own making.

/**
 * A BMP file of coloured stripes that differ with the seed; every decoder gives the same pixels.
 * @param {{ width?: number, height?: number, seed?: number }} [options] width: a multiple of 4 pixels
 * @returns {Buffer}
 */
export function picture({ width = 64, height = 48, seed = 1 } = {}) {
  const header = Buffer.alloc(54);
  header.write('BM');
  header.writeUInt32LE(54 + 3 * width * height, 2);
  header.writeUInt32LE(54, 10);
  header.writeUInt32LE(40, 14);
  header.writeInt32LE(width, 18);
  header.writeInt32LE(height, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  const pixels = Buffer.alloc(3 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const stripe = ((x + seed * y) >> 3) + seed;
      pixels.set([37 * stripe, 91 * stripe + x, 53 * stripe + y], 3 * (y * width + x));
    }
  }
  return Buffer.concat([header, pixels]);
}
