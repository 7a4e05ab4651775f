// Starts the page: connects the ways in with the desk, the gallery and the network. What is not needed
// for the first look (the module, the gallery, the camera, the inside) is imported when it is.

import { appear, painted } from './appear.js';
import { fetchPhoto } from './intake/address.js';
import { listenForDrops } from './intake/drop.js';
import { listenForPastes } from './intake/paste.js';
import { listenForPicks } from './intake/pick.js';
import { sortFiles } from './intake/sort-files.js';
import { showChip } from './model/chip.js';
import { ModelSession } from './model/session.js';
import { BUILTIN, listedChoice, storedModels, titleOf } from './model/stored.js';
import { Notice } from './notice.js';
import { withPart } from './part.js';
import { AnswerCard } from './photo/answer.js';
import { Desk } from './photo/desk.js';
import { Stage } from './photo/stage.js';
import { showSamples } from './samples/samples.js';
import { fromAddress, toAddress } from './state/address-state.js';
import { startLanguage } from './state/language.js';
import { startTheme } from './state/theme.js';
import { PageFailure, detailOf, modelSentenceFor } from './text/failures.js';
import { setClasses } from './text/names.js';
import { t } from './text/text.js';

const notice = new Notice('notice');
const session = new ModelSession();
const desk = new Desk(session, new Stage(), new AnswerCard(notice), notice);
showChip(session);
startTheme();

/** Codes of failures that may not happen another time. */
const PASSING = new Set(['download-failed', 'checksum-mismatch', 'out-of-memory', 'internal']);

/** Whether the visitor is asked about a link's network. */
let asking = false;

/** Whether the built-in network may take the place of one that fails: not after it has failed itself. */
let spare = true;
session.addEventListener('failed', (event) => {
  const { error, choice } = /** @type {CustomEvent} */ (event).detail;
  // The module itself could not be loaded, which is no network's fault.
  const outside = error instanceof PageFailure;
  if (choice.name === BUILTIN && !outside) spare = false;
  const instead = session.current ? 'fail.kept' : spare && !outside ? 'fail.builtin' : undefined;
  notice.say(() => modelSentenceFor(error, titleOf(choice), instead), {
    detail: detailOf(error),
    ...(outside || PASSING.has(error.code)
      ? { action: { label: 'again', run: () => session.open(choice) } }
      : {}),
  });
  if (instead === 'fail.builtin') session.open(listedChoice(BUILTIN));
  keepAddress();
});
session.addEventListener('cancelled', (event) => {
  const { choice } = /** @type {CustomEvent} */ (event).detail;
  if (session.missing && spare && choice.name !== BUILTIN) session.open(listedChoice(BUILTIN));
  keepAddress();
});
session.addEventListener('ready', keepAddress);
session.addEventListener('ready', () => session.current && setClasses(session.current.info));

/** A link's network stays in the address while there is no other, and until the visitor has answered. */
function keepAddress() {
  if (session.current && !asking) toAddress('model', session.current.name);
}
desk.addEventListener('seen', (event) => {
  toAddress('sample', /** @type {CustomEvent} */ (event).detail.sample);
});

/** Whether the visitor has brought anything that a reload would lose. */
let begun = false;

/** @param {{ files: File[], skipped?: number, folder?: boolean }} arrived */
function takeFiles({ files, skipped = 0, folder = false }) {
  begun = true;
  notice.clear();
  const { photos, model, others } = sortFiles(files);
  const title = model ? [model.weights].flat()[0].name : '';
  const opened = model && session.open({ title, options: { model } });
  takePhotos(photos, { folder, skipped, opened });
  if (others.length) notice.say(() => t('model.others', { name: title, count: others.length }));
}

/**
 * @param {File[]} photos
 * @param {{ folder: boolean, skipped: number, opened?: Promise<boolean> }} options opened: when the network that came along
 *   is in use, or has failed
 */
function takePhotos(photos, { folder, skipped, opened }) {
  if (folder && !photos.length && !opened) return notice.say(() => t('fail.folder.empty'));
  if (!photos.length) return;
  if (photos.length === 1 && !folder) {
    const [blob] = photos;
    const photo = { name: blob.name || t('photo.pasted'), blob };
    if (opened) takeComing(photo.name, () => opened.then(() => photo));
    else desk.open(photo);
    return;
  }
  withPart(
    notice,
    () => import('./gallery/gallery.js'),
    ({ openGallery }) => {
      openGallery(session, desk).add(photos);
      if (skipped) notice.say(() => t('gallery.skipped', { count: skipped }));
    },
  );
}

/** @param {string} address */
const takeAddress = (address) => {
  begun = true;
  takeComing(address, (signal) => fetchPhoto(address, signal));
};

/**
 * @param {string} name of a photo that is on its way, or its address
 * @param {(signal: AbortSignal) => Promise<import('./photo/desk.js').Photo>} fetchComing
 */
async function takeComing(name, fetchComing) {
  const photo = await desk.expect(name, fetchComing);
  if (photo) desk.open(photo);
}

listenForDrops(
  ({ files, skipped, folder, address }) => {
    if (files.length || folder) takeFiles({ files, skipped, folder });
    else if (address) takeAddress(address);
    else notice.say(() => t('fail.dropped.nothing'));
  },
  () => notice.say(() => t('fail.dropped')),
);
listenForPastes({ onFiles: (files) => takeFiles({ files }), onAddress: takeAddress });
listenForPicks(takeFiles);

/** @type {HTMLFormElement} */ (document.getElementById('address-form')).addEventListener(
  'submit',
  (event) => {
    event.preventDefault();
    takeAddress(/** @type {HTMLInputElement} */ (document.getElementById('address')).value);
  },
);

document.getElementById('open-camera')?.addEventListener('click', () =>
  withPart(
    notice,
    () => import('./camera/camera.js'),
    ({ openCamera }) => {
      notice.clear();
      openCamera(session, notice);
    },
  ),
);

const insideButton = /** @type {HTMLButtonElement} */ (document.getElementById('open-inside'));
desk.addEventListener('shown', () => (insideButton.disabled = !desk.shown));
insideButton.addEventListener('click', () =>
  withPart(
    notice,
    () => import('./inside/inside.js'),
    ({ openInside }) => {
      notice.clear();
      openInside(session, desk, notice);
    },
  ),
);

start();

/** Not at the top of the module: see `no-restricted-syntax` in scripts/lint/eslint.config.mjs. */
async function start() {
  await startLanguage(notice);
  await painted();
  openFirst(fromAddress('model'));
  await appear();
  showSamples(takeComing, fromAddress('sample'));
  await painted();
  // While a network starts it has all of the processor.
  await settled();
  await withPart(new Notice('model'), async () => {
    const { showPanel } = await import('./model/panel.js');
    await showPanel({ session, desk, notice }, takeFiles);
  });
  await painted();
  offerLarger();
  workOffline();
}

/** Without it the built-in network answers all the same. */
function offerLarger() {
  import('./photo/better.js').then(
    ({ offerBetter }) => offerBetter(session, desk),
    () => {},
  );
}

/** Without it the page works all the same, with a connection. */
function workOffline() {
  import('./offline/offline.js').then(
    ({ startOffline }) => startOffline(session, () => begun),
    () => {},
  );
}

/**
 * Settles when the first network is there, or will not be soon.
 * @returns {Promise<void>}
 */
function settled() {
  return new Promise((resolve) => {
    if (session.current) return resolve();
    for (const type of ['ready', 'missing']) {
      session.addEventListener(type, () => resolve(), { once: true });
    }
    setTimeout(resolve, 1500);
  });
}

/**
 * Opens the network that the page begins with, unless the visitor has brought one meanwhile.
 * @param {string | undefined} name of the network that the link asks for
 */
async function openFirst(name) {
  const begin = (/** @type {import('./model/session.js').Choice} */ choice) => {
    if (session.missing) session.open(choice);
  };
  if (name === BUILTIN) return begin(listedChoice(BUILTIN));
  const first = async () => begin(listedChoice((await storedModels()).first));
  if (name === undefined) return first();
  const asked = new Notice('asked');
  const load = async () => {
    const { linkedModel } = await import('./model/linked.js');
    return linkedModel(name);
  };
  await withPart(asked, load, ({ choice, host, unlisted }) => {
    // Too long a name would fill the page.
    if (unlisted) return notice.say(() => t('fail.unlisted', { name: name.slice(0, 60) }));
    if (!host) return begin(choice);
    const title = titleOf(choice);
    const answered = () => {
      asking = false;
      keepAddress();
    };
    const fetchIt = () => {
      asking = false;
      session.open(choice);
    };
    asking = true;
    const action = { label: 'link.fetch', run: fetchIt };
    asked.say(() => t('link.asks', { title, host }), { action, onDismiss: answered });
    session.addEventListener('ready', () => {
      // Whoever brings a network of one's own, or picks this one from the list, has answered.
      const { name: used } = /** @type {import('./model/session.js').Current} */ (session.current);
      if (!asking || (used !== undefined && used !== name)) return;
      asked.clear();
      answered();
    });
  });
  first();
}
