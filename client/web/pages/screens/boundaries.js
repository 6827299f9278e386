// Check our boundaries: asked in the seed's own words, answered in one of four, and resumed when both say so.
import { html, nothing } from '../lit.js';
import { banner } from '../parts/banner.js';
import { face, icon } from '../parts/icon.js';
import { head, pane } from '../parts/pane.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { t } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */

const reasons = ['heard-back', 'routine', 'terms', 'other'];
const answers = ['reconfirm', 'shared', 'unsure', 'cannot'];

export class Boundaries extends Screen {
  #id = String(this.params.buddy);
  /** @type {Json} */
  #agreement = { state: 'none', paused: {}, boundaries: {} };
  #choice = '';

  get place() {
    return `buddy:${this.#id}`;
  }
  get #name() {
    return this.app.room.nameOf(this.#id);
  }
  async enter() {
    this.#agreement = await this.app.room.agreement(this.#id);
  }
  /** @param {import('../rpc.js').EngineEvent} event */
  hear(event) {
    if (event.event === 'practice' && event.buddy === this.#id) this.app.quietly(() => this.enter());
  }

  view() {
    const name = this.#name;
    const { boundaries, paused } = this.#agreement;
    const asked = boundaries.asked_by_them && !boundaries.my_answer;
    const open = boundaries.asked_by_me || boundaries.asked_by_them;
    return pane(this.app, {
      title: t('app.boundaries.title'),
      line: t('app.with', { name }),
      face: face(name),
      body: html`<div class="page page--mid stack-5">
        ${paused.me || paused.them ? this.#paused(name) : nothing}
        ${asked ? this.#question(name) : open ? this.#answered(name) : this.#ask(name)}
        ${asked || open ? html`<p class="voice muted prose">${t('app.boundaries.after')}</p>` : nothing}
        ${paused.me ? html`<div class="actions"><button class="btn btn--primary" type="button" @click=${() => this.#resume()}>${t('app.agreement.resume')}</button><button class="btn btn--quiet" type="button" @click=${() => this.app.go('agreement', { buddy: this.#id })}>${t('app.boundaries.terms')}</button></div>` : nothing}
      </div>`,
    });
  }

  /** @param {string} name */
  #paused(name) {
    const { paused } = this.#agreement;
    /** @param {string} who @param {boolean} stopped @param {string} initial */
    const side = (who, stopped, initial) => html`<div class="paused__side">${face(initial)}<span><span class="strong">${who}</span><br><span class="small muted">${t(stopped ? 'app.boundaries.paused' : 'app.boundaries.resumed')}</span></span></div>`;
    return html`<div class="paused" role="status">${side(t('app.you'), paused.me, this.app.room.name)}<span class="paused__mark">${icon('pause', 'icon--l')}</span>${side(name, paused.them, name)}</div>`;
  }

  /** @param {string} name */
  #question(name) {
    return html`<section class="stack"><h2 class="title">${t('app.boundaries.asks', { name })}</h2>
        <blockquote class="quote voice">${t(`app.boundaries.words.${this.#agreement.boundaries.asked_by_them}`)}</blockquote>
        <p class="small muted">${t('app.boundaries.can_write')}</p></section>
      <form class="stack" @submit=${(/** @type {SubmitEvent} */ event) => this.#answer(event)}>
        <fieldset class="stack-2"><legend class="subheading gap-b">${t('app.boundaries.answer')}</legend>
          ${answers.map((choice) => html`<label class="choice"><input type="radio" name="choice" value=${choice} @change=${() => this.#choose(choice)}><span>${t(`app.boundaries.${choice}`)}</span></label>
            ${choice === 'shared' && this.#choice === 'shared' ? html`<div class="field indent"><label class="field__label" for="what">${t('app.boundaries.what')}</label><textarea class="input input--short" id="what" name="text" rows="2" maxlength="1100"></textarea></div>` : nothing}`)}
        </fieldset>
        <div class="actions"><button class="btn btn--primary btn--l" type="submit" aria-disabled=${this.#choice ? nothing : 'true'}>${t('app.boundaries.send', { name })}</button><span class="small muted">${t('app.boundaries.both')}</span></div>
      </form>`;
  }

  /** @param {string} name */
  #answered(name) {
    const { asked_by_me: mine, my_answer: said, their_answer: theirs } = this.#agreement.boundaries;
    return html`${head(t(mine ? 'app.boundaries.asked' : 'app.boundaries.answered', { name }))}
      ${said ? html`<p><span class="strong">${t('app.you')}:</span> ${t(`app.boundaries.${said}`)}</p>` : nothing}
      ${theirs ? html`<blockquote class="quote voice">${t(`app.boundaries.${theirs}`)}</blockquote>` : mine ? banner({ sign: 'clock', words: t('app.boundaries.waiting', { name }) }) : nothing}`;
  }

  /** @param {string} name */
  #ask(name) {
    return html`${head(t('app.boundaries.ask', { name }), t('app.boundaries.lead'))}
      <form class="stack" @submit=${(/** @type {SubmitEvent} */ event) => this.#check(event)}>
        <fieldset class="stack-2"><legend class="subheading gap-b">${t('app.boundaries.why')}</legend>
          ${reasons.map((reason, n) => html`<label class="choice"><input type="radio" name="reason" value=${reason} ?checked=${n === 0}><span>${t(`app.boundaries.reason.${reason}`)}<br><span class="small muted voice">${t(`app.boundaries.words.${reason}`)}</span></span></label>`)}
        </fieldset>
        <div class="actions"><button class="btn btn--primary btn--l" type="submit">${t('app.boundaries.title')}</button><span class="small muted">${t('app.boundaries.pauses')}</span></div>
      </form>`;
  }

  /** @param {string} choice */
  #choose(choice) {
    this.#choice = choice;
    this.app.draw();
  }

  /** @param {SubmitEvent} event */
  async #check(event) {
    event.preventDefault();
    const reason = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('reason'));
    await this.#act('boundaries.check', { reason });
  }

  /** @param {SubmitEvent} event */
  async #answer(event) {
    event.preventDefault();
    if (!this.#choice) return;
    const text = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('text') ?? '').trim();
    await this.#act('boundaries.reply', { choice: this.#choice, ...(text ? { text } : {}) });
  }

  #resume() {
    return this.#act('agree.resume', {});
  }

  /** @param {string} method @param {Json} params */
  async #act(method, params) {
    await this.app.attempt(async () => {
      await call(method, { buddy: this.#id, ...params });
      await this.enter();
    });
  }
}
