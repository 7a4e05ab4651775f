// The contract of the page's sections, on elements that only remember what is done to them.

import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { Section } from '../../../web/page/section.js';
import { languages } from '../../../web/page/text/text.js';

/** @type {string[]} what happened, in its order */
let happened = [];

/** @param {string} id */
const element = (id) => ({
  id,
  hidden: true,
  innerHTML: '',
  attributes: /** @type {Record<string, string>} */ ({}),
  setAttribute(/** @type {string} */ name, /** @type {string} */ value) {
    this.attributes[name] = value;
  },
  querySelectorAll: () => [],
  querySelector: () => ({ focus: () => happened.push(`focus ${id} title`) }),
  replaceChildren: () => happened.push(`empty ${id}`),
  scrollIntoView: () => happened.push(`scroll ${id}`),
  focus: () => happened.push(`focus ${id}`),
});

const make = (options = {}) => {
  const section = element('some');
  const opener = element('open-some');
  Object.assign(globalThis, {
    document: {
      getElementById: (/** @type {string} */ id) => (id === 'some' ? section : opener),
      querySelector: () => ({}), // the styles are there
    },
  });
  return new Section('some', {
    frame: '<h2></h2>',
    styles: new URL('file:///some.css'),
    opener: 'open-some',
    write: () => happened.push('write'),
    ...options,
  });
};
const change = () => languages.dispatchEvent(new Event('change'));

describe('a section', () => {
  beforeEach(() => {
    happened = [];
  });

  test('is filled and labelled when it is made, shown and focused when it is opened', () => {
    const section = make();
    assert.equal(section.element.innerHTML, '<h2></h2>');
    assert.equal(/** @type {any} */ (section.element).attributes['aria-labelledby'], 'some-title');
    assert.equal(section.element.hidden, true);
    section.open();
    assert.equal(section.element.hidden, false);
    assert.deepEqual(happened, ['scroll some', 'focus some title']);
    section.open({ focus: null, scroll: false });
    assert.equal(happened.length, 2);
    section.close();
    assert.equal(section.element.hidden, true);
    assert.equal(happened.at(-1), 'focus open-some');
  });

  test('is written at once in a new language, or, where it is closed, once when it opens', () => {
    const section = make();
    section.open({ focus: null, scroll: false });
    change();
    assert.deepEqual(happened, ['write']);
    section.close();
    happened = [];
    change();
    change();
    assert.deepEqual(happened, []);
    section.open({ focus: null, scroll: false });
    section.open({ focus: null, scroll: false });
    assert.deepEqual(happened, ['write']);
  });

  test('hears of no language any more when it was removed', () => {
    let times = 0;
    const section = make({ write: () => times++ });
    section.open({ focus: null, scroll: false });
    change();
    section.remove();
    assert.deepEqual(happened.slice(-2), ['empty some', 'focus open-some']);
    change();
    assert.equal(times, 1);
    assert.ok(section.signal.aborted);
  });

  test('wants the result of what was begun last, and of nothing after it is closed', () => {
    const section = make();
    section.open();
    const first = section.begin();
    const second = section.begin();
    assert.deepEqual([first.aborted, second.aborted, section.signal.aborted], [true, false, false]);
    const { signal } = section;
    section.close();
    assert.deepEqual([second.aborted, signal.aborted], [true, true]);
    section.open();
    assert.equal(section.signal.aborted, false);
    assert.equal(section.begin().aborted, false);
  });
});
