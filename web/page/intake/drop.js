// Handles files, folders and images of other pages that are dropped on the page.

import { isAddress } from './address.js';
import { meantOf } from './sort-files.js';

/**
 * @typedef {object} Dropped
 * @property {File[]} files
 * @property {number} skipped files of dropped folders that are neither images nor part of a checkpoint
 * @property {boolean} folder whether a folder was among them
 * @property {string | undefined} address of an image, if there was no file
 * @property {Element} target the drop target
 */

/** Browsers fire `dragover` every 50 to 350 ms. */
const STILL_HELD = 700; // milliseconds

/**
 * @param {(dropped: Dropped) => void} onDrop
 * @param {() => void} onFailed the dropped item cannot be read
 */
export function listenForDrops(onDrop, onFailed) {
  const root = document.documentElement;
  /** While an item is dragged over the page, `dragover` fires repeatedly; `dragleave` is not reliable. */
  let held = 0;
  const hold = () => {
    clearTimeout(held);
    held = setTimeout(release, STILL_HELD);
    root.classList.add('dropping');
  };
  const release = () => {
    clearTimeout(held);
    root.classList.remove('dropping');
  };
  // An image or a text of this page itself: ignored.
  let own = false;
  document.addEventListener('dragstart', () => (own = true));
  document.addEventListener('dragend', () => (own = false));
  /** Text can be dropped into a field as usual. @param {DragEvent} event */
  const isOurs = ({ target, dataTransfer }) => {
    const field = /** @type {Element} */ (target)?.closest?.('input, textarea');
    return !own && !(field && !dataTransfer?.types.includes('Files'));
  };
  document.addEventListener('dragenter', (event) => {
    if (!isOurs(event)) return;
    event.preventDefault();
    hold();
  });
  document.addEventListener('dragover', (event) => {
    if (!isOurs(event)) return;
    event.preventDefault();
    hold();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
  });
  document.addEventListener('drop', async (event) => {
    release();
    if (!isOurs(event)) return;
    event.preventDefault();
    if (!event.dataTransfer) return;
    const target = /** @type {Element} */ (event.target);
    let dropped;
    try {
      dropped = await readDrop(event.dataTransfer);
    } catch {
      return onFailed();
    }
    onDrop({ ...dropped, target });
  });
}

/**
 * The data can only be accessed during the event, so all of it is requested before the first await.
 * @param {DataTransfer} data
 * @returns {Promise<Omit<Dropped, 'target'>>}
 */
async function readDrop(data) {
  // A folder has no type. Asking two hundred files for their entry would block the page.
  const entries = [...data.items]
    .filter(({ kind, type }) => kind === 'file' && !type)
    .map((item) => item.webkitGetAsEntry?.());
  const files = [...data.files];
  const address = pictureAddress(data);
  const folders = entries.filter((entry) => entry?.isDirectory);
  if (!folders.length) {
    return { files, skipped: 0, folder: false, address: files.length ? undefined : address };
  }
  const names = new Set(folders.map((entry) => entry?.name));
  const loose = files.filter(({ name }) => !names.has(name));
  /** @type {File[]} */
  const inside = [];
  for (const folder of folders) {
    for await (const file of walk(/** @type {FileSystemEntry} */ (folder))) inside.push(file);
  }
  const { meant, skipped } = meantOf(inside);
  return { files: [...loose, ...meant], skipped, folder: true, address: undefined };
}

/**
 * For an image dragged out of another page: its own address rather than that of a link around it.
 * @param {DataTransfer} data
 * @returns {string | undefined}
 */
function pictureAddress(data) {
  const html = data.getData('text/html');
  const image = html && new DOMParser().parseFromString(html, 'text/html').querySelector('img');
  const text = data.getData('text/plain').trim();
  const address = image
    ? image.getAttribute('src')
    : data.getData('text/uri-list').split('\n')[0] || (isAddress(text) ? text : '');
  return address && /^(https?|data|blob):/.test(address.trim()) ? address.trim() : undefined;
}

/**
 * @param {FileSystemEntry} entry
 * @returns {AsyncGenerator<File>}
 */
async function* walk(entry) {
  if (entry.isFile) {
    /** @type {File} */
    const file = await new Promise((resolve, reject) =>
      /** @type {FileSystemFileEntry} */ (entry).file(resolve, reject),
    );
    // As the browser's own dialog has it.
    yield Object.defineProperty(file, 'webkitRelativePath', { value: entry.fullPath.slice(1) });
    return;
  }
  const reader = /** @type {FileSystemDirectoryEntry} */ (entry).createReader();
  for (;;) {
    // A hundred entries come at a time; none means the end.
    const entries = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (!entries.length) return;
    for (const child of entries) yield* walk(child);
  }
}
