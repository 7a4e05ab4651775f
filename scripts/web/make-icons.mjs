// Renders the page's icons from icons/residua.svg. The output is committed; run the script after changing the drawing.
//
//   node scripts/web/make-icons.mjs
//
// Requires the tools of tests/web (npm ci there) and Chromium, which writes the PNG files.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { launchChromium } from '../../tests/web/lib/browser.mjs';

const ICONS = fileURLToPath(new URL('../../web/page/icons/', import.meta.url));
const SIDES = [192, 512];

const mark = await readFile(`${ICONS}residua.svg`, 'utf8');
const url = `data:image/svg+xml,${encodeURIComponent(mark)}`;
const browser = await launchChromium();
try {
  const page = await browser.newPage();
  for (const side of SIDES) {
    await page.setViewportSize({ width: side, height: side });
    // On the page's background colour, with the margin that round icons need.
    await page.setContent(
      `<style>body{margin:0;background:#f6f4ef;display:grid;place-items:center;height:100vh}</style>
       <img src="${url}" width="${side * 0.62}">`,
    );
    await page.screenshot({ path: `${ICONS}residua-${side}.png` });
  }
} finally {
  await browser.close();
}
