// Settings as a scorecard: a sentence, a state in words, one button. What needs a person comes first.
import { html, nothing } from '../lit.js';
import { FileLimits } from '../parts/file_limits.js';
import { icon, opener } from '../parts/icon.js';
import { pane } from '../parts/pane.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { t } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */
/** @typedef {{state: 'now' | 'soon' | 'good', sign: string, key: string, gaps?: import('../words.js').Gaps, act?: () => void}} Line */

const rank = { now: 0, soon: 1, good: 2 };
const themes = ['system', 'light', 'dark'];

export class Settings extends Screen {
  /** @type {Json} */
  #config = {};
  /** None before everything was read. @type {Json | null} */
  #retention = null;
  /** @type {Json | null} */
  #doctor = null;
  #asking = '';
  #files = new FileLimits(this.app, {});

  get place() {
    return 'settings';
  }
  async enter() {
    // Together: a line that came later would move the others under somebody's hand.
    const [{ config }, retention, doctor] = await Promise.all([call('config.get'), call('retention.show'), call('doctor').catch(() => null)]);
    this.#config = config;
    this.#files = new FileLimits(this.app, config);
    this.#doctor = doctor;
    this.#retention = retention;
  }

  /** @returns {Line[]} */
  #lines() {
    const { app } = this;
    const { room } = app;
    /** @type {Line[]} */
    const out = [];
    if (!room.relays.length) out.push({ state: 'now', sign: 'alert', key: 'app.score.no_relay', act: () => app.go('relay') });
    for (const buddy of room.buddies) {
      if (buddy.state === 'changed') out.push({ state: 'now', sign: 'alert', key: 'app.score.changed', gaps: { name: buddy.name }, act: () => app.go('six_words', { buddy: buddy.id }) });
      else if (buddy.state === 'active' && !buddy.verified) out.push({ state: 'soon', sign: 'people', key: 'app.score.unverified', gaps: { name: buddy.name }, act: () => app.go('six_words', { buddy: buddy.id }) });
      if (room.agreements.get(buddy.id)?.state === 'review_due') out.push({ state: 'soon', sign: 'calendar', key: 'app.score.review', gaps: { name: buddy.name }, act: () => app.go('agreement', { buddy: buddy.id }) });
    }
    if (!room.casework) out.push({ state: 'good', sign: 'check', key: 'app.score.times_only', act: () => app.go('managed') });
    else if (this.#doctor) out.push(this.#doctor.managed === 'signs' ? { state: 'soon', sign: 'laptop', key: 'app.score.managed', act: () => app.go('managed') } : { state: 'good', sign: 'check', key: 'app.score.not_managed', act: () => app.go('managed') });
    out.push({ state: 'good', sign: 'check', key: 'app.score.autolock', gaps: { n: Number(this.#config.autolock ?? 10) }, act: () => this.#ask('autolock') });
    out.push({ state: 'good', sign: 'check', key: `app.score.receipts.${this.#config.receipts ?? 'off'}`, act: () => this.#set('receipts', this.#config.receipts === 'on' ? 'off' : 'on') });
    const { exchange_days: exchange, case_days: cases } = this.#retention?.retention ?? {};
    out.push({ state: 'good', sign: 'check', key: 'app.score.retention', gaps: { exchange, cases }, act: () => app.go('retention') });
    return out.sort((a, b) => rank[a.state] - rank[b.state]);
  }

  view() {
    if (!this.#retention) return pane(this.app, { title: t('app.side.settings'), body: nothing });
    const lines = this.#lines();
    const now = lines.filter((line) => line.state === 'now').length;
    const soon = lines.filter((line) => line.state === 'soon').length;
    return pane(this.app, {
      title: t('app.side.settings'),
      body: html`<div class="page page--mid stack-6">
        <div class="page__head page__head--s"><h2 class="title">${t(now ? 'app.score.title.now' : soon ? 'app.score.title.soon' : 'app.score.title.good')}</h2><p class="lead">${t('app.score.lead', { now, soon })}</p></div>
        <ul class="list list--card">${lines.map((line) => html`<li class="score is-${line.state === 'now' ? 'now-do' : line.state}">${icon(line.sign)}<div><p><span class="strong">${t(line.key, line.gaps)}</span></p><p class="small muted"><span class="state">${t(`app.score.${line.state}`)}</span> ${t(`${line.key}.more`, line.gaps)}</p></div>${line.act ? html`<button class="btn btn--s ${line.state === 'now' ? 'btn--primary' : ''}" type="button" aria-label="${t(`${line.key}.act`)}: ${t(line.key, line.gaps)}" @click=${line.act}>${t(`${line.key}.act`)}</button>` : nothing}</li>`)}</ul>
        ${this.#asking === 'autolock' ? this.#autolock() : nothing}
        <section class="split split--2">
          <div class="stack-6"><fieldset class="stack-2"><legend class="subheading gap-b">${t('app.theme')}</legend><div class="segment">${themes.map((theme) => html`<label><input type="radio" name="theme" value=${theme} ?checked=${theme === (this.#config.theme ?? 'system')} @change=${() => this.#theme(theme)}><span>${t(`app.theme.${theme}`)}</span></label>`)}</div></fieldset>
            <div>${['limits', 'lost'].map((what) => html`<details>${opener(t(`app.${what}.title`))}<p class="small muted prose">${t(`app.${what}.text`)}</p></details>`)}</div></div>
          ${this.#files.view()}
        </section>
      </div>`,
    });
  }

  #autolock() {
    return html`<form class="card stack" id="answer" tabindex="-1" @submit=${(/** @type {SubmitEvent} */ event) => this.#submit(event, async (form) => this.#set('autolock', String(form.get('minutes'))))}>
      <div class="field"><label class="field__label" for="minutes">${t('app.autolock')}</label><div class="cluster"><input class="input input--number" id="minutes" name="minutes" type="number" min="1" max="60" required value=${this.#config.autolock ?? '10'}><span>${t('app.autolock.minutes')}</span></div></div>
      <div class="actions"><button class="btn btn--primary" type="submit">${t('app.save')}</button></div></form>`;
  }

  /** @param {string} what */
  #ask(what) {
    this.#asking = this.#asking === what ? '' : what;
    this.app.drawNow();
    document.getElementById('answer')?.focus();
  }

  /** @param {SubmitEvent} event @param {(form: FormData) => Promise<unknown>} act */
  async #submit(event, act) {
    event.preventDefault();
    await act(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)));
  }

  /** @param {string} key @param {string} value */
  async #set(key, value) {
    await this.app.attempt(async () => {
      await call('config.set', { key, value });
      this.#config[key] = value;
      this.#asking = '';
    });
  }

  /** @param {string} theme */
  async #theme(theme) {
    document.documentElement.dataset.theme = theme;
    await this.#set('theme', theme);
  }
}
