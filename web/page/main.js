// Starts the page: connects the inputs with the photo, the gallery and the network. Parts that the first view does not need
// (the module, the gallery, the camera, the laboratory) are imported on demand.

import { appear, painted } from './appear.js';
import { fetchPhoto } from './intake/address.js';
import { listenForDrops } from './intake/drop.js';
import { listenForPastes } from './intake/paste.js';
import { listenForPicks } from './intake/pick.js';
import { sortFiles } from './intake/sort-files.js';
import { showChip } from './model/chip.js';
import { ModelSession } from './model/session.js';
import { BUILTIN, listedChoice, storedModels, titleOf } from './model/stored-models.js';
import { Notice } from './notice.js';
import { loadSection, withWords } from './lazy.js';
import { AnswerCard } from './photo/answer.js';
import { PhotoController } from './photo/photo-controller.js';
import { PhotoView } from './photo/photo-view.js';
import { showSamples } from './samples/samples.js';
import { fromAddress, toAddress } from './state/address-state.js';
import { startLanguage } from './state/language.js';
import { startTheme } from './state/theme.js';
import { PageFailure, detailOf, modelSentenceFor } from './text/failures.js';
import { setClasses } from './text/names.js';
import { t } from './text/text.js';

const notice = new Notice('notice');
const session = new ModelSession();
const photoController = new PhotoController(
  session,
  new PhotoView(),
  new AnswerCard(notice),
  notice,
);
showChip(session);
startTheme();

/** Codes of errors that may be temporary. */
const PASSING = new Set(['download-failed', 'checksum-mismatch', 'out-of-memory', 'internal']);

/** Whether the visitor is being asked about a link's network. */
let linkPending = false;

/** Whether the built-in network may replace one that fails: not after it has failed itself. */
let builtinUsable = true;
session.addEventListener('failed', (event) => {
  const { error, choice } = /** @type {CustomEvent} */ (event).detail;
  // The module itself could not be loaded, so the network is not the cause.
  const outside = error instanceof PageFailure;
  if (choice.name === BUILTIN && !outside) builtinUsable = false;
  const instead = session.current
    ? 'fail.kept'
    : builtinUsable && !outside
      ? 'fail.builtin'
      : undefined;
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
  if (session.missing && builtinUsable && choice.name !== BUILTIN)
    session.open(listedChoice(BUILTIN));
  keepAddress();
});
session.addEventListener('ready', keepAddress);
session.addEventListener('ready', () => session.current && setClasses(session.current.info));

/** A link's network stays in the address until another one is used or the visitor has answered. */
function keepAddress() {
  if (session.current && !linkPending) toAddress('model', session.current.name);
}
photoController.addEventListener('seen', (event) => {
  toAddress('sample', /** @type {CustomEvent} */ (event).detail.sample);
});

/** The section opened last. @type {import('./teach/teach.js').Teach | undefined} */
let teach;

/** Whether a reload would lose something of the visitor's. */
let hasInput = false;

/**
 * @param {{ files: File[], skipped?: number, folder?: boolean, noSamples?: boolean }} arrived noSamples: it is known that none
 *   holds samples of the section Teach
 */
function takeFiles({ files, skipped = 0, folder = false, noSamples = false }) {
  hasInput = true;
  notice.clear();
  const { photos, model, others } = sortFiles(files);
  if (model && !noSamples && files.length === 1 && /samples/i.test(files[0].name))
    return openTeach().then(() => teach?.takeSamples(files[0]));
  const title = model ? [model.weights].flat()[0].name : '';
  const opened = model && session.open({ title, options: { model } });
  takePhotos(photos, { folder, skipped, opened });
  if (others.length) notice.say(() => t('model.others', { name: title, count: others.length }));
}

/**
 * @param {File[]} photos
 * @param {{ folder: boolean, skipped: number, opened?: Promise<boolean> }} options opened: resolves when the network that came
 *   along is in use, or has failed
 */
function takePhotos(photos, { folder, skipped, opened }) {
  if (folder && !photos.length && !opened) return notice.say(() => t('fail.folder.empty'));
  if (!photos.length) return;
  if (photos.length === 1 && !folder) {
    const [blob] = photos;
    const photo = { name: blob.name || t('photo.pasted'), blob };
    if (opened) takeComing(photo.name, () => opened.then(() => photo), { forNetwork: true });
    else photoController.open(photo);
    return;
  }
  loadSection(
    notice,
    () => withWords('gallery', import('./gallery/gallery.js')),
    ({ openGallery }) => {
      openGallery(session, photoController).add(photos);
      if (skipped) notice.say(() => t('gallery.skipped', { count: skipped }));
    },
  );
}

/** @param {string} address */
const takeAddress = (address) => {
  hasInput = true;
  takeComing(address, (signal) => fetchPhoto(address, signal));
};

/**
 * @param {string} name of a photo that is being fetched, or its address
 * @param {(signal: AbortSignal) => Promise<import('./photo/photo-controller.js').Photo>} fetchComing
 * @param {{ forNetwork?: boolean }} [options] as in PhotoController.expect
 */
async function takeComing(name, fetchComing, options) {
  const photo = await photoController.expect(name, fetchComing, options);
  if (photo) photoController.open(photo);
}

listenForDrops(
  ({ files, skipped, folder, address, target }) => {
    if (files.length && teach?.takeDrop(files, target)) return;
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
  loadSection(
    notice,
    () => withWords('camera', import('./camera/camera.js')),
    ({ openCamera }) => {
      notice.clear();
      openCamera(session, notice);
    },
  ),
);

const insideButton = /** @type {HTMLButtonElement} */ (document.getElementById('open-inside'));
photoController.addEventListener('shown', () => (insideButton.disabled = !photoController.shown));
// A link may ask for the laboratory: it opens with the first answer.
photoController.addEventListener('shown', openAsked);
function openAsked() {
  if (!photoController.shown) return;
  photoController.removeEventListener('shown', openAsked);
  if (new URL(location.href).searchParams.has('lab')) insideButton.click();
}
insideButton.addEventListener('click', () =>
  loadSection(
    notice,
    () => withWords('inside', import('./inside/inside.js')),
    ({ openInside }) => {
      notice.clear();
      openInside(session, photoController, notice);
    },
  ),
);

document.getElementById('open-teach')?.addEventListener('click', () => openTeach());
document.getElementById('open-about')?.addEventListener('click', openAbout);

start();

function openTeach() {
  return loadSection(
    notice,
    () => withWords('teach', import('./teach/teach.js')),
    (section) => {
      // What is taught there would not survive the page's own reload.
      hasInput = true;
      notice.clear();
      teach = section.openTeach({ session, notice, takeFiles });
    },
  );
}

function openAbout() {
  loadSection(
    notice,
    () => withWords('about', import('./about/about.js')),
    ({ showAbout }) => showAbout(session, notice),
  );
}

/** Not at the top of the module: see `no-restricted-syntax` in scripts/lint/eslint.config.mjs. */
async function start() {
  await startLanguage(notice);
  await painted();
  openFirst(fromAddress('model'));
  await appear();
  showSamples(takeComing, fromAddress('sample'));
  await painted();
  // A starting network needs the whole processor.
  await settled();
  await loadSection(new Notice('model'), async () => {
    const { showPanel } = await withWords('model', import('./model/panel.js'));
    await showPanel({ session, photoController, notice }, takeFiles);
  });
  await painted();
  if (location.hash === '#how') openAbout();
  if (location.hash === '#teach') openTeach();
  offerLarger();
  workOffline();
}

/** Without it the built-in network still works. */
function offerLarger() {
  withWords('better', import('./photo/better.js')).then(
    ({ offerBetter }) => offerBetter(session, photoController),
    () => {},
  );
}

/** Without it the page still works, with a connection. */
function workOffline() {
  import('./offline/offline.js').then(
    ({ startOffline }) => startOffline(session, () => hasInput),
    () => {},
  );
}

/**
 * Resolves when the first network is ready or has failed.
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
 * Opens the page's initial network, unless the visitor has opened one in the meantime.
 * @param {string | undefined} name of the network in the link
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
  await loadSection(asked, load, ({ choice, host, unlisted }) => {
    // An overlong name would fill the page.
    if (unlisted) return notice.say(() => t('fail.unlisted', { name: name.slice(0, 60) }));
    if (!host) return begin(choice);
    const title = titleOf(choice);
    const answered = () => {
      linkPending = false;
      keepAddress();
    };
    const fetchIt = () => {
      linkPending = false;
      session.open(choice);
    };
    linkPending = true;
    const action = { label: 'link.fetch', run: fetchIt };
    asked.say(() => t('link.asks', { title, host }), { action, onDismiss: answered });
    session.addEventListener('ready', () => {
      // Loading another model, or this one from the list, dismisses the pending question.
      const { name: used } = /** @type {import('./model/session.js').Current} */ (session.current);
      if (!linkPending || (used !== undefined && used !== name)) return;
      asked.clear();
      answered();
    });
  });
  first();
}
