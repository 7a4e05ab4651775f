// The section's frame: three steps, each a part that a phone shows one below the other.

export const FRAME = `
  <div class="teach-head">
    <h2 id="teach-title" tabindex="-1" data-text="teach.title"></h2>
    <button type="button" class="teach-close" data-text="teach.close"></button>
    <p class="teach-lead" data-text="teach.lead"></p>
    <p class="teach-small teach-base"></p>
  </div>
  <p class="teach-problem" role="alert"></p>
  <div class="teach-columns">
    <section class="teach-step teach-collect" aria-labelledby="teach-collect">
      <h3 id="teach-collect" tabindex="-1"><span>1</span> <span data-text="teach.step.photos"></span></h3>
      <div class="teach-start">
        <button type="button" class="primary teach-example" data-text="teach.example"></button>
        <p class="teach-small" data-text="teach.example.about"></p>
      </div>
      <div class="teach-queue" hidden>
        <progress class="progress-line teach-progress" aria-labelledby="teach-collect"></progress>
        <p class="teach-queue-words"></p>
      </div>
      <div class="teach-cards"></div>
      <div class="teach-tools">
        <button type="button" class="teach-add" data-text="teach.class.add"></button>
        <button type="button" class="of-pointers teach-folder" data-text="teach.folder"></button>
        <input hidden class="teach-folder-input" type="file" webkitdirectory multiple />
      </div>
      <p class="teach-small teach-unused" hidden></p>
      <p class="teach-small teach-kept"><span></span>
        <button type="button" class="quiet teach-clear" data-text="teach.clear"></button></p>
      <details class="teach-samples">
        <summary data-text="teach.samples"></summary>
        <p class="teach-small" data-text="teach.samples.about"></p>
        <div class="teach-tools">
          <button type="button" class="teach-samples-open" data-text="teach.samples.open"></button>
          <button type="button" class="teach-samples-save" data-text="teach.samples.save"></button>
          <input hidden class="teach-samples-input" type="file" accept=".safetensors" />
        </div>
      </details>
    </section>
    <div class="teach-second">
      <section class="teach-step teach-probe" aria-labelledby="teach-probe">
        <h3 id="teach-probe" tabindex="-1"><span>2</span> <span data-text="teach.step.try"></span></h3>
        <div class="teach-trial"></div>
      </section>
      <section class="teach-step teach-result" aria-labelledby="teach-result">
        <h3 id="teach-result" tabindex="-1"><span>3</span> <span data-text="teach.step.result"></span></h3>
        <p class="teach-state" role="status"></p>
        <div class="teach-report" hidden></div>
        <div class="teach-take" hidden>
          <div class="teach-tools">
            <button type="button" class="primary teach-save" data-text="teach.save"></button>
            <button type="button" class="teach-use" data-text="teach.use"></button>
            <button type="button" class="of-pointers teach-on-folder" data-text="teach.on.folder"></button>
            <input hidden class="teach-on-folder-input" type="file" webkitdirectory multiple />
          </div>
          <p class="teach-small" data-text="teach.save.about"></p>
        </div>
      </section>
    </div>
  </div>
  <div class="teach-foot">
    <div class="teach-undo" hidden>
      <p role="status"></p>
      <button type="button" class="quiet" data-text="teach.undo"></button>
    </div>
    <nav class="teach-steps">
      <a href="#teach-collect"><span data-text="teach.step.photos"></span></a>
      <a href="#teach-probe"><span data-text="teach.step.try"></span></a>
      <a href="#teach-result"><span data-text="teach.step.result"></span></a>
    </nav>
  </div>
`;

/**
 * The address of the page says other things than the step that a link leads to; the step has the focus.
 * @param {HTMLElement} section with the frame
 */
export function connectSteps(section) {
  for (const link of section.querySelectorAll('.teach-steps a')) {
    link.addEventListener('click', (event) => {
      event.preventDefault();
      const title = document.querySelector(link.getAttribute('href') ?? '');
      title?.scrollIntoView({ block: 'start' });
      /** @type {HTMLElement | null} */ (title)?.focus({ preventScroll: true });
    });
  }
}
