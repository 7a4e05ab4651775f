// Draws the page's sample pictures (web/page/samples) from the formulas in scripts/web/samples, and the page's
// icons from icons/residua.svg. What it writes is committed; run it after changing a scene.
//
//   node scripts/web/make-samples.mjs [NAME...] [--to DIR]
//
// Needs the tools of tests/web (npm ci there) and Chromium, which writes the JPEG and PNG files.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launchChromium } from '../../tests/web/lib/browser.mjs';
import { render } from './samples/render.mjs';
import * as scenes from './samples/scenes.mjs';

const PAGE = fileURLToPath(new URL('../../web/page/', import.meta.url));
const SIZE = { width: 512, height: 384, samples: 2 };
const SMALL = { width: 176, height: 132 };
const ICONS = [192, 512];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { to: { type: 'string', default: `${PAGE}samples` } },
});
const wanted = positionals.length ? positionals : Object.keys(scenes);
await mkdir(values.to, { recursive: true });

const browser = await launchChromium();
try {
  const page = await browser.newPage();
  for (const name of wanted) {
    const pixels = Buffer.from(render(scenes[name], SIZE)).toString('base64');
    for (const [file, size, quality] of [
      [`${name}.jpg`, SIZE, 0.88],
      [`${name}-small.jpg`, SMALL, 0.8],
    ]) {
      const jpeg = await page.evaluate(encodeJpeg, { pixels, from: SIZE, size, quality });
      await writeFile(`${values.to}/${file}`, Buffer.from(jpeg, 'base64'));
    }
    console.log(name);
  }
  if (!positionals.length) await makeIcons(page);
} finally {
  await browser.close();
}

/** In the browser: raw pixels as a JPEG, base64. */
async function encodeJpeg({ pixels, from, size, quality }) {
  const bytes = Uint8ClampedArray.from(atob(pixels), (letter) => letter.charCodeAt(0));
  const whole = new OffscreenCanvas(from.width, from.height);
  whole.getContext('2d').putImageData(new ImageData(bytes, from.width), 0, 0);
  const canvas = new OffscreenCanvas(size.width, size.height);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(whole, 0, 0, size.width, size.height);
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
  const encoded = new Uint8Array(await blob.arrayBuffer());
  return btoa(Array.from(encoded, (byte) => String.fromCharCode(byte)).join(''));
}

/** The mark on the page's own paper, with the margin that round icons need. */
async function makeIcons(page) {
  const mark = await readFile(`${PAGE}icons/residua.svg`, 'utf8');
  for (const side of ICONS) {
    await page.setViewportSize({ width: side, height: side });
    const url = `data:image/svg+xml,${encodeURIComponent(mark)}`;
    await page.setContent(
      `<style>body{margin:0;background:#f6f4ef;display:grid;place-items:center;height:100vh}</style>
       <img src="${url}" width="${side * 0.62}">`,
    );
    await page.screenshot({ path: `${PAGE}icons/residua-${side}.png` });
  }
  console.log('icons');
}
