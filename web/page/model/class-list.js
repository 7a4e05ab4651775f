// The searchable list of the network's classes: one line per everyday group, or one list if there are no groups.

import { groupOf, labelOf, writeNames } from '../text/label.js';
import { applyText, languages, number, t } from '../text/text.js';

/** @typedef {import('../../src/index.js').ClassInfo} ClassInfo */

const FRAME = `
  <input type="search" class="class-search" data-placeholder="classes.search" autocomplete="off" />
  <p class="class-count" role="status"></p>
  <div class="class-scroll" tabindex="0" role="region"><dl class="class-groups"></dl></div>
`;

/**
 * @param {HTMLDetailsElement} details filled when it is opened
 * @param {Pick<import('./panel.js').Surroundings, 'session'>} surroundings
 */
export function connectClassList(details, { session }) {
  const [summary, box] = /** @type {HTMLElement[]} */ ([...details.children]);
  box.innerHTML = FRAME;
  const search = /** @type {HTMLInputElement} */ (box.querySelector('.class-search'));
  const count = /** @type {HTMLElement} */ (box.querySelector('.class-count'));
  const groups = /** @type {HTMLElement} */ (box.querySelector('.class-groups'));
  /** Of the network `by`. @type {{ by?: object, classes: ClassInfo[] }} */
  let known = { classes: [] };

  const find = () => {
    const found = matching(known.classes, search.value);
    count.textContent = search.value.trim()
      ? t('classes.found', { count: found.length, total: number(known.classes.length) })
      : '';
    groups.replaceChildren(...linesOf(found));
  };
  const show = async () => {
    const { current } = session;
    details.hidden = !current?.info.classes;
    if (!current || details.hidden) return;
    summary.textContent = t('classes.title', { total: number(current.info.classes) });
    search.setAttribute('aria-label', t('classes.search'));
    box.querySelector('.class-scroll')?.setAttribute('aria-label', summary.textContent);
    if (!details.open) return groups.replaceChildren();
    applyText(box);
    if (known.by !== current) {
      // Rejects if closed in the meantime: another network is in use, which `ready` reports.
      const classes = await current.classifier.classes().catch(() => undefined);
      if (!classes || current !== session.current) return;
      known = { by: current, classes };
    }
    find();
  };
  search.addEventListener('input', find);
  details.addEventListener('toggle', show);
  session.addEventListener('ready', show);
  languages.addEventListener('change', show);
  show();
}

/**
 * @param {readonly ClassInfo[]} classes
 * @param {string} words
 * @returns {ClassInfo[]} those whose name or group name contains the words
 */
function matching(classes, words) {
  const wanted = words.trim().toLowerCase();
  return classes.filter((one) =>
    [labelOf(one), ...(one.group ? [groupOf(one.group)] : [])].some((name) =>
      name.toLowerCase().includes(wanted),
    ),
  );
}

/**
 * @param {readonly ClassInfo[]} classes
 * @returns {HTMLElement[]} a name and a list per group, the largest first
 */
function linesOf(classes) {
  /** @type {Map<string, string[]>} */
  const byGroup = new Map();
  for (const one of classes) {
    const group = one.group ? groupOf(one.group) : '';
    byGroup.set(group, [...(byGroup.get(group) ?? []), labelOf(one)]);
  }
  return [...byGroup]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([group, labels]) => {
      const line = document.createElement('div');
      const name = document.createElement('dt');
      const names = document.createElement('dd');
      writeNames(name, group && `${group} (${labels.length})`);
      writeNames(names, labels.sort((a, b) => a.localeCompare(b)).join(', '));
      line.append(...(group ? [name] : []), names);
      return line;
    });
}
