// What was learnt, to be taken along as a file, used on this page, or tried on a folder.

import { download } from '../gallery/export.js';
import { meantOf } from '../intake/sort-files.js';
import { t } from '../text/text.js';

const FILE = 'my-classes.safetensors';

/**
 * @param {(name: string) => HTMLElement} find parts of the section's frame
 * @param {import('./teach.js').Surroundings & { learner: import('./learner.js').Learner }} surroundings
 */
export function makeOutcome(find, { session, notice, takeFiles, learner }) {
  const buttons = ['teach-save', 'teach-use', 'teach-on-folder'].map(
    (name) => /** @type {HTMLButtonElement} */ (find(name)),
  );

  /** @param {(file: File) => void | Promise<void>} act with the network as a file */
  const withFile = async (act) => {
    for (const button of buttons) button.disabled = true;
    try {
      await act(new File([await learner.save()], FILE, { type: 'application/octet-stream' }));
    } catch (error) {
      const { message: detail } = /** @type {Error} */ (error);
      notice.say(() => t('teach.save.failed'), { detail });
    }
    for (const button of buttons) button.disabled = false;
  };

  /** @param {File} file */
  const use = (file) => session.open({ title: FILE, options: { model: { weights: file } } });

  find('teach-save').addEventListener('click', () =>
    withFile((file) => download(FILE, file.type, file)),
  );
  find('teach-use').addEventListener('click', () =>
    withFile(async (file) => {
      if (!(await use(file))) return;
      notice.say(() => t('teach.used'));
    }),
  );
  const input = /** @type {HTMLInputElement} */ (find('teach-on-folder-input'));
  find('teach-on-folder').addEventListener('click', () => input.click());
  input.addEventListener('change', () => {
    const { meant, skipped } = meantOf([...(input.files ?? [])]);
    input.value = '';
    withFile(async (file) => {
      if (await use(file)) takeFiles({ files: meant, skipped, folder: true });
    });
  });
  return {
    /** Shows what can be done now. */
    write() {
      find('teach-take').hidden = !learner.learnt;
    },
  };
}
