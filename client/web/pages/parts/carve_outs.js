// What was agreed that cannot be promised, by title: said again where something is offered or taken.
import { html, nothing } from '../lit.js';

/** @typedef {import('../rpc.js').Json} Json */

/** One a line: somebody tired reads down, not along. @param {Json | undefined} agreement */
export function carveOuts(agreement) {
  const cards = (agreement?.cards ?? []).filter((/** @type {Json} */ card) => card.ground !== 'rights');
  if (!cards.length) return nothing;
  return html`<span class="limits" role="list">${cards.map((/** @type {Json} */ card) => html`<span role="listitem" dir="auto">${card.title || card.text.replace(/\.$/, '')}</span>`)}</span>`;
}
