// Parcel finds both files if package.json has "packageExports": true. The example `page` also handles errors.
import weights from 'url:residua/builtin.safetensors';
import { createClassifier } from 'residua/inline';

const loading = createClassifier({ model: weights });

loading.then((classifier) => {
  document.getElementById('status').textContent = classifier.info().performanceNotes.join(' ');
});
document.getElementById('photo').addEventListener('change', async ({ target }) => {
  const [{ label, probability }] = await (await loading).classify(target.files[0]);
  document.getElementById('answer').value = `${(100 * probability).toFixed(1)} % ${label}`;
});
