// Classifies camera frames continuously: the next frame is taken when the result of the previous one is there.

import { answerOf } from '../model/session.js';
import { Bars } from '../photo/bars.js';
import { answerIn } from '../photo/certainty.js';
import { Section } from '../section.js';
import { number, t } from '../text/text.js';
import { openStream, refusalOf } from './stream.js';

const FRAME = `
  <div class="camera-head">
    <h2 id="camera-title" data-text="camera.title"></h2>
    <p class="camera-rate"></p>
    <button type="button" class="camera-pause"></button>
    <button type="button" class="camera-stop" data-text="camera.stop"></button>
  </div>
  <div class="camera-body">
    <video class="camera-video" autoplay muted playsinline></video>
    <div class="camera-answer">
      <h3 class="answer-name camera-name"></h3>
      <p class="answer-sure camera-sure"></p>
      <ol class="bars"></ol>
      <p class="visually-hidden" role="status"></p>
    </div>
  </div>
`;

/** A label is announced to screen readers once it has been the best for this long. */
const STEADY = 1500; // milliseconds

/** After this many failures in a row, the cause is unlikely to be temporary. */
const PATIENCE = 5;

/** @type {Camera | undefined} */
let camera;

/**
 * @param {import('../model/session.js').ModelSession} session
 * @param {import('../notice.js').Notice} notice
 */
export async function openCamera(session, notice) {
  try {
    const stream = await openStream();
    camera?.stop();
    camera = new Camera(session, stream, notice);
  } catch (error) {
    const { key, detail } = refusalOf(error);
    notice.say(() => t(key), { detail });
  }
}

class Camera {
  #section = new Section('camera', {
    frame: FRAME,
    styles: new URL('../styles/camera.css', import.meta.url),
    opener: 'open-camera',
    write: () => this.#write(),
  });
  #session;
  #stream;
  #notice;
  #video;
  #bars;
  #paused = false;
  #steady = { label: '', since: 0, said: '' };
  /** @type {import('../photo/answer.js').Result | undefined} */
  #result;
  /** Results per second; 0 if not known yet. */
  #rate = 0;

  /**
   * @param {import('../model/session.js').ModelSession} session
   * @param {MediaStream} stream owned
   * @param {import('../notice.js').Notice} notice
   */
  constructor(session, stream, notice) {
    this.#session = session;
    this.#notice = notice;
    this.#stream = stream;
    this.#video = /** @type {HTMLVideoElement} */ (this.#find('camera-video'));
    this.#bars = new Bars(this.#find('bars'));
    this.#video.srcObject = stream;
    // Unplugged or no longer permitted; not caused by `stop`.
    for (const track of stream.getTracks()) {
      const { signal } = this.#section;
      track.addEventListener('ended', () => this.#fail('fail.camera.ended'), { signal });
    }
    this.#find('camera-pause').addEventListener('click', () => this.#togglePause());
    this.#find('camera-stop').addEventListener('click', () => this.stop());
    this.#write();
    this.#section.open({ focus: this.#find('camera-pause') });
    this.#run();
  }

  stop() {
    if (this.#stopped) return;
    for (const track of this.#stream.getTracks()) track.stop();
    this.#video.srcObject = null;
    this.#section.remove();
  }

  get #stopped() {
    return this.#section.signal.aborted;
  }

  /**
   * @param {string} key of the message
   * @param {string} [detail]
   */
  #fail(key, detail) {
    if (this.#stopped) return;
    this.stop();
    this.#notice.say(() => t(key), { detail });
  }

  async #run() {
    let last = performance.now();
    let failures = 0;
    while (!this.#stopped) {
      await nextFrame(this.#video);
      if (this.#stopped || this.#paused || document.hidden || !this.#video.videoWidth) {
        last = performance.now();
        continue;
      }
      try {
        this.#result = await answerOf(await this.#session.whenReady(), this.#video);
        if (this.#stopped) return;
      } catch (error) {
        const { code, message } = /** @type {{ code?: string, message: string }} */ (error);
        // The network was replaced, or the stream had no picture yet: try the next frame.
        if (code === 'closed' || ++failures < PATIENCE) continue;
        return this.#fail('fail.camera.failed', message);
      }
      failures = 0;
      const now = performance.now();
      const rate = 1000 / (now - last);
      this.#rate = this.#rate ? 0.8 * this.#rate + 0.2 * rate : rate;
      last = now;
      this.#show();
      this.#tell(now);
    }
  }

  /** Shows the last result and the rate in the current language. */
  #show() {
    if (!this.#result) {
      const { current, missing } = this.#session;
      const state = current ? 'thinking' : missing ? 'needs' : 'waiting';
      this.#find('camera-name').textContent = t(`answer.${state}`);
      return;
    }
    const { name, sure } = answerIn(this.#result);
    this.#find('camera-name').textContent = name;
    this.#find('camera-sure').textContent = sure;
    this.#bars.show(this.#result.predictions);
    const rate = number(this.#rate, { most: this.#rate < 10 ? 1 : 0 });
    this.#find('camera-rate').textContent = this.#paused
      ? t('camera.paused')
      : t('camera.rate', { rate, count: Number(rate) });
  }

  /**
   * Announces the result to screen readers once it is stable.
   * @param {number} now milliseconds
   */
  #tell(now) {
    const name = this.#find('camera-name').textContent ?? '';
    if (name !== this.#steady.label) {
      this.#steady = { ...this.#steady, label: name, since: now };
    } else if (name !== this.#steady.said && now - this.#steady.since > STEADY) {
      this.#steady.said = name;
      this.#find('visually-hidden').textContent = name;
    }
  }

  #togglePause() {
    this.#paused = !this.#paused;
    if (this.#paused) this.#video.pause();
    else this.#video.play();
    this.#write();
  }

  #write() {
    this.#find('camera-pause').textContent = t(this.#paused ? 'camera.go' : 'camera.pause');
    this.#video.setAttribute('aria-label', t('camera.video'));
    this.#show();
  }

  /** @param {string} name @returns {HTMLElement} */
  #find(name) {
    return this.#section.find(name);
  }
}

/**
 * @param {HTMLVideoElement} video
 * @returns {Promise<void>} resolves when there is a new frame, or when it is time to check for other changes
 */
function nextFrame(video) {
  return new Promise((resolve) => {
    const timed = 'requestVideoFrameCallback' in video;
    const timer = setTimeout(() => {
      if (timed) video.cancelVideoFrameCallback(asked);
      else cancelAnimationFrame(asked);
      resolve();
    }, 250);
    const done = () => {
      clearTimeout(timer);
      resolve();
    };
    const asked = timed ? video.requestVideoFrameCallback(done) : requestAnimationFrame(done);
  });
}
