// Parcel finds both files once package.json says "packageExports": true.
import weights from 'url:residua/builtin.safetensors';
import { createClassifier } from 'residua/inline';

const photo = document.getElementById('photo');
const answer = document.getElementById('answer');
const status = document.getElementById('status');

// A photo that is chosen meanwhile waits for the network.
const loading = createClassifier({ model: weights });

photo.addEventListener('change', async () => {
  try {
    const classifier = await loading;
    const predictions = await classifier.classify(photo.files[0]);
    answer.replaceChildren(...predictions.map(lineFor));
  } catch (error) {
    status.textContent = error.message; // such as a file that is no image
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
