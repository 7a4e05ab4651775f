// The network as a row of boxes drawn to scale, each a button: height is resolution, width is channels. Each block has an arc
// for its shortcut: solid for an identity, dashed for a projection.

import { conventions, number, t } from '../text/text.js';
import { draw, make } from './drawing.js';

/** @typedef {import('./network.js').Part} Part */

/**
 * @param {HTMLElement} list an <ol>
 * @param {Part[]} parts
 * @param {object} state
 * @param {string} state.chosen name of a part
 * @param {Set<string>} state.cuts parts left out: "stage1.block1.branch", "stage1.block1.shortcut"
 * @param {boolean} state.taught whether the head was learned on a frozen body
 * @param {(name: string) => void} state.onChoose
 */
export function showMap(list, parts, { chosen, cuts, taught, onChoose }) {
  const focused = list.contains(document.activeElement);
  const items = parts.map((part) => {
    const { name, size, block, stage, number: place } = part;
    const height = Math.max(6, 64 * Math.sqrt(size.height / parts[0].size.height));
    const width = Math.max(10, 4.5 * Math.log2(size.channels + 1));
    const box = make('span', { className: 'map-box' });
    box.style.height = `${height}px`;
    box.style.width = `${width}px`;
    if (block) box.dataset.type = block.type;
    const origin = taught ? originOf(part) : undefined;
    if (origin) box.dataset.origin = origin;
    const begun = origin ? `, ${t(`inside.${origin}`)}` : '';
    const seen = stage ? `${stage}.${place}` : t(`inside.${name}`);
    if (cuts.has(`${name}.branch`)) box.dataset.cut = '';
    const space = make('span', { className: 'map-space' }, box);
    if (block) {
      const kind = block.shortcut === 'identity' ? 'identity' : 'projection';
      space.prepend(arc(kind, cuts.has(`${name}.shortcut`)));
    }
    const button = make(
      'button',
      {
        type: 'button',
        data: { part: name },
        title: `${partName(part)}, ${t('inside.size', sizes(size))}${begun}`,
        tabIndex: name === chosen ? 0 : -1,
        // Starts with the visible text, for speech control.
        attributes: {
          'aria-pressed': name === chosen,
          ...(stage ? { 'aria-label': `${seen}, ${partName(part)}${begun}` } : {}),
          ...(!stage && origin ? { 'aria-label': `${seen}${begun}` } : {}),
        },
        onclick: () => onChoose(name),
      },
      space,
      make('span', {
        className: 'map-name',
        textContent: seen,
      }),
    );
    return make('li', { className: place === 1 ? 'map-stage' : '' }, button);
  });
  list.replaceChildren(...items);
  const pressed = /** @type {HTMLElement | null} */ (list.querySelector('[aria-pressed=true]'));
  if (focused) pressed?.focus({ preventScroll: true });
  // Scrolls only horizontally.
  if (pressed) {
    const middle = pressed.offsetLeft + pressed.offsetWidth / 2 - list.clientWidth / 2;
    list.scrollTo({ left: middle });
  }
}

/**
 * The origin of a part's weights in a taught network (the page's section Teach, `residua/teach`).
 * @param {Part} part
 * @returns {'frozen' | 'learnt' | undefined} undefined if it has none
 */
export function originOf({ name }) {
  if (name === 'photo') return undefined;
  return name === 'head' ? 'learnt' : 'frozen';
}

/** The legend of the two kinds of boxes. @param {HTMLElement} list a <ul> @param {boolean} taught */
export function showLegend(list, taught) {
  list.hidden = !taught;
  list.replaceChildren(
    ...['frozen', 'learnt'].map((origin) =>
      make(
        'li',
        {},
        make('span', { className: 'map-box', data: { origin } }),
        t(`inside.${origin}.about`),
      ),
    ),
  );
}

/** @param {'identity' | 'projection'} kind @param {boolean} cut */
function arc(kind, cut) {
  return draw(
    'svg',
    {
      class: 'map-arc',
      viewBox: '0 0 32 14',
      'data-kind': kind,
      ...(cut ? { 'data-cut': '' } : {}),
      'aria-hidden': 'true',
    },
    draw('path', { d: 'M3 13v-2a13 9 0 0 1 26 0v2' }),
  );
}

/** @param {{ name: string, stage?: number, number?: number }} part */
export function partName({ name, stage, number: place }) {
  return stage ? t('inside.block.of', { stage, n: place ?? 0 }) : t(`inside.${name}`);
}

/**
 * As values for a message.
 * @param {{ height: number, width: number, channels: number }} size
 */
export function sizes({ height, width, channels }) {
  return { height: number(height), width: number(width), channels: number(channels) };
}

/** @param {number} value a count, abbreviated */
export function short(value) {
  const found = conventions().units.find(({ from }) => value >= from);
  if (!found) return number(value);
  const { by, most, unit } = found;
  return number(value / by, { most }) + unit;
}
