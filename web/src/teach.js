// Teaches a network that is loaded your own classes, in the browser.

import { importing } from './engine/importing.js';
import { createClassifier } from './index.js';
import { Teacher } from './teach/teacher.js';
import { portOf } from './worker-port.js';

export { Teacher } from './teach/teacher.js';

/** @typedef {import('./teach/teacher.js').TeacherOptions} TeacherOptions */
/** @typedef {import('./teach/teacher.js').AddOptions} AddOptions */
/** @typedef {import('./teach/teacher.js').Added} Added */
/** @typedef {import('./teach/teacher.js').TrainOptions} TrainOptions */
/** @typedef {import('./teach/teacher.js').TaughtClass} TaughtClass */
/** @typedef {import('./teach/teacher.js').TaughtAnswer} TaughtAnswer */
/** @typedef {import('./teach/lesson.js').Lesson} Lesson */
/** @typedef {import('./teach/lesson.js').Accuracy} Accuracy */
/** @typedef {import('./teach/lesson.js').Mistake} Mistake */
/** @typedef {import('./teach/lesson.js').Suggestion} Suggestion */
/** @typedef {import('./teach/lesson.js').MapPoint} MapPoint */

/**
 * Makes a teacher, which learns new classes from photos with the help of a network that is loaded.
 *
 * The network's body stays as it is; what is learnt is a new head, on the embeddings of your photos. Nothing is sent
 * anywhere.
 * @param {import('./classifier.js').Classifier} classifier any network, one without classes too; it stays yours, and open
 * @param {import('./teach/teacher.js').TeacherOptions} [options]
 * @returns {Teacher}
 * @throws {import('./errors.js').ResiduaError} `invalid-option`
 * @example
 * import { createTeacher } from 'residua/teach';
 *
 * const teacher = createTeacher(classifier);
 * await teacher.add('cat', photosOfCats);
 * await teacher.add('dog', photosOfDogs);
 * const { accuracy, suggestions } = await teacher.train();
 * console.log(`${accuracy.right} of ${accuracy.total} right`, suggestions.map(({ text }) => text));
 * const mine = await teacher.classifier();
 * console.log(await mine.classify(photo));
 * const file = await teacher.save(); // a .safetensors for every tool
 */
export function createTeacher(classifier, options) {
  return new Teacher(classifier, { createClassifier, startWorker }, options);
}

/** @returns {import('./teach/client.js').TeachPort} */
function startWorker() {
  const page = globalThis.document?.baseURI ?? globalThis.location.href;
  return {
    wasm: new URL(new URL('../dist/residua-teach.wasm', import.meta.url), page).href,
    ...portOf(createWorker()),
  };
}

/** @returns {Worker} */
function createWorker() {
  try {
    return new Worker(new URL('./teach-worker.js', import.meta.url), { type: 'module' });
  } catch {
    // The module comes from another origin than the page: a script of one line, made here, imports it. Not a literal
    // address: a bundler would take the file for a picture.
    const url = importing(new URL(['teach-worker', 'js'].join('.'), import.meta.url).href);
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    return new Worker(url, { type: 'module' });
  }
}
