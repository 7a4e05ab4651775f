// Sets the theme that the visitor chose before anything is painted: a plain script, which the page waits for. theme.js
// does the rest.

try {
  const chosen = localStorage.getItem('residua-theme');
  if (chosen) document.documentElement.dataset.theme = chosen;
} catch {
  // Where storage is blocked it is as the system says.
}
