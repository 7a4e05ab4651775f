// What the network sees of the current photo: the part and the proportions that the network itself names.

import { paintSeen } from '../inside/paint.js';
import { languages, t } from '../text/text.js';

/** Pixels from side to side, enough to see what is cut off. */
const WIDTH = 160;

/**
 * @param {HTMLElement} figure with a canvas and a caption
 * @param {object} options
 * @param {import('./session.js').ModelSession} options.session
 * @param {import('../photo/photo-controller.js').PhotoController} options.photoController
 * @param {HTMLDetailsElement} options.details it is not kept up to date while these are closed
 */
export function showPreview(figure, { session, photoController, details }) {
  const canvas = /** @type {HTMLCanvasElement} */ (figure.querySelector('canvas'));
  const caption = /** @type {HTMLElement} */ (figure.querySelector('figcaption'));
  let turn = 0;

  const say = () => {
    const { inputWidth: width = 0, inputHeight: height = 0 } = session.current?.info ?? {};
    const sentence = t(canvas.hidden ? 'settings.seen.none' : 'settings.seen', { width, height });
    caption.textContent = sentence;
    canvas.setAttribute('aria-label', sentence);
  };
  const show = async () => {
    const mine = ++turn;
    const { shown } = photoController;
    const { current } = session;
    if (!details.open || details.closest('[hidden]')) return;
    if (!shown || !current || shown.by !== current) {
      canvas.hidden = true;
      return say();
    }
    try {
      const { inputWidth: width, inputHeight: height } = current.info;
      const [photo, { seen }] = await Promise.all([
        createImageBitmap(shown.photo.blob),
        current.classifier.features(shown.photo.blob, { names: [] }),
      ]);
      if (mine === turn) {
        paintSeen(canvas, photo, seen, { width, height }, WIDTH);
        canvas.hidden = false;
        say();
      }
      photo.close();
    } catch {
      // The network was replaced meanwhile, whose answer calls for this again; what else failed the card has said.
    }
  };
  photoController.addEventListener('shown', show);
  details.addEventListener('toggle', show);
  languages.addEventListener('change', say);
  show();
}
