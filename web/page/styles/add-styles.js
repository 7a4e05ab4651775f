// Loads style sheets that the first view does not need.

/** @param {URL} address of a style sheet */
export function addStyles({ href }) {
  if (document.querySelector(`link[href="${href}"]`)) return;
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = href;
  document.head.append(link);
}
