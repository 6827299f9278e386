// The CPD record: what one learned and what changed. No names, no cases, no content.
import { html, nothing } from '../lit.js';
import { banner } from '../parts/banner.js';
import { icon } from '../parts/icon.js';
import { head, pane } from '../parts/pane.js';
import { kept } from '../parts/keep.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { longDate, shortDate, t } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */

const kinds = ['buddy', 'circle', 'reading', 'course', 'other'];
const roles = ['presented', 'listened', 'facilitated', 'alone'];
const functions = ['normative', 'formative', 'restorative'];
const areas = ['people practice', 'culture and behaviour', 'business acumen', 'analytics and creating value', 'digital working', 'change', 'ethical practice', 'professional courage and influence', 'valuing people', 'working inclusively', 'commercial drive', 'passion for learning', 'insights focused', 'situational decision-making'];

/** Or what somebody wrote at the command line. @param {string} area */
const areaName = (area) => (areas.includes(area) ? t(`app.area.${area.replaceAll(' ', '_')}`) : area);

export class CpdRecord extends Screen {
  /** @type {Json[]} */
  #entries = [];
  #adding = Boolean(this.params.add || this.params.session);
  /** The session that the new line is about, if any. @type {Json | null} */
  #session = null;
  #impact = 0;
  #written = ''; // the copy that was written last

  get place() {
    return 'record';
  }
  async enter() {
    this.#entries = (await call('cpd.list')).entries.reverse();
    if (this.params.session && this.#adding) this.#session = (await call('session.show', { id: this.params.session })).session;
  }

  view() {
    const due = this.#entries.filter((entry) => entry.prompt);
    return pane(this.app, {
      title: t('app.side.record'),
      tools: html`<button class="btn ${this.#adding ? '' : 'btn--primary'} btn--s" type="button" aria-expanded=${this.#adding ? 'true' : 'false'} @click=${() => this.#toggle()}>${icon('plus', 'icon--s')}${t('app.record.add')}</button>`,
      body: html`<div class="page split split--main">
        <div class="stack-5">
          ${head(t('app.record.title'), t('app.record.lead'))}
          <div aria-live="polite">${this.#written ? banner({ kind: 'ok', sign: 'check', words: t('app.folder.written', { path: this.#written }) }) : nothing}</div>
          ${due.map((entry) => this.#prompt(entry))}
          ${this.#adding ? this.#form() : nothing}
          ${this.#entries.length ? html`<ul class="list">${this.#entries.map((entry) => this.#entry(entry))}</ul>` : this.#adding ? nothing : html`<p class="muted">${t('app.record.empty')}</p>`}
        </div>
        <div class="stack-5">${this.#entries.length ? this.#sums() : nothing}<section class="card card--flat stack-2"><h3 class="subheading">${t('app.record.export')}</h3><p class="small muted">${t('app.record.export.text')}</p><button class="btn btn--s" type="button" @click=${() => this.#export()}>${icon('export', 'icon--s')}${t('app.record.export')}</button></section><p class="faint">${t('app.record.kept')}</p></div>
      </div>`,
    });
  }

  #toggle() {
    this.#adding = !this.#adding;
    this.#session = null;
    this.app.drawNow();
    document.getElementById('learned')?.focus();
  }

  /** @param {Json} entry */
  #prompt(entry) {
    const words = html`<span class="strong">${t('app.record.impact')}</span><br><span class="small muted" dir="auto">${shortDate(entry.date)}. ${entry.learned}</span>`;
    if (this.#impact !== entry.number) return banner({ kind: 'accent', sign: 'clock', words, actions: html`<button class="btn btn--s" type="button" @click=${() => this.#write(entry.number)}>${t('app.record.impact.write')}</button>` });
    return html`<form class="card stack" @submit=${(/** @type {SubmitEvent} */ event) => this.#setImpact(event)}><p>${words}</p><div class="field"><label class="field__label" for="impact">${t('app.record.impact.label')}</label><textarea class="input input--short" id="impact" name="text" rows="2" required maxlength="1100"></textarea></div><div class="actions"><button class="btn btn--primary" type="submit">${t('app.save')}</button></div></form>`;
  }

  /** @param {number} number */
  #write(number) {
    this.#impact = number;
    this.app.drawNow();
    document.getElementById('impact')?.focus();
  }

  /** @param {Json} entry */
  #entry(entry) {
    const what = [...entry.functions.map((/** @type {string} */ one) => t(`app.record.${one}`)), areaName(entry.area)].filter(Boolean).join(' · ');
    return html`<li class="cpd">
      <div class="cpd__when"><p class="num">${shortDate(entry.date)}</p><p class="faint num">${t('app.record.minutes', { n: entry.minutes })}</p></div>
      <div class="grow stack-2"><p><span class="strong">${t(`app.record.kind.${entry.kind}`)}</span> <span class="muted">· ${t(`app.record.role.${entry.role}`)}</span></p>
        ${entry.learned ? html`<p class="voice cpd__text" dir="auto">${entry.learned}</p>` : nothing}
        ${entry.change ? html`<p class="small" dir="auto"><span class="muted">${t('app.record.change.short')}</span> ${entry.change}</p>` : nothing}
        ${entry.impact ? html`<p class="small" dir="auto"><span class="muted">${t('app.record.impact.short')}</span> ${entry.impact}</p>` : nothing}
        <p class="faint">${what}</p></div></li>`;
  }

  #form() {
    /** @param {string} name @param {string[]} options @param {string} key */
    const select = (name, options, key) => html`<div class="field"><label class="field__label" for=${name}>${t(`app.record.${name}`)}</label><select class="input" id=${name} name=${name}>${options.map((one) => html`<option value=${one}>${key ? t(`${key}.${one}`) : areaName(one)}</option>`)}</select></div>`;
    /** @param {string} name */
    const text = (name) => html`<div class="field"><label class="field__label" for=${name}>${t(`app.record.${name}`)}</label><textarea class="input input--short" id=${name} name=${name} rows="2" maxlength="1100" aria-describedby="no-names" dir="auto"></textarea></div>`;
    return html`<form class="card stack" @submit=${(/** @type {SubmitEvent} */ event) => this.#add(event)}>
      ${this.#session ? html`<p class="strong">${t('app.record.from', { day: longDate(this.#session.started ?? this.#session.starts_at) })}</p><p class="small muted">${t('app.record.from.text')}</p>` : html`<div class="split split--2">${select('kind', kinds, 'app.record.kind')}${select('role', roles, 'app.record.role')}</div>`}
      <div class="split split--2">${this.#session ? nothing : html`<div class="field"><label class="field__label" for="minutes">${t('app.record.minutes.label')}</label><input class="input input--number" id="minutes" name="minutes" type="number" min="1" max="1440" value="60" required></div>`}${select('area', areas, '')}</div>
      ${text('learned')}${text('change')}
      <fieldset class="stack-2"><legend class="field__label">${t('app.record.functions')}</legend><div class="cluster cluster--4">${functions.map((one) => html`<label class="choice choice--bare"><input type="checkbox" name="functions" value=${one}><span>${t(`app.record.${one}`)}</span></label>`)}</div></fieldset>
      <p class="field__hint" id="no-names">${t('app.record.no_names')}</p>
      <div class="actions"><button class="btn btn--primary" type="submit">${t('app.save')}</button><button class="btn btn--quiet" type="button" @click=${() => this.#toggle()}>${t('app.cancel')}</button></div>
    </form>`;
  }

  #sums() {
    const of = (/** @type {string} */ role) => this.#entries.filter((entry) => entry.role === role).length;
    const minutes = this.#entries.reduce((sum, entry) => sum + entry.minutes, 0);
    return html`<section class="card stack"><h3 class="subheading">${t('app.record.so_far')}</h3><dl class="facts facts--rows">
      <div><dt>${t('app.record.entries')}</dt><dd class="num">${this.#entries.length}</dd></div>
      ${roles.slice(0, 3).map((role) => html`<div><dt>${t(`app.record.role.${role}`)}</dt><dd class="num">${of(role)}</dd></div>`)}
      <div><dt>${t('app.record.time')}</dt><dd class="num">${t('app.record.hours', { h: Math.floor(minutes / 60), m: minutes % 60 })}</dd></div></dl></section>`;
  }

  /** @param {SubmitEvent} event */
  async #add(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const text = (/** @type {string} */ name) => String(form.get(name) ?? '').trim();
    const what = this.#session ? { from_session: this.#session.id } : { kind: text('kind'), role: text('role'), minutes: Number(text('minutes')) };
    await kept(this.app, async (more) => {
      await call('cpd.add', { ...what, area: text('area'), learned: text('learned'), change: text('change'), functions: form.getAll('functions').map(String), ...more });
      this.#adding = false;
      this.#session = null;
      await this.enter();
    });
  }

  /** @param {SubmitEvent} event */
  async #setImpact(event) {
    event.preventDefault();
    const text = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('text')).trim();
    await kept(this.app, async (more) => {
      await call('cpd.impact', { number: this.#impact, text, ...more });
      this.#impact = 0;
      await this.enter();
    });
  }

  #export() {
    const save = (/** @type {string} */ format) => () => void this.#save(format);
    this.app.ask({ title: t('app.record.export'), text: t('app.record.export.text'), choices: ['markdown', 'csv', 'html'].map((format) => ({ words: t(`app.record.export.${format}`), act: save(format) })) });
  }

  /** The engine writes it: the window has no folder of its own. @param {string} format */
  async #save(format) {
    await this.app.attempt(async () => {
      this.#written = (await call('cpd.export', { format, save: true })).file;
    });
  }
}
