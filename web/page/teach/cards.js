// The classes as cards, in their order.

import { ClassCard } from './class-card.js';

/** @typedef {import('./class-set.js').OwnClass} OwnClass */

export class Cards {
  #box;
  #set;
  #actionsOf;
  /** @type {Map<string, ClassCard>} */
  #cards = new Map();

  /**
   * @param {HTMLElement} box
   * @param {import('./class-set.js').ClassSet} set
   * @param {(entry: OwnClass) => import('./class-card.js').CardActions} actionsOf
   */
  constructor(box, set, actionsOf) {
    this.#box = box;
    this.#set = set;
    this.#actionsOf = actionsOf;
  }

  /** As the classes are now. */
  show() {
    const { classes } = this.#set;
    for (const [key, card] of this.#cards) {
      if (classes.some((one) => one.key === key)) continue;
      card.close();
      this.#cards.delete(key);
    }
    classes.forEach((entry, at) => {
      const card = this.#cards.get(entry.key) ?? new ClassCard(entry, this.#actionsOf(entry));
      this.#cards.set(entry.key, card);
      const there = this.#box.children[at];
      if (there !== card.element) this.#box.insertBefore(card.element, there);
      card.show(this.#set.samplesOf(entry.key), {
        first: at === 0,
        last: at === classes.length - 1,
      });
    });
  }

  /** In the language of now. */
  write() {
    for (const card of this.#cards.values()) card.write();
  }

  /** @param {string} key of a class */
  focus(key) {
    this.#cards.get(key)?.focusName();
  }

  close() {
    for (const card of this.#cards.values()) card.close();
    this.#cards.clear();
  }
}
