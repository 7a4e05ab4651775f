// The part of the current photo that the network sees, with the network's aspect ratio.

import { paintSeen } from '../inside/paint.js';
import { languages, t } from '../text/text.js';

/** Width in pixels, enough to see what is cut off. */
const WIDTH = 160;

/**
 * @param {HTMLElement} figure with a canvas and a caption
 * @param {object} options
 * @param {import('./session.js').ModelSession} options.session
 * @param {import('../photo/photo-controller.js').PhotoController} options.photoController
 * @param {HTMLDetailsElement} options.details not updated while they are closed
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
      // The network was replaced, and its answer will trigger this again; other failures are shown on the card.
    }
  };
  photoController.addEventListener('shown', show);
  details.addEventListener('toggle', show);
  languages.addEventListener('change', say);
  show();
}
