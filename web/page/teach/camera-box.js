// A small live picture, from which frames are taken as photos. One is open at a time: a second one takes the camera over.

import { openStream, refusalOf } from '../camera/stream.js';

/** Longer side of a frame that is taken, pixels. */
const FRAME = 640;

/** @type {CameraBox | undefined} */
let open;

export class CameraBox {
  #video;
  #onClosed;
  /** @type {MediaStream | undefined} */
  #stream;
  #taken = 0;

  /**
   * @param {HTMLVideoElement} video
   * @param {(refusal?: { key: string, detail?: string }) => void} onClosed told also where another box took the camera, and why
   *   where it ended by itself
   */
  constructor(video, onClosed) {
    this.#video = video;
    this.#onClosed = onClosed;
  }

  get opened() {
    return this.#stream !== undefined;
  }

  /** @returns {Promise<boolean>} whether it is open; why not has been told */
  async open() {
    open?.close();
    open = this;
    let stream;
    try {
      stream = await openStream();
    } catch (error) {
      if (open === this) open = undefined;
      this.#onClosed(refusalOf(error));
      return false;
    }
    // Another box was opened while the visitor was asked.
    if (open !== this) {
      for (const track of stream.getTracks()) track.stop();
      this.#onClosed();
      return false;
    }
    this.#stream = stream;
    this.#video.srcObject = stream;
    // Unplugged, or no longer allowed; `stop` does not cause it.
    for (const track of stream.getTracks())
      track.addEventListener('ended', () => this.close({ key: 'fail.camera.ended' }));
    return true;
  }

  /** @param {{ key: string, detail?: string }} [refusal] */
  close(refusal) {
    if (open === this) open = undefined;
    if (!this.#stream) return;
    for (const track of this.#stream.getTracks()) track.stop();
    this.#stream = undefined;
    this.#video.srcObject = null;
    this.#onClosed(refusal);
  }

  /** @returns {Promise<File | undefined>} what the camera sees now; undefined while it sees nothing */
  async take() {
    const { videoWidth, videoHeight } = this.#video;
    if (!this.#stream || !videoWidth) return undefined;
    const scale = Math.min(1, FRAME / Math.max(videoWidth, videoHeight));
    const canvas = document.createElement('canvas');
    canvas.width = Math.round(videoWidth * scale);
    canvas.height = Math.round(videoHeight * scale);
    canvas.getContext('2d')?.drawImage(this.#video, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92));
    return blob && new File([blob], `camera-${++this.#taken}.jpg`, { type: 'image/jpeg' });
  }
}
