// A classic script that runs before the first paint: applies the stored theme (theme.js does the rest), hides parts of an
// embedded page, and reports modules that cannot be loaded.

if (new URLSearchParams(location.search).has('embed')) {
  document.documentElement.classList.add('embedded');
}

try {
  const chosen = localStorage.getItem('residua-theme');
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // Where storage is blocked, the system's theme applies.
}

addEventListener(
  'error',
  ({ target }) => {
    const chip = document.getElementById('model-chip');
    if (!chip || !(target instanceof HTMLScriptElement)) return;
    chip.dataset.state = 'missing';
    chip.setAttribute('role', 'alert');
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById('unloaded'));
    const sentences = /** @type {HTMLElement[]} */ ([...template.content.children]);
    const [ours = sentences[0]] = navigator.languages.flatMap((tag) =>
      sentences.filter(({ lang }) => tag.split('-')[0] === lang),
    );
    chip.lang = ours.lang;
    chip.textContent = (ours.textContent ?? '').replace(/\s+/g, ' ').trim();
  },
  { capture: true },
);
