// The page without a connection: its files are kept by a service worker, the networks by the module.

import { listCachedWeights, removeCachedWeights } from '../../src/index.js';
import { remember, recall } from '../state/storage.js';
import { languages, megabytes, t } from '../text/text.js';

/** Remembers for one tab that it was reloaded to be isolated. */
const RELOADED = 'residua-reloaded';

/** Remembers for good that being isolated gives no shared memory here. */
const USELESS = 'residua-unshared';

/** So long nothing must happen before the page reloads itself, milliseconds. */
const IDLE = 1000;

/**
 * @param {import('../model/session.js').ModelSession} session
 * @param {() => boolean} hasInput whether the visitor has brought anything that a reload would lose
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
 * @param {ServiceWorker} worker
 * @returns {Promise<boolean>} whether it has kept all of the page
 */
function isWhole(worker) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage('keep', [port2]);
  });
}

/**
 * Shared memory, hence threads, need two headers that some hosts cannot send. The service worker adds them, which shows after
 * one reload: done where it gains anything, when the network is ready and nothing happens, and never after the visitor began.
 * @param {import('../model/session.js').ModelSession} session
 * @param {() => boolean} hasInput
 */
async function isolate(session, hasInput) {
  if (globalThis.crossOriginIsolated) {
    // Some engines do without it all the same, which shows only now.
    if (typeof SharedArrayBuffer === 'undefined') remember('localStorage', USELESS, 'yes');
    return;
  }
  // A frame is isolated only where the page around it is.
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
  // That a network of a link failed is said once, and so is a question.
  const said = document.querySelector('.notice:not(:empty)');
  const busy = said || session.loading || hasInput() || navigator.userActivation?.hasBeenActive;
  // What cannot be remembered would be done again and again.
  if (!busy && remember('sessionStorage', RELOADED, 'yes')) location.reload();
}

/**
 * @returns {Promise<void>} settles when the page has loaded, and has had nothing to do for a second
 */
async function idle() {
  for (let late = true; late || document.readyState !== 'complete';) {
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, IDLE));
    late = performance.now() - start > 1.1 * IDLE;
  }
}

/**
 * Shows what is kept here, with a button that removes it.
 * @param {import('../model/session.js').ModelSession} session
 * @returns {(key: string) => void} says from then on also whether the page works without a connection
 */
function showKept(session) {
  const box = /** @type {HTMLElement} */ (document.getElementById('offline'));
  // Where the focus goes when the button that had it is gone.
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
