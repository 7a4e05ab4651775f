// Keeps the state of the laboratory in the address, so that links restore it exactly.

import { CHAPTERS } from './chapters.js';

/** @typedef {import('./chapters.js').State} State */

const KEYS = ['lab', 'part', 'channel', 'label', 'order', 'cut', 'hide'];

/** @returns {Partial<State> & { chapter?: string }} the state in the address */
export function stateInAddress() {
  const query = new URL(location.href).searchParams;
  const whole = (/** @type {string} */ key) => {
    const value = Number(query.get(key) ?? NaN);
    // The address, like the page, counts from one.
    return Number.isInteger(value) && value > 0 ? value - 1 : undefined;
  };
  const list = (/** @type {string} */ key) => query.get(key)?.split(',').filter(Boolean);
  const asked = query.get('lab') ?? '';
  const known = CHAPTERS.some(({ name }) => name === asked);
  return defined({
    chapter: known ? asked : undefined,
    part: query.get('part') ?? undefined,
    channel: whole('channel'),
    label: whole('label'),
    order: query.get('order') ?? undefined,
    cuts: list('cut'),
    hide: list('hide'),
  });
}

/** @param {State} state */
export function stateToAddress({ chapter, part, channel, label, order, cuts, hide }) {
  const url = new URL(location.href);
  const values = {
    lab: chapter,
    part,
    channel: channel < 0 ? '' : String(channel + 1),
    label: label < 0 ? '' : String(label + 1),
    order: order === 'usual' ? '' : order,
    cut: cuts.join(),
    hide: hide.join(),
  };
  for (const [key, value] of Object.entries(values)) {
    if (value) url.searchParams.set(key, value);
    else url.searchParams.delete(key);
  }
  history.replaceState(history.state, '', url);
}

/** The laboratory is closed. */
export function leaveAddress() {
  const url = new URL(location.href);
  for (const key of KEYS) url.searchParams.delete(key);
  history.replaceState(history.state, '', url);
}

/** @template {object} T @param {T} values @returns {Partial<T>} without what is undefined */
function defined(values) {
  return /** @type {Partial<T>} */ (
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
  );
}
