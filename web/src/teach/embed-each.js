// Computes embeddings of many photos, as many at a time as the classifier has workers.

/** @typedef {import('../classifier.js').Classifier} Classifier */
/** @typedef {import('../photo-source.js').Photo} Photo */
/** @typedef {import('../errors.js').ResiduaError} ResiduaError */

/**
 * @typedef {{ photo: Photo, embedding: Float32Array, error?: undefined }
 *   | { photo: Photo, error: ResiduaError, embedding?: undefined }} Embedded
 */

/**
 * One photo more than there are workers is in progress, so that it is read or decoded ahead.
 * @param {Classifier} classifier
 * @param {Iterable<Photo> | AsyncIterable<Photo>} photos
 * @param {import('../classify-options.js').PhotoOptions} options an abort ends the iteration with the signal's reason
 * @returns {AsyncGenerator<Embedded, void, void>} in the order of the photos, so that the result does not depend on the speed
 *   of workers
 */
export async function* embedEach(classifier, photos, options) {
  /** @type {Promise<Embedded>[]} */
  const ahead = [];
  const next = async () => {
    const one = await /** @type {Promise<Embedded>} */ (ahead.shift());
    options.signal?.throwIfAborted();
    return one;
  };
  for await (const photo of photos) {
    options.signal?.throwIfAborted();
    const one = embedOne(classifier, photo, options);
    one.catch(() => {});
    ahead.push(one);
    // More workers may become ready during the iteration.
    if (ahead.length > (classifier.info?.().workers ?? 1)) yield next();
  }
  while (ahead.length) yield next();
}

/**
 * @param {Classifier} classifier
 * @param {Photo} photo
 * @param {import('../classify-options.js').PhotoOptions} options
 * @returns {Promise<Embedded>} rejects only if aborted or closed
 */
async function embedOne(classifier, photo, options) {
  try {
    return { photo, embedding: await classifier.embed(photo, options) };
  } catch (thrown) {
    const error = /** @type {ResiduaError} */ (thrown);
    if (error?.name !== 'ResiduaError' || error.code === 'closed') throw error;
    return { photo, error };
  }
}
