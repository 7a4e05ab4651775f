// Counts instructions in the code that a browser has compiled, as it lies in the memory of its processes (Linux, x86).

import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/**
 * Fused multiply-adds of single precision, by the size of their vectors: VEX.DDS.{128,256}.66.0F38.W0 with the opcodes 98, A8 or
 * B8 (Intel, Software Developer's Manual 2, VFMADD132PS and the like).
 * @param {number[]} processes
 * @returns {{ multiplyAdds128: number, multiplyAdds256: number }}
 */
export function instructionsOf(processes) {
  const found = { multiplyAdds128: 0, multiplyAdds256: 0 };
  for (const code of processes.flatMap((process) => [...compiledCode(process)])) {
    for (let at = code.indexOf(0xc4); at >= 0; at = code.indexOf(0xc4, at + 1)) {
      const [map, bits, opcode] = code.subarray(at + 1, at + 4);
      const isMultiplyAdd =
        (map & 0x1f) === 2 && (bits & 0x83) === 1 && [0x98, 0xa8, 0xb8].includes(opcode);
      if (isMultiplyAdd) found[bits & 4 ? 'multiplyAdds256' : 'multiplyAdds128']++;
    }
  }
  return found;
}

/**
 * What can be executed and comes from no file.
 * @param {number} process
 */
function* compiledCode(process) {
  const memory = openSync(`/proc/${process}/mem`, 'r');
  try {
    for (const line of readFileSync(`/proc/${process}/maps`, 'utf8').split('\n')) {
      const [, from, to] = /^(\w+)-(\w+) r.x. 0+ 00:00 0\s*$/.exec(line) ?? [];
      if (!from) continue;
      const start = Number(`0x${from}`);
      const code = Buffer.alloc(Math.min(Number(`0x${to}`) - start, 64 << 20));
      try {
        const read = readSync(memory, code, 0, code.length, start);
        yield code.subarray(0, read);
      } catch {
        // It is gone, or was never written.
      }
    }
  } finally {
    closeSync(memory);
  }
}
