// Vite needs no configuration: it bundles the worker and copies the WebAssembly and the built-in model. The example `page` also
// handles errors.
import { createClassifier } from 'residua';

const classifier = await createClassifier();
document.getElementById('status').textContent = classifier.info().flavour;
document.getElementById('photo').addEventListener('change', async ({ target }) => {
  const [{ label, probability }] = await classifier.classify(target.files[0]);
  document.getElementById('answer').value = `${(100 * probability).toFixed(1)} % ${label}`;
});
