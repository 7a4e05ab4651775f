// A plain script, which the page waits for before anything is painted: sets the theme that the visitor chose (theme.js does the
// rest), leaves out what an embedded page does not show, and reports modules that cannot be loaded.

if (new URLSearchParams(location.search).has('embed')) {
  document.documentElement.classList.add('embedded');
}

try {
  const chosen = localStorage.getItem('residua-theme');
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // Where storage is blocked it is as the system says.
}

addEventListener(
  'error',
  ({ target }) => {
    const chip = document.getElementById('model-chip');
    if (!chip || !(target instanceof HTMLScriptElement)) return;
    chip.dataset.state = 'missing';
    chip.setAttribute('role', 'alert');
    chip.textContent = navigator.language.startsWith('ko')
      ? '이 페이지를 다 불러오지 못했습니다. 연결을 확인하고 새로 고쳐 주세요.'
      : 'This page could not be loaded. Check the connection and reload it.';
  },
  { capture: true },
);
