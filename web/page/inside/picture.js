// The view as one image: the photo with its map, the figures of the chapter, and a caption.

const STYLES = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-size',
  'font-family',
  'opacity',
];
const [SIDE, GAP, LINE] = [360, 24, 22];

/**
 * @param {import('./tools.js').View} view
 * @param {string} caption
 * @returns {Promise<Blob>} PNG
 */
export async function pictureOf({ panel, chapter }, caption) {
  const { photo, map, strength } = panel.canvases;
  const style = getComputedStyle(document.body);
  const figures = [];
  for (const element of chapter.querySelectorAll('figure')) {
    const picture = element.querySelector('canvas, svg');
    if (!picture || !picture.getClientRects().length) continue;
    const { width, height } = picture.getBoundingClientRect();
    figures.push({
      image:
        picture instanceof HTMLCanvasElement ? picture : await imageOf(picture, { width, height }),
      text: element.querySelector('figcaption')?.textContent ?? '',
      scale: Math.min(1, SIDE / width),
      width,
      height,
    });
  }
  const photoHeight = (SIDE * photo.height) / photo.width;
  const columns = 2;
  const rows = [];
  for (let i = 0; i < figures.length; i += columns) rows.push(figures.slice(i, i + columns));
  const rowHeights = rows.map(
    (row) => Math.max(...row.map(({ height, scale }) => height * scale)) + LINE + GAP,
  );
  const tall = Math.max(
    photoHeight,
    rowHeights.reduce((a, b) => a + b, 0),
  );
  const canvas = document.createElement('canvas');
  canvas.width = 3 * SIDE + 4 * GAP;
  canvas.height = Math.ceil(tall + 2 * GAP + 3 * LINE);
  const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  context.fillStyle = style.backgroundColor;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(photo, GAP, GAP, SIDE, photoHeight);
  if (map) {
    context.globalAlpha = strength;
    context.imageSmoothingEnabled = false;
    context.drawImage(map, GAP, GAP, SIDE, photoHeight);
    context.globalAlpha = 1;
  }
  context.fillStyle = style.color;
  context.font = `14px ${style.fontFamily}`;
  let y = GAP;
  rows.forEach((row, i) => {
    row.forEach(({ image, text, width, height, scale }, column) => {
      const x = SIDE + 2 * GAP + column * (SIDE + GAP);
      context.drawImage(image, x, y, width * scale, height * scale);
      context.fillText(text, x, y + height * scale + LINE - 4, SIDE);
    });
    y += rowHeights[i];
  });
  context.font = `600 15px ${style.fontFamily}`;
  context.fillText(caption, GAP, canvas.height - GAP - LINE, canvas.width - 2 * GAP);
  context.font = `12px ${style.fontFamily}`;
  context.fillText(location.href, GAP, canvas.height - GAP, canvas.width - 2 * GAP);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture')))),
  );
}

/**
 * An SVG as shown, with its styles from the page inlined.
 * @param {Element} svg
 * @param {{ width: number, height: number }} size
 * @returns {Promise<HTMLImageElement>}
 */
async function imageOf(svg, { width, height }) {
  const copy = /** @type {SVGElement} */ (svg.cloneNode(true));
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  copy.setAttribute('width', String(width));
  copy.setAttribute('height', String(height));
  const originals = [svg, ...svg.querySelectorAll('*')];
  [copy, ...copy.querySelectorAll('*')].forEach((element, i) => {
    const computed = getComputedStyle(originals[i]);
    for (const name of STYLES) element.setAttribute(name, computed.getPropertyValue(name));
  });
  const image = new Image();
  image.src = URL.createObjectURL(new Blob([copy.outerHTML], { type: 'image/svg+xml' }));
  try {
    await image.decode();
  } finally {
    URL.revokeObjectURL(image.src);
  }
  return image;
}
