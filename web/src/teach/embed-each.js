// Embeddings of many photos, as many at a time as the classifier has workers.

/** @typedef {import('../classifier.js').Classifier} Classifier */
/** @typedef {import('../photo-source.js').Photo} Photo */
/** @typedef {import('../errors.js').ResiduaError} ResiduaError */

/**
 * @typedef {{ photo: Photo, embedding: Float32Array, error?: undefined }
 *   | { photo: Photo, error: ResiduaError, embedding?: undefined }} Embedded
 */

/**
 * One photo more than there are workers is under way: it is decoded or read meanwhile.
 * @param {Classifier} classifier
 * @param {Iterable<Photo> | AsyncIterable<Photo>} photos
 * @param {import('../classify-options.js').PhotoOptions} options an abort ends it with the signal's reason
 * @returns {AsyncGenerator<Embedded, void, void>} in the order of the photos, so that what is learnt from them does not depend
 *   on which worker is the quickest
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
    // Further workers join while the first ones are at work.
    if (ahead.length > (classifier.info?.().workers ?? 1)) yield next();
  }
  while (ahead.length) yield next();
}

/**
 * @param {Classifier} classifier
 * @param {Photo} photo
 * @param {import('../classify-options.js').PhotoOptions} options
 * @returns {Promise<Embedded>} never rejected but by an abort or the classifier's end
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
