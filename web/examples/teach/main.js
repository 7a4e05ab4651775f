// Teaches the built-in network two classes, tries them, and saves a checkpoint that PyTorch opens too.
import { createClassifier } from 'residua';
import { createTeacher } from 'residua/teach';

const byId = (id) => document.getElementById(id);
const status = byId('status');

// Several workers look at several photos at once.
const classifier = await createClassifier({ workers: 'auto' });
let teacher = createTeacher(classifier);
status.textContent = classifier.info().flavour;
byId('learn').disabled = false;

byId('learn').addEventListener('click', async () => {
  teacher.close();
  teacher = createTeacher(classifier);
  try {
    for (const row of document.querySelectorAll('p:has(.photos)')) {
      const label = row.querySelector('.name').value;
      const onProgress = (done, total) => (status.textContent = `${label}: ${done} of ${total}`);
      // Photos that cannot be read are reported; the others are added.
      const added = await teacher.add(label, row.querySelector('.photos').files, { onProgress });
      for (const { photo, error } of added) if (error) console.warn(photo.name, error.message);
    }
    const { accuracy, suggestions } = await teacher.train();
    const advice = suggestions.map(({ text }) => text).join(' ');
    status.textContent = `${accuracy.right} of ${accuracy.total} right. ${advice}`;
    byId('photo').disabled = false;
    byId('file').href = URL.createObjectURL(await teacher.save());
    byId('file').hidden = false;
  } catch (error) {
    status.textContent = error.message; // for example, there is only one class
  }
});

byId('photo').addEventListener('change', async ({ target }) => {
  const { predictions, novel } = await teacher.classify(target.files[0]);
  const [{ label, probability }] = predictions;
  byId('answer').value = novel ? 'none of these' : `${(100 * probability).toFixed(1)} % ${label}`;
});
