// A page that is opened as a file, without a server: in Electron, on a USB stick. Browsers import no modules and fetch no
// files there, so esbuild puts the module, its WebAssembly and the model into one plain script.
import weights from 'residua/builtin.safetensors';
import { createClassifier } from 'residua/inline';

const photo = document.getElementById('photo');
const answer = document.getElementById('answer');
const status = document.getElementById('status');

const ready = createClassifier({ model: weights });
ready.then(
  (classifier) => (status.textContent = classifier.info().performanceNotes.join(' ')),
  (error) => (status.textContent = error.message),
);

photo.addEventListener('change', async () => {
  try {
    const classifier = await ready;
    const predictions = await classifier.classify(photo.files[0]);
    answer.replaceChildren(...predictions.map(lineFor));
  } catch (error) {
    status.textContent = error.message;
  }
});

function lineFor({ label, probability }) {
  const line = document.createElement('li');
  line.textContent = `${(100 * probability).toFixed(1)} % ${label}`;
  return line;
}
