// Before a session: who presents, under which label, of which case, how long and when. And the sessions there were.
import { html, nothing } from '../lit.js';
import { day, t } from '../words.js';
import { opener } from './icon.js';
import { label } from './label.js';
import { head } from './pane.js';
import { whenField } from './when_field.js';

/** @typedef {import('../rpc.js').Json} Json */

/** A local time as the engine takes it. @param {string} at of a field @returns {string} */
export const instant = (at) => `${new Date(at).toISOString().slice(0, 19)}Z`;

/**
 * @param {{name: string, cases: Json[], earlier: Json[], invite: (wishes: Json) => void, alone: () => void, look: (session: Json) => void}} what
 */
export function sessionPlan({ name, cases, earlier, invite, alone, look }) {
  return html`<form class="stack-5" @submit=${(/** @type {SubmitEvent} */ event) => submit(event, invite)}>
      ${head(t('app.session.plan', { name }), t('app.session.plan.lead'))}
      <fieldset class="stack-2"><legend class="field__label gap-b">${t('app.session.who_presents')}</legend>
        <label class="choice"><input type="radio" name="listen" value="" checked><span>${t('app.session.i_present')}<br><span class="small muted">${t('app.session.i_present.more')}</span></span></label>
        <label class="choice"><input type="radio" name="listen" value="yes"><span>${t('app.session.i_listen', { name })}<br><span class="small muted">${t('app.session.i_listen.more')}</span></span></label></fieldset>
      <fieldset class="stack-2"><legend class="field__label gap-b">${t('app.session.label')}</legend>
        ${['vault', 'think'].map((one, n) => html`<label class="choice"><input type="radio" name="label" value=${one} ?checked=${n === 0}><span>${label({ label: one })}<br><span class="small muted">${t(`app.session.label.${one}`)}</span></span></label>`)}</fieldset>
      <div class="split split--2">
        <fieldset class="stack-2"><legend class="field__label gap-b">${t('app.session.kind')}</legend>
          <div class="segment segment--wrap"><label><input type="radio" name="kind" value="buddy" checked><span>${t('app.session.kind.buddy')}</span></label><label><input type="radio" name="kind" value="reciprocal"><span>${t('app.session.kind.reciprocal')}</span></label></div></fieldset>
        ${cases.length ? html`<div class="field"><label class="field__label" for="case">${t('app.session.case')}</label><select class="input" id="case" name="case" aria-describedby="case-hint"><option value="">${t('app.opinion.case.none')}</option>${cases.map((one) => html`<option value=${one.id}>${one.nickname}</option>`)}</select><p class="field__hint" id="case-hint">${t('app.session.case.hint')}</p></div>` : nothing}
      </div>
      ${whenField({ id: 'at', label: t('app.session.when'), hint: t('app.session.when.hint'), hour: true })}
      <div class="actions"><button class="btn btn--primary btn--l" type="submit">${t('app.session.invite', { name })}</button></div>
      <p class="small muted">${t('app.session.limits')}</p>
    </form>
    <section class="card card--flat stack-2"><h3 class="subheading">${t('app.session.alone')}</h3><p class="small muted">${t('app.session.alone.text')}</p><div class="actions"><button class="btn btn--s" type="button" @click=${alone}>${t('app.session.alone.act')}</button></div></section>
    ${earlier.length
      ? html`<details>${opener(t('app.session.earlier', { n: earlier.length }))}<ul class="list">${earlier.map((one) => html`<li><button class="exch row" type="button" @click=${() => look(one)}><span class="grow"><span class="strong">${day(one.started ?? one.starts_at)}</span><br><span class="small muted">${t(one.note ? 'app.session.earlier.note' : `app.session.earlier.${one.role}`)}</span></span></button></li>`)}</ul></details>`
      : nothing}`;
}

/** @param {SubmitEvent} event @param {(wishes: Json) => void} invite */
function submit(event, invite) {
  event.preventDefault();
  const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
  const text = (/** @type {string} */ name) => String(form.get(name) ?? '');
  const more = { ...(text('at') ? { at: instant(text('at')) } : {}), ...(text('case') ? { case: text('case') } : {}) };
  invite({ kind: text('kind'), label: text('label'), listen: text('listen') === 'yes', ...more });
}
