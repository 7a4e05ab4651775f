// Starts the page: connects the ways in with the desk, the gallery and the network. What is not needed
// for the first look (the module, the gallery, the camera, the inside) is imported when it is.

import { fetchPhoto } from './intake/address.js';
import { listenForDrops } from './intake/drop.js';
import { listenForPastes } from './intake/paste.js';
import { listenForPicks } from './intake/pick.js';
import { sortFiles } from './intake/sort-files.js';
import { showChip } from './model/chip.js';
import { ModelSession } from './model/session.js';
import { BUILTIN, listedChoice, storedModels, titleOf } from './model/stored.js';
import { Notice } from './notice.js';
import { AnswerCard } from './photo/answer.js';
import { Desk } from './photo/desk.js';
import { Stage } from './photo/stage.js';
import { showSamples } from './samples/samples.js';
import { fromAddress, toAddress } from './state/address-state.js';
import { startLanguage } from './state/language.js';
import { startTheme } from './state/theme.js';
import { detailOf, modelSentenceFor } from './text/failures.js';
import { t } from './text/text.js';

const notice = new Notice('notice');
const session = new ModelSession();
const desk = new Desk(session, new Stage(), new AnswerCard(notice), notice);
showChip(session);
startTheme();

/** Whether the built-in network may take the place of one that fails: not after it has failed itself. */
let spare = true;
session.addEventListener('failed', (event) => {
  const { error, choice } = /** @type {CustomEvent} */ (event).detail;
  if (choice.name === BUILTIN) spare = false;
  const instead = session.current ? 'fail.kept' : spare ? 'fail.builtin' : undefined;
  notice.say(() => modelSentenceFor(error, titleOf(choice), instead), {
    detail: detailOf(error),
  });
  if (instead === 'fail.builtin') session.open(listedChoice(BUILTIN));
});
session.addEventListener('ready', () => toAddress('model', session.current?.name));

/** @param {{ files: File[], skipped?: number, folder?: boolean }} arrived */
async function takeFiles({ files, skipped = 0, folder = false }) {
  notice.clear();
  const { photos, model } = sortFiles(files);
  if (model) session.open({ title: [model.weights].flat()[0].name, options: { model } });
  if (folder && !photos.length && !model) return notice.say(() => t('fail.folder.empty'));
  if (!photos.length) return;
  if (photos.length === 1 && !folder) {
    const [photo] = photos;
    openPhoto({ name: photo.name || t('photo.pasted'), blob: photo });
    return;
  }
  const { openGallery } = await import('./gallery/gallery.js');
  openGallery(session, desk).add(photos);
  if (skipped) notice.say(() => t('gallery.skipped', { count: skipped }));
}

/** @param {string} address */
const takeAddress = (address) => takeComing(address, fetchPhoto(address));

/**
 * @param {string} name of a photo that is on its way, or its address
 * @param {Promise<import('./photo/desk.js').Photo>} coming
 */
async function takeComing(name, coming) {
  const photo = await desk.expect(name, coming);
  if (photo) openPhoto(photo);
}

/** @param {import('./photo/desk.js').Photo} photo */
function openPhoto(photo) {
  toAddress('sample', photo.sample);
  desk.open(photo);
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
listenForPicks((files, skipped) => takeFiles({ files, skipped, folder: skipped > 0 }));

/** @type {HTMLFormElement} */ (document.getElementById('address-form')).addEventListener(
  'submit',
  (event) => {
    event.preventDefault();
    takeAddress(/** @type {HTMLInputElement} */ (document.getElementById('address')).value);
  },
);

document.getElementById('open-camera')?.addEventListener('click', async () => {
  const { openCamera } = await import('./camera/camera.js');
  openCamera(session, notice);
});

const insideButton = /** @type {HTMLButtonElement} */ (document.getElementById('open-inside'));
desk.addEventListener('shown', () => (insideButton.disabled = false));
insideButton.addEventListener('click', async () => {
  const { openInside } = await import('./inside/inside.js');
  openInside(session, desk, notice);
});

await startLanguage();
showSamples(takeComing, fromAddress('sample'));
import('./offline/offline.js').then(({ startOffline }) => startOffline(session, desk));
import('./model/panel.js').then(({ showPanel }) => showPanel(session, takeFiles));

openFirst(fromAddress('model'));

/** @param {string | undefined} name of the network that the link asks for */
async function openFirst(name) {
  if (name === undefined) return session.open(listedChoice((await storedModels()).first));
  if (name === BUILTIN) return session.open(listedChoice(BUILTIN));
  const { linkedModel } = await import('./model/linked.js');
  const { choice, host } = await linkedModel(name);
  if (!host) return session.open(choice);
  const title = titleOf(choice);
  const action = { label: 'link.fetch', run: () => session.open(choice) };
  new Notice('asked').say(() => t('link.asks', { title, host }), { action });
  return session.open(listedChoice((await storedModels()).first));
}
