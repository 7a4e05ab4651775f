// Draws a scene of signed distances by marching rays through it: soft light, shadows, a little gloss.
//
// A scene's `distance(x, y, z)` is at most how far the nearest surface is; `material(x, y, z)` says what
// is there, given that something is. Lengths have no unit, y is up, colours are linear, in [0, 1].

/**
 * @typedef {[number, number, number]} Vec
 *
 * @typedef {object} Material
 * @property {Vec} color
 * @property {number} [gloss] in [0, 1]
 * @property {number} [glow] light of its own
 *
 * @typedef {object} Scene
 * @property {Vec} from where the camera is
 * @property {Vec} at what it looks at
 * @property {number} zoom focal length over half the picture's height
 * @property {Vec} sun direction towards the light, need not be of length 1
 * @property {Vec} [sunColor]
 * @property {(x: number, y: number, z: number) => number} distance
 * @property {(x: number, y: number, z: number) => Material} material
 * @property {(direction: Vec) => Vec} sky what a ray that meets nothing sees
 */

const FAR = 40;

/**
 * @param {Scene} scene
 * @param {{ width: number, height: number, samples: number }} size samples: squared, per pixel
 * @returns {Uint8ClampedArray} RGBA, width * height * 4
 */
export function render(scene, { width, height, samples }) {
  const pixels = new Uint8ClampedArray(width * height * 4).fill(255);
  const forward = unit(minus(scene.at, scene.from));
  const right = unit(cross(forward, [0, 1, 0]));
  const up = cross(right, forward);
  const sun = unit(scene.sun);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const sum = [0, 0, 0];
      for (let sample = 0; sample < samples * samples; sample++) {
        const dx = ((sample % samples) + 0.5) / samples;
        const dy = (Math.floor(sample / samples) + 0.5) / samples;
        const u = (2 * (column + dx) - width) / height;
        const v = (height - 2 * (row + dy)) / height;
        const ray = unit([0, 1, 2].map((i) => u * right[i] + v * up[i] + scene.zoom * forward[i]));
        const color = trace(scene, scene.from, ray, sun);
        for (let i = 0; i < 3; i++) sum[i] += color[i];
      }
      for (let i = 0; i < 3; i++) {
        pixels[4 * (row * width + column) + i] = encode(sum[i] / (samples * samples));
      }
    }
  }
  return pixels;
}

/** @returns {Vec} */
function trace(/** @type {Scene} */ scene, from, ray, sun) {
  const travelled = march(scene, from, ray);
  if (travelled >= FAR) return scene.sky(ray);
  const [x, y, z] = [0, 1, 2].map((i) => from[i] + ray[i] * travelled);
  const normal = normalAt(scene, x, y, z);
  const { color, gloss = 0, glow = 0 } = scene.material(x, y, z);
  const start = /** @type {Vec} */ ([0, 1, 2].map((i) => [x, y, z][i] + normal[i] * 0.004));
  const facing = Math.max(0, dot(normal, sun));
  const lit = facing ? facing * shadow(scene, start, sun) : 0;
  const open = openness(scene, start, normal);
  const sunColor = scene.sunColor ?? [1.5, 1.4, 1.25];
  const above = scene.sky([normal[0] * 0.3, Math.abs(normal[1]) + 0.2, normal[2] * 0.3]);
  const half = unit([0, 1, 2].map((i) => sun[i] - ray[i]));
  const shine = gloss * lit * Math.max(0, dot(normal, half)) ** 48;
  const rim = gloss * 0.25 * (1 - Math.max(0, -dot(normal, ray))) ** 3 * open;
  const shaded = /** @type {Vec} */ (
    [0, 1, 2].map((i) => {
      const light = sunColor[i] * lit + 0.55 * above[i] * open + glow;
      return color[i] * light + shine * sunColor[i] + rim * above[i];
    })
  );
  // The far ground fades into the sky.
  const fade = Math.min(1, (travelled / FAR) ** 2 * 1.6);
  const sky = scene.sky(ray);
  return /** @type {Vec} */ (shaded.map((value, i) => value + (sky[i] - value) * fade));
}

function march(scene, from, ray) {
  let travelled = 0;
  for (let step = 0; step < 140 && travelled < FAR; step++) {
    const distance = scene.distance(
      from[0] + ray[0] * travelled,
      from[1] + ray[1] * travelled,
      from[2] + ray[2] * travelled,
    );
    if (distance < 0.0012) return travelled;
    travelled += distance * 0.9;
  }
  return travelled < FAR * 0.98 ? travelled : FAR;
}

/** 1 in full light, less where something is nearly in the way. */
function shadow(scene, from, sun) {
  let light = 1;
  for (let travelled = 0.02, step = 0; step < 48 && travelled < 8; step++) {
    const distance = scene.distance(
      from[0] + sun[0] * travelled,
      from[1] + sun[1] * travelled,
      from[2] + sun[2] * travelled,
    );
    light = Math.min(light, (9 * distance) / travelled);
    if (light < 0.02) return 0;
    travelled += Math.max(0.012, distance);
  }
  return light;
}

/** How much of the sky a point sees. */
function openness(scene, from, normal) {
  let closed = 0;
  for (let step = 1; step <= 5; step++) {
    const reach = 0.09 * step;
    const distance = scene.distance(
      from[0] + normal[0] * reach,
      from[1] + normal[1] * reach,
      from[2] + normal[2] * reach,
    );
    closed += (reach - Math.min(reach, distance)) / 2 ** step / 0.09;
  }
  return Math.max(0.1, 1 - 0.9 * closed);
}

function normalAt({ distance }, x, y, z) {
  const e = 0.0015;
  return unit([
    distance(x + e, y, z) - distance(x - e, y, z),
    distance(x, y + e, z) - distance(x, y - e, z),
    distance(x, y, z + e) - distance(x, y, z - e),
  ]);
}

/** Linear light to an sRGB byte, the brightest rolled off as film does. */
function encode(value) {
  const film = (value * (2.51 * value + 0.03)) / (value * (2.43 * value + 0.59) + 0.14);
  return 255 * Math.min(1, Math.max(0, film)) ** (1 / 2.2) + 0.5;
}

const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const minus = (a, b) => [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
const cross = (a, b) => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

/** @returns {Vec} */
export function unit(a) {
  const length = Math.hypot(a[0], a[1], a[2]) || 1;
  return [a[0] / length, a[1] / length, a[2] / length];
}
