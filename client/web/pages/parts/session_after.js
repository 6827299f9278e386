// After a session: the presenter's note, which stays on this computer, and a line for the CPD record.
import { html, nothing } from '../lit.js';
import { longDate, t } from '../words.js';
import { icon } from './icon.js';
import { head } from './pane.js';

/** @typedef {import('../rpc.js').Json} Json */

const fields = ['noticed', 'will', 'will_not', 'find_out', 'by_when', 'who_else'];

/**
 * @param {Json} session
 * @param {{keep: (note: Json) => void, drop: () => void, record: () => void, leave: () => void, leaveWords: string}} act
 */
export function sessionAfter(session, { keep, drop, record, leave, leaveWords }) {
  const presented = session.agenda.some((/** @type {Json} */ step) => step.presenter === 'me');
  return html`${head(t('app.session.ended'), t(presented ? 'app.session.ended.lead' : 'app.session.ended.listened'))}
    ${presented
      ? html`<form class="card stack" @submit=${(/** @type {SubmitEvent} */ event) => submit(event, keep)}>
          <h3 class="heading">${t('app.session.note')}</h3><p class="small muted">${t('app.session.note.text')}</p>
          ${fields.map((name) => html`<div class="field"><label class="field__label" for=${name}>${t(`app.session.note.${name}`)}</label><textarea class="input input--short" id=${name} name=${name} rows="1" maxlength="1100" dir="auto" .value=${session.note?.[name] ?? ''}></textarea></div>`)}
          <div class="actions"><button class="btn btn--primary" type="submit">${t('app.save')}</button>${session.note ? html`<button class="btn btn--quiet" type="button" @click=${drop}>${t('app.session.note.drop')}</button>` : nothing}</div></form>`
      : nothing}
    <div class="actions"><button class="btn" type="button" @click=${record}>${icon('book')}${t('app.session.record')}</button><button class="btn btn--quiet" type="button" @click=${leave}>${leaveWords}</button></div>
    ${session.held ? html`<p class="faint">${t('app.exchange.held')}</p>` : session.purge_on ? html`<p class="faint">${t('app.exchange.goes', { day: longDate(session.purge_on) })}</p>` : nothing}`;
}

/** @param {SubmitEvent} event @param {(note: Json) => void} keep */
function submit(event, keep) {
  event.preventDefault();
  const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
  keep(Object.fromEntries(fields.map((name) => [name, String(form.get(name) ?? '').trim()])));
}
