// A file in a conversation: what it is called, its true ending, how large it is, how far it has come, and what it shows
// if it is a picture.
import { html, nothing } from '../lit.js';
import { call } from '../rpc.js';
import { fileSize, t } from '../words.js';
import { icon } from './icon.js';

/** @typedef {import('./talk_row.js').Row} Row */
/** @typedef {import('./pictures.js').Shown} Shown */

/** @param {Row} row @param {Shown | undefined} shown */
export function fileCard(row, shown) {
  const file = row.message?.attachment;
  const share = file.size ? file.done / file.size : 0;
  const moving = file.state === 'carrying';
  return html`<span class="file">
    ${shown ? html`<img class="file__picture" src=${shown.url} width=${shown.width} height=${shown.height} alt=${t('app.file.picture', { name: row.text })}>` : html`<span class="file__place" data-picture=${mayShow(row) ? row.key : nothing}>${icon('clip')}</span>`}
    <span class="file__name"><bdi class="strong">${row.text}</bdi><span class="faint">${[file.extension.toUpperCase(), fileSize(file.size)].filter(Boolean).join(' · ')}</span></span>
    ${moving ? html`<progress class="progress" max="1" value=${share} aria-label=${t('app.file.progress', { name: row.text })}></progress>` : nothing}
    <span class="small ${file.state === 'offered' && !row.mine ? 'strong' : 'muted'}">${t(`app.file.${row.mine ? 'mine' : 'theirs'}.${file.state}`, { n: Math.floor(share * 100) })}</span>
  </span>`;
}

const pictureEndings = ['png', 'jpg', 'jpeg', 'webp'];

/** Whether there is something here whose beginning is worth a look: the ending only saves fetching the others. @param {Row} row */
const mayShow = (row) => {
  const file = row.message?.attachment;
  if (!pictureEndings.includes(file.extension.toLowerCase())) return false;
  return file.state === 'carried' || (row.mine && file.state !== 'stopped');
};

/**
 * What one can do about it now.
 * @param {import('../app.js').App} app @param {Row} row @param {(file: import('../rpc.js').Json) => void} changed
 * @returns {import('./message_menu.js').Choice[]}
 */
export function fileChoices(app, row, changed) {
  const { state } = row.message?.attachment;
  const does = (/** @type {string} */ method) => () => void app.attempt(async () => changed((await call(method, { id: row.key })).attachment));
  const choices = [];
  if (!row.mine && state === 'offered') choices.push({ words: t('app.file.accept'), act: does('attachment.accept') }, { words: t('app.file.decline'), act: does('attachment.decline') });
  if (!row.mine && state === 'carrying') choices.push({ words: t('app.file.stop_theirs'), act: does('attachment.decline') });
  if (row.mine && (state === 'offered' || state === 'carrying')) choices.push({ words: t('app.file.stop_mine'), act: does('attachment.cancel') });
  if (state === 'carried' || (row.mine && state !== 'stopped')) choices.push({ words: t('app.file.save'), act: () => void save(app, row.key) });
  return choices;
}

/** @param {import('../app.js').App} app @param {string} id */
const save = (app, id) =>
  app.attempt(async () => {
    const { path } = await call('attachment.save', { id });
    app.ask({ title: t('app.file.saved'), text: html`<p class="wrap"><bdi>${path}</bdi></p><p>${t('app.file.care')}</p>`, no: t('app.close') });
  });
