// Reads Qt's binary resource files (.rcc, versions 1 to 3): a header, a tree of nodes, their names and their data, all
// big-endian. The reference for the format is https://github.com/qt/qtbase/blob/dev/src/corelib/io/qresource.cpp.

import { inflateSync } from 'node:zlib';

const COMPRESSED = 1;
const DIRECTORY = 2;
const COMPRESSED_BY_ZSTD = 4;

/**
 * @param {Buffer} file
 * @param {string} path of an entry, such as "a/b/c.webp"
 * @returns {Buffer} its contents
 * @throws {Error} if the file is not a resource file or has no such entry
 */
export function readResource(file, path) {
  if (file.toString('latin1', 0, 4) !== 'qres') throw new Error('not a Qt resource file');
  const [version, tree, data, names] = [4, 8, 12, 16].map((at) => file.readUInt32BE(at));
  const nodeSize = version < 2 ? 14 : 22;
  const nodeAt = (/** @type {number} */ index) => {
    const at = tree + index * nodeSize;
    const name = names + file.readUInt32BE(at);
    const length = file.readUInt16BE(name);
    return {
      name: Buffer.from(file.subarray(name + 6, name + 6 + 2 * length))
        .swap16()
        .toString('utf16le'),
      flags: file.readUInt16BE(at + 4),
      count: file.readUInt32BE(at + 6),
      first: file.readUInt32BE(at + 10),
    };
  };
  let node = { ...nodeAt(0), name: '' };
  for (const part of path.split('/')) {
    const inside = node.flags & DIRECTORY ? node.count : 0;
    const children = Array.from({ length: inside }, (_, i) => nodeAt(node.first + i));
    const next = children.find(({ name }) => name === part);
    if (!next) throw new Error(`there is no ${path}`);
    node = next;
  }
  if (node.flags & (DIRECTORY | COMPRESSED_BY_ZSTD)) throw new Error(`${path} cannot be read`);
  const at = data + node.first;
  const content = file.subarray(at + 4, at + 4 + file.readUInt32BE(at));
  // After its size in 4 bytes, as written by qCompress.
  return node.flags & COMPRESSED ? inflateSync(content.subarray(4)) : content;
}
