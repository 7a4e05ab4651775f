// The output of the command, which equals the native program's (src/cli/report.cc).

/** @typedef {import('../results.js').DetailedResult} DetailedResult */

/**
 * @param {string} file
 * @param {DetailedResult} result
 * @returns {string} {"file":...,"predictions":[{"label":...,"index":...,"probability":...}],"sure":...,"novel":...,"group":{...},"ms":{...}}
 */
export function resultLine(file, { predictions, sure, novel, group, ms }) {
  const list = predictions.map((one) => `{${named(one)}}`);
  const grouped = group
    ? `"group":{${named(group)},"certain":"${group.certain}","best":{${named(group.best)}}},`
    : '';
  const { decode, preprocess, network } = ms;
  return (
    `{"file":${JSON.stringify(file)},"predictions":[${list}],"sure":${sure},` +
    (novel === undefined ? '' : `"novel":${novel},`) +
    grouped +
    `"ms":{"decode":${decode.toFixed(3)},"preprocess":${preprocess.toFixed(3)},"network":${network.toFixed(3)}}}`
  );
}

/**
 * @param {string} file
 * @param {{ code: string, message: string }} error
 * @returns {string} {"file":...,"error":{"code":...,"message":...}}
 */
export function errorLine(file, { code, message }) {
  return JSON.stringify({ file, error: { code, message } });
}

/**
 * @param {string} file
 * @param {Float32Array} embedding
 * @returns {string} {"file":...,"embedding":[...]}
 */
export function embeddingLine(file, embedding) {
  return `{"file":${JSON.stringify(file)},"embedding":[${Array.from(embedding, nineDigits)}]}`;
}

/**
 * The answer as text.
 * @param {string} file
 * @param {DetailedResult} result
 */
export function resultText(file, { predictions, sure, novel, group, ms }) {
  const rows = predictions.map(
    ({ label, probability }) => `  ${(100 * probability).toFixed(1).padStart(5)} %  ${label}`,
  );
  const [decode, preprocess, network] = [ms.decode, ms.preprocess, ms.network].map((time) =>
    time.toFixed(1),
  );
  const times = `  decode ${decode} ms, preprocess ${preprocess} ms, network ${network} ms`;
  return [file, ...headline(sure, novel, group), ...rows, times].join('\n');
}

/**
 * The certain group or class; omitted if the list of classes already shows it.
 * @param {boolean} sure
 * @param {boolean | undefined} novel
 * @param {DetailedResult['group']} group
 */
function headline(sure, novel, group) {
  if (novel) return ['  none of these'];
  if (group ? group.certain === 'nothing' : !sure) return ['  not sure'];
  if (!group) return [];
  return [`  ${group.label}${group.certain === 'class' ? '' : ', perhaps'}: ${group.best.label}`];
}

/**
 * The fields of a prediction or a group.
 * @param {{ label: string, index: number, probability: number }} one
 */
function named({ label, index, probability }) {
  return `"label":${JSON.stringify(label)},"index":${index},"probability":${nineDigits(probability)}`;
}

/**
 * Formats a number like %.9g in C, which preserves every float32.
 * @param {number} value
 * @returns {string}
 */
export function nineDigits(value) {
  const [digits, power] = value.toExponential(8).split('e');
  const exponent = Number(power);
  if (exponent >= -4 && exponent < 9) return withoutZeros(value.toPrecision(9));
  const sign = exponent < 0 ? '-' : '+';
  return `${withoutZeros(digits)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

/** @param {string} number */
function withoutZeros(number) {
  return number.includes('.') ? number.replace(/\.?0+$/, '') : number;
}
