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

/** @param {Row} a @param {Row} b */
export const sameGroup = (a, b) => isSaid(a) && isSaid(b) && a.mine === b.mine && a.at.slice(0, 16) === b.at.slice(0, 16);

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
  if (row.opinion) return html`<span class="note note--open">${label({ label: 'vault' })}<span>${t(`app.opinion.row.${row.mine ? 'mine' : 'theirs'}.${row.state}`, { topic: t(`app.topic.${row.opinion.topic}`) })}</span><span class="link">${t('app.exchange.open')}</span></span>`;
  if (!row.exchange) return html`<span class="note note--plain" dir="auto">${row.text}</span>`;
  const { exchange } = row;
  const terms = exchange.counter ?? exchange.terms ?? { label: exchange.label };
  return html`<span class="note note--open">${label(terms, { whole: true })}<span>${t(`app.exchange.${row.mine ? 'mine' : 'theirs'}.${row.state}`, { topic: t(`app.topic.${exchange.topic}`) })}</span><span class="link">${t('app.exchange.open')}</span></span>`;
}
