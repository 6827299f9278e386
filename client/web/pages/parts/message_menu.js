// What one can do with a message: answer, a sign, change, ask to delete, take back, copy, follow an address.
import { html, nothing } from '../lit.js';
import { call } from '../rpc.js';
import { t } from '../words.js';
import { hostOf, linksIn } from './said.js';

/** @typedef {import('./talk_row.js').Row} Row */
/** @typedef {{words: string, act: () => void}} Choice */

const signs = ['👍', '❤️', '🙏', '😊', '😢', '☕'];

/**
 * @param {import('../app.js').App} app @param {Row} row @param {Choice[]} more what goes with this kind of message, first
 * @param {{answer: (row: Row) => void, edit: (row: Row) => void, changed: (message: import('../rpc.js').Json) => void, state: (id: string, state: string) => void}} then
 */
export function messageMenu(app, row, more, then) {
  const words = row.kind === 'text';
  const live = row.state !== 'recalled' && row.message?.deleted !== 'done';
  /** @type {Choice[]} */
  const choices = words ? linksIn(row.text).map((address) => ({ words: t('app.link.open', { host: hostOf(address) }), act: () => void follow(app, address) })) : [];
  if (live) choices.push(...more);
  if (live) {
    choices.push({ words: t('app.answer'), act: () => then.answer(row) });
    if (row.mine && words) choices.push({ words: t('app.edit'), act: () => then.edit(row) });
    if (words) choices.push({ words: t('app.copy_text'), act: () => void navigator.clipboard?.writeText(row.text) });
    if (row.mine && (row.state === 'written' || row.state === 'relayed')) choices.push({ words: t('app.recall'), act: () => void app.attempt(async () => then.state(row.key, (await call('recall', { id: row.key })).state)) });
    else if (row.mine) choices.push({ words: t('app.delete'), act: () => void erase(app, row) });
  }
  if (!choices.length) return;
  const mine = row.message?.reactions?.me;
  const react = (/** @type {string} */ emoji) => app.attempt(async () => then.changed((await call('react', { id: row.key, emoji: emoji === mine ? '' : emoji })).message));
  app.ask({
    title: t('app.message.what'),
    text: live ? html`<div class="cluster" role="group" aria-label=${t('app.react')}>${signs.map((sign) => html`<button class="btn btn--icon btn--sign" type="button" aria-pressed=${sign === mine ? 'true' : 'false'} @click=${() => app.answer(() => void react(sign))}>${sign}</button>`)}</div>` : nothing,
    choices,
  });
}

/** @param {import('../app.js').App} app @param {string} address */
async function follow(app, address) {
  const sure = await app.ask({ title: t('app.link.title', { host: hostOf(address) }), text: html`<p>${t('app.link.text')}</p><p class="code wrap">${address}</p>`, yes: t('app.link.yes') });
  if (sure) window.open(address, '_blank', 'noopener,noreferrer');
}

/** @param {import('../app.js').App} app @param {Row} row */
async function erase(app, row) {
  const sure = await app.ask({ title: t('app.delete.title'), text: t('app.delete.text'), yes: t('app.delete'), danger: true });
  if (sure) await app.attempt(() => call('delete', { id: row.key }));
}
