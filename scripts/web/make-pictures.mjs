// Records the animations of README.md from the real page: answering a photo, looking into the network, and teaching
// classes.
//
//   node scripts/web/make-pictures.mjs [NAME...] [--to DIR]
//
// Requires the page (scripts/build-wasm.sh, build-module.mjs), the tools of tests/web (npm ci there), Chromium, and
// Python's Pillow, which writes the animations. The output is committed; run the script after changing how the page
// looks.

import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { launchChromium } from '../../tests/web/lib/browser.mjs';
import { startServer } from '../../tests/web/lib/server.mjs';

const VIEW = { width: 1000, height: 800 };
const FRAME = 110; // milliseconds
const SAMPLES = fileURLToPath(new URL('../../web/dist/samples/', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    to: { type: 'string', default: fileURLToPath(new URL('../../web/pictures', import.meta.url)) },
  },
});

/** A sequence of frames with their durations. */
class Film {
  #page;
  #folder;
  /** @type {{ file: string, ms: number }[]} */
  #frames = [];

  constructor(page, folder) {
    this.#page = page;
    this.#folder = folder;
  }

  /** Captures the current page as a frame of `ms` milliseconds. */
  async still(ms) {
    const file = join(this.#folder, `${this.#frames.length}.png`);
    await this.#page.screenshot({ path: file });
    this.#frames.push({ file, ms });
  }

  /** Captures frames of an animation for at most `ms` milliseconds. */
  async moving(ms) {
    for (const end = performance.now() + ms; performance.now() < end;) await this.still(FRAME);
  }

  async save(file) {
    const list = join(this.#folder, 'frames.json');
    await writeFile(list, JSON.stringify(this.#frames));
    const { status } = spawnSync('/usr/bin/python3', ['-c', ASSEMBLE, list, file], {
      stdio: 'inherit',
    });
    if (status !== 0)
      throw new Error(`${file} could not be written; Pillow is Debian's python3-pil`);
    console.log(file);
  }
}

const ASSEMBLE = `
import json, sys
from PIL import Image
frames = json.load(open(sys.argv[1]))
images = [Image.open(frame["file"]).convert("RGB") for frame in frames]
images[0].save(sys.argv[2], save_all=True, append_images=images[1:], duration=[frame["ms"] for frame in frames],
               loop=0, quality=62, method=6, minimize_size=True)
`;

/** @type {Record<string, (page: import('playwright-core').Page, film: Film) => Promise<void>>} */
const FILMS = {
  async answer(page, film) {
    await film.still(900);
    for (const name of ['dog', 'macaw', 'cup']) {
      await page.hover(`[data-sample=${name}]`);
      await page.click(`[data-sample=${name}]`);
      await page.waitForFunction(
        (wanted) =>
          document.querySelector('#answer-file')?.textContent === wanted &&
          document.querySelectorAll('#times [data-ms]').length === 3,
        `${name}.webp`,
      );
      await film.moving(700);
      await film.still(1500);
    }
  },
  async inside(page, film) {
    await page.click('[data-sample=macaw]');
    await page.waitForSelector('#copy:enabled');
    await page.click('#open-inside');
    const next = page.locator('.lab-next');
    for (let chapter = 0; chapter < 9; chapter++) {
      await page.waitForSelector('.lab-chapter[data-name]');
      // Waits until the numbers are computed and drawn.
      await page.waitForTimeout(1500);
      await film.still(1800);
      if (await next.isDisabled()) break;
      await next.click();
    }
  },
  async teach(page, film) {
    await page.click('#open-teach');
    await page.waitForSelector('.teach-example');
    await film.still(1500);
    await page.click('.teach-example');
    await film.moving(2500);
    await page.locator('.teach-try-name', { hasText: 'Animals' }).waitFor();
    await film.still(2200);
    for (const name of ['red-panda', 'cup']) {
      await page.setInputFiles('.teach-try-input', `${SAMPLES}${name}.webp`);
      await page.waitForTimeout(700);
      await film.still(2000);
    }
    await page.click('.teach-map-box summary');
    await page.locator('.teach-plane').scrollIntoViewIfNeeded();
    await page.waitForTimeout(500);
    await film.still(2500);
  },
};

await mkdir(values.to, { recursive: true });
const server = await startServer();
const browser = await launchChromium();
try {
  for (const [name, act] of Object.entries(FILMS)) {
    if (positionals.length && !positionals.includes(name)) continue;
    const folder = await mkdtemp(join(tmpdir(), 'residua-film-'));
    const context = await browser.newContext({
      locale: 'en-US',
      viewport: VIEW,
      serviceWorkers: 'block',
    });
    const page = await context.newPage();
    await page.goto(`${server.origin}/page/`);
    await page.waitForSelector('#model-chip[data-state=ready]');
    await page.waitForSelector('.sample');
    const film = new Film(page, folder);
    await act(page, film);
    await film.save(join(values.to, `${name}.webp`));
    await context.close();
    await rm(folder, { recursive: true });
  }
} finally {
  await browser.close();
  await server.close();
}
