// What was agreed that cannot be promised, by title: said again where something is offered or taken.
import { lowered } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */

/** @param {Json | undefined} agreement */
export function carveOuts(agreement) {
  const cards = (agreement?.cards ?? []).filter((/** @type {Json} */ card) => card.ground !== 'rights');
  return cards.map((/** @type {Json} */ card) => (card.title ? lowered(card.title) : card.text.replace(/\.$/, ''))).join('\u00a0· ');
}
