// A day, or a day and an hour: the browser's own field, and beside it the same in words, because 3/4 is not the same day
// everywhere.
import { html, nothing } from '../lit.js';
import { clock, t, weekdayDate } from '../words.js';

/** A day alone is read at noon, so that no clock moves it to its neighbour. @param {string} at of a field */
function inWords(at) {
  if (!at) return '';
  return at.includes('T') ? t('app.when', { day: weekdayDate(at), time: clock(at) }) : weekdayDate(`${at}T12:00`);
}

/**
 * @typedef {object} When
 * @property {string} id also its name in a form
 * @property {string} label
 * @property {string} [hint]
 * @property {boolean} [hour] a day and an hour
 * @property {boolean} [required]
 * @property {string} [at] what it shows first
 * @property {string} [min]
 * @property {string} [max]
 * @property {(at: string) => void} [changed]
 */

/** @param {When} what */
export const whenField = ({ id, label, hint = '', hour = false, required = false, at = '', min = '', max = '', changed = () => {} }) =>
  html`<div class="field"><label class="field__label" for=${id}>${label}</label>
    <div class="when"><input class="input when__field" id=${id} name=${id} type=${hour ? 'datetime-local' : 'date'} ?required=${required} min=${min || nothing} max=${max || nothing} aria-describedby=${hint ? `${id}-hint` : nothing} .value=${at} @input=${(/** @type {InputEvent} */ event) => changed(said(event))}>
      <output class="when__words" for=${id} .textContent=${inWords(at)}></output></div>
    ${hint ? html`<p class="field__hint" id="${id}-hint">${hint}</p>` : nothing}</div>`;

/** @param {InputEvent} event */
function said(event) {
  const field = /** @type {HTMLInputElement} */ (event.currentTarget);
  const words = field.parentElement?.querySelector('output');
  if (words) words.textContent = inWords(field.value);
  return field.value;
}
