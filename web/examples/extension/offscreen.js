// Classifies what the background asks for. The page has no other use, and Chrome shows it to no one.
import { createClassifier } from './residua/index.js';

const loading = createClassifier();

async function answer(photo) {
  try {
    const classifier = await loading;
    return { predictions: await classifier.classify(photo) };
  } catch (error) {
    return { error: error.message }; // such as an address that cannot be read
  }
}

chrome.runtime.onMessage.addListener(({ to, photo }, sender, reply) => {
  if (to !== 'offscreen') return false;
  answer(photo).then(reply);
  return true; // the reply comes later
});
