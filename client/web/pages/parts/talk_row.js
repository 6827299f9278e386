// One row of a conversation: something said, something shared, or a word of the engine's.
import { html, nothing } from '../lit.js';
import { clock, shapeOf, t } from '../words.js';
import { fileCard } from './file_row.js';
import { label } from './label.js';
import { said } from './said.js';

/** @typedef {import('../rpc.js').Json} Json */
/** @typedef {{key: string, at: string, mine: boolean, kind: string, text: string, state: string, message?: Json, exchange?: Json, opinion?: Json}} Row */

/** @param {Json} message @returns {Row} */
export const rowOf = (message) => ({ key: message.id, at: message.sent_at, mine: message.direction === 'out', kind: message.kind, text: message.text, state: message.state, message });
/** Somebody said it: words, or a file. @param {Row} row */
export const isSaid = (row) => row.kind === 'text' || row.kind === 'attachment';
// Where the casework itself has a row, these would say it twice.
const doubled = ['practice.asks_to_share', 'practice.suggests_label', 'practice.body_arrived', 'practice.withdrawn', 'practice.asks_for_view', 'practice.views_are_here', 'practice.question_withdrawn'];
/** @param {Row} row */
export const worthARow = (row) => row.kind !== 'notice' || !doubled.some((key) => shapeOf(key).test(row.text));
/** @param {Json} exchange @returns {Row} */
export const exchangeRow = (exchange) => ({ key: exchange.exchange, at: exchange.offered_at, mine: exchange.direction === 'out', kind: 'exchange', text: '', state: exchange.state, exchange });
/** @param {Json} opinion @returns {Row} */
export const opinionRow = (opinion) => ({ key: opinion.id, at: opinion.asked_at, mine: opinion.direction === 'out', kind: 'opinion', text: '', state: opinion.state, opinion });

/** Casework, as a card: what the engine itself says between the words is not. @param {Row} row */
const isCasework = (row) => Boolean(row.exchange ?? row.opinion);
/** What stands close together: words of one person in one minute, and cards that follow each other. @param {Row} a @param {Row} b */
export const sameGroup = (a, b) => (isCasework(a) && isCasework(b)) || (isSaid(a) && isSaid(b) && a.mine === b.mine && a.at.slice(0, 16) === b.at.slice(0, 16));

/** @param {Row} row @param {boolean} stamped @param {import('./pictures.js').Shown} [shown] */
export function bubble(row, stamped, shown) {
  const { reply_to: quoted, edited, deleted, reactions } = row.message ?? {};
  const gone = row.state === 'recalled' || deleted === 'done';
  const words = [clock(row.at), edited && t('app.edited'), row.mine && t(`app.state.${row.state}`), deleted === 'asked' && t('app.deleting')];
  const signs = Object.values(reactions ?? {});
  return html`<span class="visually-hidden">${t(row.mine ? 'app.you_said' : 'app.they_said')}</span
    ><span class="bubble ${gone ? 'bubble--gone' : ''}" dir="auto">${quoted && !gone ? html`<span class="bubble__quote">${quoted.gone ? t('app.quote.gone') : quoted.text}</span>` : nothing}${gone ? t(deleted === 'done' ? 'app.deleted' : 'app.recalled') : row.kind === 'attachment' ? fileCard(row, shown) : said(row.text)}</span
    >${signs.length ? html`<span class="signs">${signs.map((sign) => html`<span>${sign}</span>`)}</span>` : nothing}<span class=${stamped ? 'stamp' : 'visually-hidden'}>${words.filter(Boolean).join(' · ')}</span>`;
}

/** @param {Row} row */
export function note(row) {
  if (row.kind === 'gap') return html`<span class="note">${t('app.gap')}</span>`;
  if (isCasework(row)) return caseworkCard(row);
  return html`<span class="note" dir="auto">${row.text}</span>`;
}

/** The promise, what it is about, how far it has come: one card, and all of it opens. @param {Row} row */
function caseworkCard(row) {
  const { exchange, opinion } = row;
  const terms = opinion ? { label: 'vault' } : (exchange?.counter ?? exchange?.terms ?? { label: exchange?.label });
  const about = opinion ? opinion.question : t(`app.topic.${exchange?.topic}`);
  const standing = t(`app.${opinion ? 'opinion.row' : 'exchange'}.${row.mine ? 'mine' : 'theirs'}.${row.state}`);
  return html`<span class="casework">
    <span class="casework__top">${label(terms, { whole: Boolean(exchange) })}<span class="link">${t('app.exchange.open')}</span></span>
    <span class="casework__words" dir="auto"><span class="casework__about">${about}</span> ${standing}</span></span>`;
}
