// Instantiates the WebAssembly for learning (src/bindings/teach.cc), without Emscripten's JavaScript.

/** @typedef {(json: object, bytes?: Uint8Array) => { json: any, bytes: Uint8Array }} Call */

/**
 * @param {BufferSource} binary the .wasm
 * @param {(done: number) => void} onProgress from 0 to 1
 * @returns {Promise<Call>} throws `{ code, message }`
 */
export async function startModule(binary, onProgress) {
  const env = {
    progress: onProgress,
    emscripten_notify_memory_growth() {},
    residua_number_from_text: (/** @type {number} */ at, /** @type {number} */ length) =>
      Number(text(at, length)),
  };
  const { instance } = await WebAssembly.instantiate(binary, { env });
  const { memory, Reserve, Teach, _initialize } = /** @type {any} */ (instance.exports);
  const view = (/** @type {number} */ at, /** @type {number} */ length) =>
    new Uint8Array(memory.buffer, at >>> 0, length);
  const text = (/** @type {number} */ at, /** @type {number} */ length) =>
    new TextDecoder().decode(view(at, length));
  _initialize();
  return (json, bytes = new Uint8Array()) => {
    const head = new TextEncoder().encode(JSON.stringify(json));
    const at = Reserve(head.length + bytes.length);
    if (!at) {
      throw {
        code: 'out-of-memory',
        message: 'There is not enough memory to learn from this many photos.',
      };
    }
    view(at, head.length).set(head);
    view(at + head.length, bytes.length).set(bytes);
    const place = Teach(at, head.length, bytes.length);
    const [jsonAt, jsonSize, bytesAt, bytesSize] = new Uint32Array(memory.buffer, place >>> 0, 4);
    const answer = JSON.parse(text(jsonAt, jsonSize));
    if (answer.error) throw answer.error;
    return { json: answer, bytes: view(bytesAt, bytesSize).slice() };
  };
}
