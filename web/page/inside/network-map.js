// The network drawn as a row of boxes at the real sizes; each is a button.

import { milliseconds, number, t } from '../text/text.js';

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @param {HTMLElement} list an <ol>
 * @param {{ name: string, ms?: number, blocks?: number,
 *   size: { height: number, width: number, channels: number } }[]} parts blocks: how many shortcuts it has
 * @param {string} chosen
 * @param {(name: string) => void} onChoose
 */
export function showNetworkMap(list, parts, chosen, onChoose) {
  const { activeElement } = document;
  const focused =
    list.contains(activeElement) && /** @type {HTMLElement} */ (activeElement).dataset.part;
  list.replaceChildren(
    ...parts.map(({ name, ms, size, blocks }) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.dataset.part = name;
      button.setAttribute('aria-pressed', String(name === chosen));
      const shape = document.createElement('span');
      shape.className = 'map-box';
      // The network's input is 100 pixels high, and areas keep their proportions; channels go by their logarithm.
      shape.style.height = `${Math.max(7, 100 * Math.sqrt(size.height / parts[0].size.height))}px`;
      const width = 8 + 7 * Math.log2(size.channels);
      shape.style.width = `${width}px`;
      const box = document.createElement('span');
      box.className = 'map-space';
      box.append(shape);
      if (blocks) box.prepend(arcs(blocks, width));
      button.append(
        box,
        line('map-name', partName(name)),
        line('map-size', t('inside.size', sizes(size))),
      );
      button.append(line('map-ms', ms === undefined ? '' : milliseconds(ms)));
      button.addEventListener('click', () => onChoose(name));
      const item = document.createElement('li');
      item.append(button);
      return item;
    }),
  );
  if (focused) /** @type {HTMLElement} */ (list.querySelector(`[data-part=${focused}]`))?.focus();
}

/** @param {string} name of a part */
export function partName(name) {
  const stage = /^stage(\d+)$/.exec(name);
  return stage ? t('inside.stage', { n: stage[1] }) : t(`inside.${name}`);
}

/**
 * As values of a sentence.
 * @param {{ height: number, width: number, channels: number }} size
 */
export function sizes({ height, width, channels }) {
  return { height: number(height), width: number(width), channels: number(channels) };
}

/**
 * A shortcut past every block, as the page's mark draws it.
 * @param {number} count
 * @param {number} width of them all, pixels
 */
function arcs(count, width) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'map-arcs');
  svg.setAttribute('viewBox', `0 0 ${count * 20} 14`);
  svg.setAttribute('preserveAspectRatio', 'none');
  svg.setAttribute('aria-hidden', 'true');
  svg.style.width = `${width}px`;
  for (let block = 0; block < count; block++) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', `M${20 * block + 2} 13v-3a8 8 0 0 1 16 0v3`);
    svg.append(path);
  }
  return svg;
}

/** @param {string} className @param {string} text */
function line(className, text) {
  const element = document.createElement('span');
  element.className = className;
  element.textContent = text;
  return element;
}
