// Offline use: a service worker stores the page's files, the module stores the networks.

import { listCachedWeights, removeCachedWeights } from '../../src/index.js';
import { remember, recall } from '../state/storage.js';
import { languages, megabytes, t } from '../text/text.js';

/** Remembers per tab that it was reloaded to become isolated. */
const RELOADED = 'residua-reloaded';

/** Remembers permanently that isolation does not enable shared memory here. */
const USELESS = 'residua-unshared';

/** The idle time in milliseconds before the page reloads itself. */
const IDLE = 1000;

/** So long the service worker may take to answer, milliseconds. */
const PATIENCE = 10_000;
const MOST_QUESTIONS = 30;

/**
 * @param {import('../model/session.js').ModelSession} session
 * @param {() => boolean} hasInput whether a reload would lose something of the visitor's
 */
export async function startOffline(session, hasInput) {
  const say = showKept(session);
  if (!('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register(new URL('../../service-worker.js', import.meta.url));
  } catch {
    // Some private modes refuse; the page works without.
    return;
  }
  const { active } = await navigator.serviceWorker.ready;
  isolate(session, hasInput);
  if (active) say((await isWhole(active)) ? 'offline.ready' : 'offline.partly');
}

/**
 * Asks until there is an answer: a browser may stop a worker that takes long, and the next question starts it again, which then
 * goes on with what is left.
 * @param {ServiceWorker} worker
 * @returns {Promise<boolean>} whether the whole page is stored
 */
async function isWhole(worker) {
  for (let asked = 0; asked < MOST_QUESTIONS; asked++) {
    const whole = await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = ({ data }) => resolve(data);
      worker.postMessage('keep', [port2]);
      setTimeout(resolve, PATIENCE);
    });
    if (whole !== undefined) return whole;
  }
  return false;
}

/**
 * Shared memory, hence threads, requires two headers that some hosts cannot send. The service worker adds them, which takes
 * effect after a reload: done only if it helps, when the network is ready and the page is idle, and never after visitor input.
 * @param {import('../model/session.js').ModelSession} session
 * @param {() => boolean} hasInput
 */
async function isolate(session, hasInput) {
  if (globalThis.crossOriginIsolated) {
    // Some engines do not provide it even then, which shows only now.
    if (typeof SharedArrayBuffer === 'undefined') remember('localStorage', USELESS, 'yes');
    return;
  }
  // A frame is isolated only if the page around it is.
  const useless =
    window.top !== window || navigator.hardwareConcurrency === 1 || recall('localStorage', USELESS);
  if (useless || recall('sessionStorage', RELOADED)) return;
  if (!navigator.serviceWorker.controller) {
    await new Promise((resolve) =>
      navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }),
    );
  }
  await session.whenReady();
  await idle();
  // The failure of a link's network is reported only once, as are questions.
  const said = document.querySelector('.notice:not(:empty)');
  const busy = said || session.loading || hasInput() || navigator.userActivation?.hasBeenActive;
  // Without storage the reload would repeat.
  if (!busy && remember('sessionStorage', RELOADED, 'yes')) location.reload();
}

/**
 * @returns {Promise<void>} resolves when the page has loaded and has been idle for a second
 */
async function idle() {
  for (let late = true; late || document.readyState !== 'complete';) {
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, IDLE));
    late = performance.now() - start > 1.1 * IDLE;
  }
}

/**
 * Shows the stored data with a button that removes it.
 * @param {import('../model/session.js').ModelSession} session
 * @returns {(key: string) => void} also sets the message about offline use
 */
function showKept(session) {
  const box = /** @type {HTMLElement} */ (document.getElementById('offline'));
  // The element that gets the focus when the button is removed.
  box.tabIndex = -1;
  /** @type {string | undefined} */
  let works;
  const show = async () => {
    const kept = await listCachedWeights();
    const bytes = kept.reduce((sum, weights) => sum + weights.bytes, 0);
    const focused = box.contains(document.activeElement);
    box.replaceChildren();
    if (works) box.append(t(works), ' ');
    if (!bytes) {
      if (!focused) return;
      box.append(t('offline.removed'));
      return box.focus();
    }
    const remove = document.createElement('button');
    remove.type = 'button';
    remove.className = 'quiet';
    remove.id = 'remove-kept';
    remove.textContent = t('offline.remove');
    remove.addEventListener('click', async () => {
      await removeCachedWeights();
      show();
    });
    box.append(t('offline.kept', { size: megabytes(bytes) }), ' ', remove);
    if (focused) remove.focus();
  };
  show();
  session.addEventListener('ready', show);
  languages.addEventListener('change', show);
  return (key) => {
    works = key;
    show();
  };
}
