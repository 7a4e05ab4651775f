// Signed distances of simple bodies, ways to join them, and noise.

export const sphere = (x, y, z, radius) => Math.hypot(x, y, z) - radius;

/** An ellipsoid, nearly: exact enough for marching. */
export function ellipsoid(x, y, z, a, b, c) {
  const k0 = Math.hypot(x / a, y / b, z / c);
  const k1 = Math.hypot(x / (a * a), y / (b * b), z / (c * c));
  return k1 ? (k0 * (k0 - 1)) / k1 : -Math.min(a, b, c);
}

/** A rounded box of half sizes a, b, c. */
export function box(x, y, z, a, b, c, round) {
  const qx = Math.abs(x) - a + round;
  const qy = Math.abs(y) - b + round;
  const qz = Math.abs(z) - c + round;
  const outside = Math.hypot(Math.max(qx, 0), Math.max(qy, 0), Math.max(qz, 0));
  return outside + Math.min(0, Math.max(qx, qy, qz)) - round;
}

/** A cone cut off at both ends, from y = 0 with radius r1 to y = height with radius r2, rounded. */
export function trunk(x, y, z, height, r1, r2) {
  const t = Math.min(1, Math.max(0, y / height));
  const radius = r1 + (r2 - r1) * t;
  const dy = y < 0 ? -y : y > height ? y - height : 0;
  return Math.hypot(Math.max(0, Math.hypot(x, z) - radius), dy) - 0.01;
}

/** The smaller distance, with a fillet of about k where both meet. */
export function melt(a, b, k) {
  const h = Math.max(0, k - Math.abs(a - b)) / k;
  return Math.min(a, b) - (h * h * k) / 4;
}

export const mix = (a, b, t) => a.map((value, i) => value + (b[i] - value) * t);
export const step = (from, to, x) => {
  const t = Math.min(1, Math.max(0, (x - from) / (to - from)));
  return t * t * (3 - 2 * t);
};

/** Pseudo-random, the same for the same whole numbers, in [0, 1). */
export function hash(x, y, z) {
  let h = (x * 374761393 + y * 668265263 + z * 2147483647) | 0;
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** Smooth noise of wavelength 1, in [0, 1). */
export function noise(x, y, z) {
  const [ix, iy, iz] = [Math.floor(x), Math.floor(y), Math.floor(z)];
  const [fx, fy, fz] = [x - ix, y - iy, z - iz].map((f) => f * f * (3 - 2 * f));
  let sum = 0;
  for (let corner = 0; corner < 8; corner++) {
    const [a, b, c] = [corner & 1, (corner >> 1) & 1, corner >> 2];
    const weight = (a ? fx : 1 - fx) * (b ? fy : 1 - fy) * (c ? fz : 1 - fz);
    sum += weight * hash(ix + a, iy + b, iz + c);
  }
  return sum;
}

/** Noise of four octaves, in [0, 1). */
export function clouds(x, y, z) {
  let sum = 0;
  for (let octave = 0, size = 0.5; octave < 4; octave++, size /= 2) {
    const f = 2 ** octave;
    sum += size * noise(x * f, y * f, z * f + 7 * octave);
  }
  return sum / 0.9375;
}

/**
 * The distance from a point on the unit sphere to the nearest of n evenly spread ones (a Fibonacci
 * lattice), and which one it is.
 */
export function nearestSpot(x, y, z, n) {
  const length = Math.hypot(x, y, z) || 1;
  const golden = Math.PI * (3 - Math.sqrt(5));
  let best = Infinity;
  let which = 0;
  for (let i = 0; i < n; i++) {
    const sy = 1 - (2 * i + 1) / n;
    const r = Math.sqrt(1 - sy * sy);
    const d =
      (x / length - r * Math.cos(golden * i)) ** 2 +
      (y / length - sy) ** 2 +
      (z / length - r * Math.sin(golden * i)) ** 2;
    if (d < best) [best, which] = [d, i];
  }
  return { distance: Math.sqrt(best), which };
}
