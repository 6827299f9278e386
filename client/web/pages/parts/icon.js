import { html } from '../lit.js';

/** @param {string} name a symbol of icons.svg @param {string} [size] icon--s or icon--l */
export const icon = (name, size = '') =>
  html`<svg class="icon ${size}" aria-hidden="true"><use href="/icons.svg#i-${name}"></use></svg>`;

/** @param {string} name @param {string} [size] */
export const face = (name, size = '') =>
  html`<span class="face ${size}" aria-hidden="true">${[...name.trim()][0]?.toLocaleUpperCase() ?? '·'}</span>`;

/** A triangle that opens: `summary` is what stands beside it. @param {unknown} summary */
export const opener = (summary) => html`<summary>${icon('chevron', 'icon--s')}${summary}</summary>`;
