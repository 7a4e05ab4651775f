// A page without a bundler imports the module from node_modules.
import { createClassifier } from '../node_modules/residua/dist/index.js';

const photo = document.getElementById('photo');
const answer = document.getElementById('answer');
const status = document.getElementById('status');

// A photo chosen while the network is loading is classified afterwards.
const loading = createClassifier();

photo.addEventListener('change', async () => {
  try {
    const classifier = await loading;
    const predictions = await classifier.classify(photo.files[0]);
    answer.replaceChildren(...predictions.map(lineFor));
  } catch (error) {
    status.textContent = error.message; // for example, the file is not an image
  }
});

function lineFor({ label, probability }) {
  const line = document.createElement('li');
  line.textContent = `${(100 * probability).toFixed(1)} % ${label}`;
  return line;
}

loading.then(
  (classifier) => {
    const { flavour, threads, performanceNotes } = classifier.info();
    status.textContent = `${flavour}, threads: ${threads}. ${performanceNotes.join(' ')}`;
  },
  (error) => (status.textContent = error.message),
);
