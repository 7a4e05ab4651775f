// A page of the extension. `npm run build` copies the module into the folder, since an extension must not load code from elsewhere.
// The example `page` also handles errors.
import { createClassifier } from './residua/index.js';

const classifier = await createClassifier();
document.getElementById('status').textContent = classifier.info().flavour;
document.getElementById('photo').addEventListener('change', async ({ target }) => {
  const [{ label, probability }] = await classifier.classify(target.files[0]);
  document.getElementById('answer').value = `${(100 * probability).toFixed(1)} % ${label}`;
});
