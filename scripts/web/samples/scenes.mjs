// The samples: things that ImageNet has a class for, drawn from formulas alone.

import {
  box,
  clouds,
  ellipsoid,
  melt,
  mix,
  nearestSpot,
  noise,
  sphere,
  step,
  trunk,
} from './shapes.mjs';

/** A room with a soft window: bright above, warm towards the table. */
const room = ([, y]) => mix([0.42, 0.38, 0.34], [0.85, 0.88, 0.92], step(-0.3, 0.8, y));

/** Open air with a few clouds. */
const air = ([x, y, z]) => {
  const blue = mix([0.75, 0.84, 0.95], [0.22, 0.45, 0.85], step(0, 0.7, y));
  const over =
    y > 0.02 ? step(0.5, 0.75, clouds((2 * x) / (y + 0.25), 3, (2 * z) / (y + 0.25))) : 0;
  return mix(blue, [1, 1, 1], over * step(0.02, 0.2, y) * 0.8);
};

function wood(x, z) {
  const plank = Math.floor(x * 1.1);
  const grain = clouds(x * 9 + plank * 13, 1, z * 0.7 + plank * 5);
  const lines = 0.5 + 0.5 * Math.sin(40 * grain);
  const gap = step(0, 0.02, Math.abs(x * 1.1 - Math.round(x * 1.1)));
  const base = mix([0.23, 0.12, 0.06], [0.42, 0.25, 0.13], 0.6 * grain + 0.4 * lines);
  return base.map((value) => value * (0.35 + 0.65 * gap));
}

function grass(x, z) {
  const blades = noise(x * 26, 0, z * 8) * 0.5 + clouds(x * 6, 2, z * 6) * 0.5;
  return mix([0.03, 0.09, 0.015], [0.2, 0.36, 0.06], blades);
}

/** Grass stands up a little, in tufts. */
const lawn = (x, y, z) => y - 0.1 * noise(x * 14, 1, z * 14) * noise(x * 3, 5, z * 3);

const PEEL = {
  from: [0.4, 1.7, 4.2],
  at: [0.25, 0.72, 0],
  zoom: 2.3,
  sun: [-0.7, 1.1, 0.6],
  sky: room,
};

function orangeAt(x, y, z, radius) {
  const close = sphere(x, y, z, radius);
  if (close > 0.1) return close - 0.01;
  const f = 26 / radius;
  return (
    close +
    0.008 * noise(x * f, y * f, z * f) +
    0.05 * radius * Math.exp(-60 * (x * x + z * z)) * (y > 0)
  );
}

export const orange = {
  ...PEEL,
  distance(x, y, z) {
    const whole = orangeAt(x + 0.35, y - 0.9, z, 0.9);
    const second = orangeAt(x - 1.45, y - 0.78, z + 0.5, 0.78);
    const leaf = Math.max(
      ellipsoid(x + 0.05, y - 1.84 - 0.25 * (x + 0.05) ** 2, z - 0.05, 0.42, 0.025, 0.19),
      -1,
    );
    const stem = trunk(x + 0.35, y - 1.74, z, 0.14, 0.035, 0.03);
    return Math.min(y, whole, second, leaf, stem);
  },
  material(x, y, z) {
    if (y < 0.01) return { color: wood(x, z), gloss: 0.15 };
    if (y > 1.77) {
      const vein = step(0, 0.02, Math.abs(z - 0.05));
      return { color: mix([0.2, 0.34, 0.08], [0.06, 0.2, 0.03], vein), gloss: 0.3 };
    }
    const tone = clouds(x * 3, y * 3, z * 3);
    return { color: mix([0.8, 0.15, 0.004], [0.9, 0.25, 0.01], tone), gloss: 0.35 };
  },
};

export const apple = {
  ...PEEL,
  at: [0, 0.78, 0],
  from: [0, 1.8, 4.2],
  distance(x, y, z) {
    const r = Math.hypot(x, z);
    const angle = Math.atan2(z, x);
    const height = y - 0.82;
    // Widest above the middle, hollow at the top, five faint ribs below.
    const width =
      0.92 + 0.1 * Math.tanh(1.5 * height) + 0.02 * Math.cos(5 * angle) * step(0.2, -0.8, height);
    const body = Math.hypot(r / width, height / 0.84) - 1;
    const dent = 0.3 * Math.exp(-14 * r * r) * step(0, 0.7, height);
    const bottom = 0.18 * Math.exp(-18 * r * r) * step(0, -0.7, height);
    const stem = trunk(x - 0.1 * (y - 1.5) ** 2, y - 1.32, z, 0.5, 0.035, 0.05);
    return Math.min(y, (body + dent + bottom) * 0.72, stem);
  },
  material(x, y, z) {
    if (y < 0.01) return { color: wood(x, z), gloss: 0.15 };
    const r = Math.hypot(x, z);
    if (r < 0.14 && y > 1.34) return { color: [0.12, 0.07, 0.03] };
    const angle = Math.atan2(z, x);
    const streak = clouds(angle * 5, y * 1.5, 1);
    const dots = step(0.86, 0.93, noise(angle * 16, y * 16, 3));
    const skin = mix([0.25, 0.5, 0.03], [0.47, 0.66, 0.08], streak);
    const near = mix([0.36, 0.38, 0.08], skin, step(0.05, 0.3, r));
    return { color: mix(near, [0.72, 0.78, 0.4], 0.6 * dots), gloss: 0.8 };
  },
};

function lemonAt(x, y, z) {
  const body = ellipsoid(x, y, z, 0.98, 0.68, 0.68);
  if (body > 0.3) return body - 0.02;
  const tip = ellipsoid(x - 0.98, y, z, 0.2, 0.15, 0.15);
  const end = ellipsoid(x + 0.95, y, z, 0.16, 0.17, 0.17);
  const skin = 0.014 * noise(x * 17, y * 17, z * 17);
  return melt(melt(body, tip, 0.22), end, 0.2) + skin;
}

export const lemon = {
  ...PEEL,
  at: [0, 0.62, 0],
  from: [0.2, 2, 4],
  distance(x, y, z) {
    const [c, s] = [Math.cos(0.5), Math.sin(0.5)];
    const first = lemonAt(c * (x + 0.45) + s * z, y - 0.67, c * z - s * (x + 0.45));
    const second = lemonAt(-s * (x - 1) + c * (z + 0.7), y - 0.67, -c * (x - 1) - s * (z + 0.7));
    return Math.min(y, first * 0.9, second * 0.9);
  },
  material(x, y, z) {
    if (y < 0.01) return { color: wood(x, z), gloss: 0.15 };
    const tone = clouds(x * 2, y * 2, z * 2);
    return { color: mix([0.9, 0.62, 0.02], [0.97, 0.78, 0.06], tone), gloss: 0.45 };
  },
};

/** The 12 corners of an icosahedron: where a football has its pentagons. */
const PENTAGONS = (() => {
  const phi = (1 + Math.sqrt(5)) / 2;
  const length = Math.hypot(1, phi);
  const corners = [];
  for (const a of [-1, 1]) {
    for (const b of [-phi, phi]) corners.push([0, a, b], [a, b, 0], [b, 0, a]);
  }
  return corners.map((corner) => corner.map((value) => value / length));
})();

/** The 20 centres of its faces: where the hexagons are. */
const HEXAGONS = (() => {
  const phi = (1 + Math.sqrt(5)) / 2;
  const faces = [];
  for (const a of [-1, 1]) {
    for (const b of [-1, 1]) {
      for (const c of [-1, 1]) faces.push([a, b, c]);
      faces.push([0, a / phi, b * phi], [a / phi, b * phi, 0], [b * phi, 0, a / phi]);
    }
  }
  return faces.map((face) => face.map((value) => value / Math.sqrt(3)));
})();

/** How far inside its panel a point of the ball is (0 on a seam), and whether the panel is black. */
function panel(x, y, z) {
  const [c, s] = [Math.cos(0.45), Math.sin(0.45)];
  [x, y] = [c * x + s * y, c * y - s * x];
  const length = Math.hypot(x, y, z);
  let [first, second, black] = [-1, -1, false];
  for (const [list, reach, dark] of [
    [PENTAGONS, 0.022, true],
    [HEXAGONS, 0, false],
  ]) {
    for (const [a, b, d] of list) {
      const near = (a * x + b * y + d * z) / length - reach;
      if (near > first) [second, first, black] = [first, near, dark];
      else if (near > second) second = near;
    }
  }
  return { inside: first - second, black };
}

export const ball = {
  from: [0.6, 1.5, 5.2],
  at: [0.15, 0.95, 0],
  zoom: 2.2,
  sun: [-0.6, 1.2, 0.7],
  sky: air,
  distance(x, y, z) {
    const close = sphere(x, y - 1, z, 1);
    const seam = close < 0.08 ? 0.022 * (1 - step(0, 0.035, panel(x, y - 1, z).inside)) : 0;
    return Math.min(lawn(x, y, z) * 0.6, close + seam);
  },
  material(x, y, z) {
    if (sphere(x, y - 1, z, 1) > 0.03) return { color: grass(x, z) };
    const { inside, black } = panel(x, y - 1, z);
    if (inside < 0.012) return { color: [0.09, 0.09, 0.09] };
    return { color: black ? [0.025, 0.025, 0.03] : [0.86, 0.86, 0.84], gloss: 0.35 };
  },
};

const LAMPS = [
  [2.35, [1, 0.06, 0.03], 2.4],
  [1.55, [0.35, 0.22, 0.02], 0],
  [0.75, [0.02, 0.16, 0.07], 0],
];

export const light = {
  from: [1.1, 0.6, 6.2],
  at: [0, 1.35, 0],
  zoom: 2.6,
  sun: [0.5, 1, 0.7],
  sky: air,
  distance(x, y, z) {
    let body = box(x, y - 1.55, z, 0.55, 1.32, 0.32, 0.12);
    for (const [height] of LAMPS) {
      const front = Math.hypot(x, y - height);
      body = Math.max(body, -Math.max(front - 0.32, 0.2 - z));
      const hood = Math.max(
        Math.abs(front - 0.37) - 0.025,
        Math.abs(z - 0.5) - 0.26 - 0.16 * (y - height),
        height - 0.12 - y,
      );
      body = Math.min(body, hood * 0.85, sphere(x, y - height, z - 0.02, 0.33));
    }
    const pole = Math.max(Math.hypot(x, z + 0.45) - 0.12, y - 2.6);
    const arm = box(x, y - 1.5, z + 0.35, 0.08, 0.5, 0.2, 0.04);
    return Math.min(body, pole, arm, y + 6);
  },
  material(x, y, z) {
    if (y < -5) return { color: [0.2, 0.2, 0.2] };
    for (const [height, color, glow] of LAMPS) {
      if (Math.hypot(x, y - height) < 0.31 && z > 0.1 && z < 0.4) {
        const lens = 0.8 + 0.2 * Math.sin(60 * x) * Math.sin(60 * y);
        return { color: color.map((value) => value * lens), glow, gloss: 0.6 };
      }
    }
    if (z < -0.3) return { color: [0.3, 0.31, 0.32], gloss: 0.3 };
    return { color: [0.035, 0.045, 0.04], gloss: 0.45 };
  },
};

export const mushroom = {
  from: [0.3, 1.1, 5],
  at: [0, 1.02, 0],
  zoom: 2.25,
  sun: [-0.6, 1.2, 0.7],
  sky: (direction) => mix([0.1, 0.16, 0.06], [0.5, 0.62, 0.45], step(-0.1, 0.9, direction[1])),
  distance(x, y, z) {
    const stem = trunk(x, y, z, 1.35, 0.34, 0.2) + 0.012 * noise(x * 18, y * 3, z * 18);
    const ring = Math.max(
      Math.abs(Math.hypot(x, z) - 0.24 - 0.28 * (1.2 - y)) - 0.02,
      Math.abs(y - 1.08) - 0.14,
    );
    const dome = ellipsoid(x, y - 1.3, z, 1.12, 0.78, 1.12);
    const under = y - 1.3 + 0.06 * Math.hypot(x, z) ** 2;
    let cap = Math.max(dome, -under - 0.04);
    if (Math.abs(dome) < 0.15 && y > 1.2) {
      const { distance, which } = nearestSpot(x, (y - 1.3) * 1.4, z, 90);
      const size = 0.07 + 0.05 * ((which * 0.618) % 1);
      cap -= 0.07 * (1 - step(size * 0.6, size, distance));
    }
    return Math.min(melt(stem, cap * 0.75, 0.05), ring * 0.8, lawn(x, y, z) * 0.6);
  },
  material(x, y, z) {
    const radius = Math.hypot(x, z);
    if (y < 0.12 && radius > 0.3) return { color: grass(x, z) };
    if (y > 1.22 && ellipsoid(x, y - 1.3, z, 1.12, 0.78, 1.12) > -0.03) {
      const { distance, which } = nearestSpot(x, (y - 1.3) * 1.4, z, 90);
      if (distance < 0.06 + 0.05 * ((which * 0.618) % 1)) return { color: [0.88, 0.84, 0.74] };
      const tone = clouds(x * 4, y * 4, z * 4);
      return { color: mix([0.5, 0.02, 0.01], [0.78, 0.07, 0.02], tone), gloss: 0.7 };
    }
    const gills = 0.75 + 0.25 * Math.sin(70 * Math.atan2(z, x));
    return {
      color: [0.82, 0.78, 0.66].map((value) => value * (y > 1.15 && radius > 0.3 ? gills : 1)),
    };
  },
};

/** A leaf, seen from close by. */
function leafSkin(x, z) {
  const middle = step(0, 0.05, Math.abs(z + 0.35));
  const along = 0.7 * x + Math.abs(z + 0.35) + 40;
  const side = (along % 1.3) / 1.3;
  const vein = step(0, 0.12, Math.min(side, 1 - side));
  const tone = mix([0.06, 0.22, 0.02], [0.14, 0.38, 0.05], clouds(x * 2, 4, z * 2));
  return mix([0.2, 0.42, 0.09], tone, (0.4 + 0.6 * middle) * (0.75 + 0.25 * vein));
}

/** The spots of a wing case: along the body, to the side, radius. */
const SPOTS = [
  [0.5, 0.3, 0.15],
  [0.02, 0.52, 0.17],
  [-0.45, 0.3, 0.16],
  [0.78, 0, 0.14],
];

export const ladybug = {
  from: [1.7, 2.5, 3.3],
  at: [0.12, 0.3, 0],
  zoom: 2.5,
  sun: [-0.5, 1.2, 0.6],
  sky: (direction) => mix([0.12, 0.24, 0.07], [0.6, 0.74, 0.5], step(-0.3, 0.8, direction[1])),
  distance(x, y, z) {
    const shell = Math.max(ellipsoid(x, y - 0.12, z, 1.05, 0.8, 0.85), 0.1 - y);
    const split = 0.03 * (1 - step(0, 0.03, Math.abs(z))) * (x < 0.75 ? 1 : 0);
    const neck = ellipsoid(x - 0.92, y - 0.3, z, 0.34, 0.3, 0.5);
    const head = ellipsoid(x - 1.22, y - 0.26, z, 0.2, 0.19, 0.26);
    const side = Math.abs(z);
    let legs = 9;
    for (const along of [0.6, 0.05, -0.5]) {
      const bent = Math.hypot(x - along - 0.25 * (side - 0.7), y - 0.28 + 0.5 * (side - 0.75));
      legs = Math.min(legs, Math.max(bent - 0.045, side - 1.15, 0.5 - side));
    }
    const feeler = Math.max(
      Math.hypot(x - 1.35 - 0.6 * (side - 0.1), y - 0.32 - 0.3 * (side - 0.1)) - 0.022,
      Math.abs(side - 0.25) - 0.17,
    );
    const ground = y + 0.05 * (1 - step(0, 0.08, Math.abs(z + 0.35)));
    return Math.min(ground * 0.8, (shell + split) * 0.8, neck, head, legs * 0.7, feeler * 0.7);
  },
  material(x, y, z) {
    if (y < 0.03) return { color: leafSkin(x, z), gloss: 0.25 };
    const side = Math.abs(z);
    const onShell = Math.abs(Math.max(ellipsoid(x, y - 0.12, z, 1.05, 0.8, 0.85), 0.1 - y)) < 0.05;
    if (onShell && x < 0.88 && y > 0.09) {
      if (side < 0.02) return { color: [0.02, 0.01, 0.01] };
      for (const [along, aside, radius] of SPOTS) {
        if (Math.hypot(x - along, (side - aside) * 1.1) < radius) {
          return { color: [0.015, 0.012, 0.012], gloss: 0.9 };
        }
      }
      const tone = clouds(x * 3, y * 3, z * 3);
      return { color: mix([0.6, 0.02, 0.005], [0.82, 0.07, 0.01], tone), gloss: 0.9 };
    }
    const cheek = x > 0.85 && x < 1.15 && side > 0.27 && y > 0.2;
    return { color: cheek ? [0.85, 0.82, 0.74] : [0.015, 0.013, 0.013], gloss: 0.7 };
  },
};

/** Where the front and the back wheels are. */
const WHEELS = [-1.25, 2.05];

function road(x, z) {
  const tar = 0.1 + 0.06 * noise(x * 30, 2, z * 30);
  const line = Math.abs(z - 1.75) < 0.06 && Math.abs((x % 2) + (x < 0 ? 2 : 0)) < 1.2;
  if (z < -1.9) return grass(x, z);
  return line ? [0.7, 0.7, 0.66] : [tar, tar, tar * 1.05];
}

export const bus = {
  from: [4.6, 2, 5.6],
  at: [0.5, 0.98, 0],
  zoom: 2.7,
  sun: [0.5, 1.1, 0.9],
  sky: air,
  distance(x, y, z) {
    const body = box(x, y - 1.22, z, 1.95, 0.82, 0.72, 0.12);
    const hood = box(x - 2.25, y - 0.85, z, 0.55, 0.44, 0.62, 0.12);
    const bumper = box(x - 2.82, y - 0.5, z, 0.06, 0.1, 0.66, 0.04);
    const rails = box(x, y - 0.92, z, 1.9, 0.03, 0.75, 0.02);
    let [wheels, arches] = [9, 9];
    for (const at of WHEELS) {
      const round = Math.hypot(x - at, y - 0.36);
      wheels = Math.min(wheels, Math.max(round - 0.36, Math.abs(Math.abs(z) - 0.6) - 0.12));
      arches = Math.min(arches, Math.max(round - 0.44, 0.45 - Math.abs(z)));
    }
    return Math.min(y, Math.max(Math.min(body, hood, rails), -arches), bumper, wheels);
  },
  material(x, y, z) {
    if (y < 0.01) return { color: road(x, z), gloss: 0.05 };
    for (const at of WHEELS) {
      const round = Math.hypot(x - at, y - 0.36);
      if (round < 0.37 && Math.abs(z) > 0.46) {
        return round < 0.17
          ? { color: [0.5, 0.5, 0.5], gloss: 0.6 }
          : { color: [0.02, 0.02, 0.02] };
      }
    }
    const black = { color: [0.02, 0.02, 0.022], gloss: 0.4 };
    const glass = { color: [0.05, 0.07, 0.09], gloss: 1 };
    if (x > 2.74) {
      if (y < 0.62) return black;
      const lamp = Math.hypot(Math.abs(z) - 0.42, y - 0.85) < 0.13;
      if (lamp) return { color: [0.9, 0.9, 0.85], gloss: 1 };
      return Math.abs(z) < 0.24 && y < 1.02 ? black : { color: [0.82, 0.42, 0.004], gloss: 0.5 };
    }
    if (x > 1.9 && y > 1.3 && y < 1.78 && Math.abs(z) < 0.6) return glass;
    const wide = Math.abs(z) > 0.7;
    if (wide && y > 1.32 && y < 1.72 && x > -1.8 && x < 1.75) {
      const pane = (((x + 1.8) % 0.5) + 0.5) % 0.5;
      if (pane > 0.06) return glass;
    }
    if (wide && (Math.abs(y - 0.92) < 0.035 || Math.abs(y - 1.2) < 0.022)) return black;
    return { color: [0.85, 0.44, 0.004], gloss: 0.5 };
  },
};
