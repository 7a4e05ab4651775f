// What `residua teach` prints: what the native program does (src/cli/teach_report.cc).

/** @typedef {import('../teach/lesson.js').Lesson} Lesson */
/** @typedef {import('../teach/lesson.js').Accuracy} Accuracy */

/**
 * Answers for the photos of another folder.
 * @typedef {object} Tested
 * @property {number} right of classes that were learnt
 * @property {number} total of these
 * @property {number} refused of these: called none of the classes
 * @property {{ refused: number, total: number }} unseen of sub-folders that are no class
 * @property {{ file: string, label: string, predicted: string, probability: number }[]} wrong
 */

/** @param {Tested} tested */
export function testJson({ right, total, refused, unseen, wrong }) {
  return { accuracy: accuracyOf(right, total), refused, unseen, wrong };
}

/**
 * @param {Lesson} lesson
 * @param {Record<string, string>} photos their files, by their ids
 */
export function trainedText({ classes, counts, accuracy, wrong, suggestions }, photos) {
  const rows = classes.map((label, k) => `${String(counts[k]).padStart(5)} photos  ${label}`);
  rows.push(
    accuracy.total
      ? `Held-out photos: ${percent(accuracy)}`
      : 'Nothing could be tested: each class needs photos that are not nearly identical.',
    ...wrong.map(({ id, predicted, label }) => `  ${photos[id]}: ${predicted} instead of ${label}`),
    ...suggestions.map(({ text }) => `* ${text}`),
  );
  return `${rows.join('\n')}\n`;
}

/** @param {Tested} tested */
export function testText({ right, total, refused, unseen }) {
  const known = `Test photos: ${percent(accuracyOf(right, total))}; ${refused} called none of these\n`;
  if (!unseen.total) return known;
  return `${known}Photos of other classes: ${unseen.refused} of ${unseen.total} called none of these\n`;
}

/** @param {Accuracy} accuracy */
function percent({ right, total, value, low, high }) {
  const [p, from, to] = [value, low, high].map((rate) => (100 * rate).toFixed(1));
  return `${right} of ${total} right, ${p} % (95 % confidence: ${from} to ${to} %)`;
}

/**
 * With Wilson's interval (src/teach/accuracy.cc).
 * @param {number} right
 * @param {number} total
 * @returns {Accuracy}
 */
function accuracyOf(right, total) {
  if (!total) return { value: 0, low: 0, high: 1, right, total };
  const z = 1.959963984540054;
  const value = right / total;
  const centre = (value + (z * z) / (2 * total)) / (1 + (z * z) / total);
  const variance = (value * (1 - value)) / total + (z * z) / (4 * total * total);
  const half = (z / (1 + (z * z) / total)) * Math.sqrt(variance);
  return { value, low: Math.max(0, centre - half), high: Math.min(1, centre + half), right, total };
}
