// Lists the relaxed SIMD instructions in the code of a WebAssembly module. A browser must support all of them; some
// browsers support only a few.

const CODE_SECTION = 10;
const FIRST_RELAXED = 0x100; // the first one after the prefix 0xfd

/**
 * @param {Uint8Array} wasm
 * @returns {number[]} their codes after the prefix 0xfd, in ascending order
 */
export function relaxedInstructions(wasm) {
  const reader = new Reader(wasm);
  reader.at = 8;
  /** @type {Set<number>} */
  const found = new Set();
  while (reader.at < wasm.length) {
    const section = reader.byte();
    const end = reader.number() + reader.at;
    if (section === CODE_SECTION) {
      for (let functions = reader.number(); functions > 0; functions--) readFunction(reader, found);
      if (reader.at !== end) throw new Error('the code section has another end than its functions');
    }
    reader.at = end;
  }
  return [...found].sort((a, b) => a - b);
}

/**
 * @param {Reader} reader
 * @param {Set<number>} found
 */
function readFunction(reader, found) {
  const end = reader.number() + reader.at;
  for (let groups = reader.number(); groups > 0; groups--) reader.numbers(2);
  while (reader.at < end) readInstruction(reader, found);
}

/**
 * Skips one instruction; its opcode determines its operands.
 * @param {Reader} reader
 * @param {Set<number>} found
 */
function readInstruction(reader, found) {
  const code = reader.byte();
  if (code === 0xfc) skipBulk(reader);
  else if (code === 0xfd) readVector(reader, found);
  else if (code === 0xfe) {
    if (reader.number() === 3) reader.at++;
    else reader.memory();
  } else if (code === 0x0e) reader.numbers(reader.number() + 1);
  else if (code === 0x1c) reader.numbers(reader.number());
  else if (code === 0x11 || code === 0x13) reader.numbers(2);
  else if (code >= 0x28 && code <= 0x3e) reader.memory();
  else if (code === 0x43) reader.at += 4;
  else if (code === 0x44) reader.at += 8;
  else if (ONE_NUMBER.has(code)) reader.number();
  else if (code > 0xc4) throw new Error(`instruction 0x${code.toString(16)} is not known here`);
}

/** Blocks, branches, calls, exceptions, variables, tables, memory size, integer constants, references. */
const ONE_NUMBER = new Set([
  ...[0x02, 0x03, 0x04, 0x06, 0x07, 0x08, 0x09, 0x0c, 0x0d, 0x10, 0x12, 0x18],
  ...[0x20, 0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x3f, 0x40, 0x41, 0x42, 0xd0, 0xd2],
]);

/** @param {Reader} reader */
function skipBulk(reader) {
  const code = reader.number();
  if (code >= 8) reader.numbers([8, 10, 12, 14].includes(code) ? 2 : 1);
}

/**
 * @param {Reader} reader
 * @param {Set<number>} found
 */
function readVector(reader, found) {
  const code = reader.number();
  if (code >= FIRST_RELAXED) found.add(code);
  else if (code === 12 || code === 13) reader.at += 16;
  else if (code >= 21 && code <= 34) reader.at++;
  else if (code <= 11 || (code >= 84 && code <= 93)) {
    reader.memory();
    if (code >= 84 && code <= 91) reader.at++;
  }
}

class Reader {
  at = 0;
  #bytes;

  /** @param {Uint8Array} bytes */
  constructor(bytes) {
    this.#bytes = bytes;
  }

  byte() {
    return this.#bytes[this.at++];
  }

  /** @returns {number} LEB128, unsigned; of a signed number only the length is read correctly */
  number() {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }

  /** @param {number} count */
  numbers(count) {
    for (; count > 0; count--) this.number();
  }

  /** Alignment and offset. */
  memory() {
    this.numbers(2);
  }
}
