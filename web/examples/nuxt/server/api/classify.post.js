import { createClassifier, ResiduaError } from 'residua';

let loading;

export default defineEventHandler(async (event) => {
  // One network for all requests.
  loading ??= createClassifier();
  const classifier = await loading;
  try {
    return await classifier.classify((await readRawBody(event, false)) ?? '');
  } catch (error) {
    if (!(error instanceof ResiduaError)) throw error;
    throw createError({ statusCode: 422, message: error.message });
  }
});
