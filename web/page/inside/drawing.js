// Elements, figures and charts.

const SVG = 'http://www.w3.org/2000/svg';

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Partial<Omit<HTMLElementTagNameMap[K], 'attributes' | 'type'>> & { type?: string,
 *   attributes?: Record<string, unknown>, data?: Record<string, string> }} [properties]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function make(name, properties = {}, ...children) {
  const element = document.createElement(name);
  const { data = {}, attributes = {}, ...rest } = properties;
  Object.assign(element, rest);
  Object.assign(element.dataset, data);
  for (const [key, value] of Object.entries(/** @type {object} */ (attributes)))
    element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * @param {string} name
 * @param {Record<string, string | number>} [attributes]
 * @param {...(Node | string)} children
 * @returns {SVGElement}
 */
export function draw(name, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/**
 * @param {string} caption
 * @param {Element} picture a canvas or an SVG
 * @param {string} [label] for screen readers. Default: the caption
 */
export function figure(caption, picture, label = caption) {
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', label);
  return make('figure', {}, picture, make('figcaption', { textContent: caption }));
}

/**
 * A row of buttons of which one is pressed.
 * @param {string} title
 * @param {{ value: string, text: string, disabled?: boolean }[]} choices
 * @param {string} chosen
 * @param {(value: string) => void} onChoose
 */
export function choice(title, choices, chosen, onChoose) {
  return make(
    'div',
    { className: 'lab-choice', attributes: { role: 'group', 'aria-label': title } },
    make('span', { className: 'lab-choice-title', textContent: title }),
    ...choices.map(({ value, text, disabled = false }) =>
      make('button', {
        type: 'button',
        className: 'quiet',
        textContent: text,
        disabled,
        attributes: { 'aria-pressed': value === chosen },
        data: { value },
        onclick: () => onChoose(value),
      }),
    ),
  );
}

/** @param {string} text */
export const paragraph = (text) => make('p', { textContent: text });

/** Chart width in pixels at normal size: text is as large on a narrow screen. */
export const chartWidth = () => (matchMedia('(max-width: 820px)').matches ? 330 : 520);

/**
 * Truncates a label to the available width.
 * @param {string} label
 * @param {number} room available width in pixels
 */
function fitted(label, room) {
  let width = 0;
  for (let i = 0; i < label.length; i++) {
    // For a font size of 12 pixels: Latin letters are about half as wide as high, Korean ones nearly as wide.
    width += label.charCodeAt(i) > 0x1100 ? 11.5 : 6.8;
    if (width > room) return `${label.slice(0, i - 1)}…`;
  }
  return label;
}

/**
 * A bar chart with names and values.
 * @param {{ label: string, values: { value: number, text: string, kind: string }[] }[]} rows values in [0, 1]
 */
export function barChart(rows) {
  const width = chartWidth();
  const [row, line, left] = [18, 15, width < 500 ? 120 : 150];
  const count = rows.reduce((sum, { values }) => sum + values.length, 0);
  const svg = draw('svg', {
    class: 'lab-bars',
    viewBox: `0 0 ${width} ${count * line + rows.length * (row - line) + rows.length * 5}`,
  });
  let y = 0;
  for (const { label, values } of rows) {
    const short = fitted(label, left - 8);
    svg.append(draw('text', { x: left - 8, y: y + 13, 'text-anchor': 'end' }, short));
    for (const { value, text, kind } of values) {
      const length = Math.max(1, (width - left - 60) * Math.min(1, Math.max(0, value)));
      svg.append(
        draw('rect', {
          class: `bar-${kind}`,
          x: left,
          y: y + 3,
          width: length,
          height: line - 4,
          rx: 3,
        }),
        draw('text', { x: left + length + 6, y: y + 13, class: 'lab-bar-value' }, text),
      );
      y += line;
    }
    y += row - line + 5;
  }
  return svg;
}
