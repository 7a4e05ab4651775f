// A question that the visitor answers before the page does. Guesses are kept until the page is closed.

import { t } from '../text/text.js';
import { make } from './drawing.js';

/** The guess for each question. @type {Map<string, string>} */
const guesses = new Map();

/** @param {string} key of a question @returns {string | undefined} */
export const guessOf = (key) => guesses.get(key);

/**
 * @param {object} question
 * @param {string} question.key `lab.guess.KEY` is its text
 * @param {{ value: string, text: string }[]} question.choices
 * @param {string} [question.right] the value of the right choice, if there is one
 * @param {string} question.reveal the explanation
 * @param {() => void} [question.onGuess]
 * @returns {HTMLElement}
 */
export function askFirst({ key, choices, right, reveal, onGuess }) {
  const box = make('fieldset', { className: 'lab-guess', data: { guess: key } });
  const show = () => {
    const guess = guesses.get(key);
    box.replaceChildren(
      make('legend', { textContent: t(`lab.guess.${key}`) }),
      ...choices.map(({ value, text }) =>
        make('button', {
          type: 'button',
          className: 'quiet',
          textContent: text,
          data: { value, ...(guess && value === right ? { right: '' } : {}) },
          attributes: { 'aria-pressed': value === guess },
          onclick: () => choose(value),
        }),
      ),
    );
    const said = make('p', { className: 'lab-reveal', attributes: { role: 'status' } });
    if (guess !== undefined) {
      const verdict =
        right === undefined || guess === '' ? '' : t(guess === right ? 'lab.right' : 'lab.wrong');
      said.textContent = `${verdict} ${reveal}`.trim();
    } else {
      box.append(
        make('button', {
          type: 'button',
          className: 'lab-skip-guess',
          textContent: t('lab.reveal'),
          onclick: () => choose(''),
        }),
      );
    }
    box.append(said);
  };
  const choose = (/** @type {string} */ value) => {
    const first = !guesses.has(key);
    guesses.set(key, value);
    show();
    /** @type {HTMLElement | null} */ (box.querySelector('[aria-pressed=true]'))?.focus();
    if (first) onGuess?.();
  };
  show();
  return box;
}
