// A session: when, who presents, one shared clock, three questions, and what each phase lets through.
import { html, nothing } from '../lit.js';
import { banner } from '../parts/banner.js';
import { Composer } from '../parts/composer.js';
import { face, icon } from '../parts/icon.js';
import { label } from '../parts/label.js';
import { head, pane } from '../parts/pane.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { clock, day, t } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */

const open = ['invited', 'asked', 'agreed', 'running'];
const noteFields = ['noticed', 'will', 'will_not', 'find_out', 'by_when', 'who_else'];

export class Session extends Screen {
  #buddy = String(this.params.buddy ?? '');
  /** @type {Json | null} */
  #session = null;
  #ends = 0; // when this phase, or the pause, is over by this computer's clock
  #timer = 0;
  /** @type {Json} */
  #rule = { rule: 'free', admitted: true, question: null };
  #composer = new Composer({ id: 'session-composer', send: (text) => this.#send(text), look: (text) => this.#look(text) });

  get place() {
    return `buddy:${this.#buddy}`;
  }
  get #name() {
    return this.app.room.nameOf(this.#buddy);
  }

  async enter() {
    const { sessions } = await call('session.list');
    const with_them = sessions.filter((/** @type {Json} */ one) => one.with.includes(this.#buddy));
    this.#take(with_them.find((/** @type {Json} */ one) => one.state === 'running') ?? with_them.find((/** @type {Json} */ one) => open.includes(one.state)) ?? (this.#session ? with_them.find((/** @type {Json} */ one) => one.id === this.#session?.id) : null) ?? null);
  }

  /** @param {Json | null} session */
  #take(session) {
    this.#session = session;
    clearInterval(this.#timer);
    if (session?.state !== 'running') return;
    this.#ends = Date.now() + 1000 * (session.pause_left || session.seconds_left);
    this.#timer = window.setInterval(() => this.#tick(), 1000);
  }

  #tick() {
    this.app.draw();
    if (Date.now() >= this.#ends) this.app.attempt(() => this.enter());
  }

  leave() {
    clearInterval(this.#timer);
    this.#composer.stop();
  }

  /** @param {import('../rpc.js').EngineEvent} event */
  hear(event) {
    if (event.event === 'practice' && event.buddy === this.#buddy) this.app.attempt(() => this.enter());
  }

  view() {
    const one = this.#session;
    const state = one?.state ?? 'none';
    const runs = state === 'running';
    return pane(this.app, {
      title: this.#name,
      line: t(runs ? `app.session.role.${one?.role}` : 'app.session.bar'),
      face: face(this.#name),
      tools: runs ? html`<span class="only-wide">${label({ label: one?.label })}</span><button class="btn btn--s" type="button" @click=${() => this.#do(one?.pause_left ? 'session.resume' : 'session.pause')}>${icon('pause', 'icon--s')}${t(one?.pause_left ? 'app.session.resume' : 'app.session.pause')}</button>` : nothing,
      body: html`<div class="page ${runs ? '' : 'page--read'} stack-6">${!one ? this.#plan() : runs ? this.#running(one) : state === 'ended' ? this.#ended(one) : this.#waiting(one)}</div>`,
    });
  }

  // ---- before ----
  #plan() {
    return html`<form class="stack-5" @submit=${(/** @type {SubmitEvent} */ event) => this.#invite(event)}>
      ${head(t('app.session.plan', { name: this.#name }), t('app.session.plan.lead'))}
      <fieldset class="stack-2"><legend class="field__label gap-b">${t('app.session.who_presents')}</legend>
        <label class="choice"><input type="radio" name="listen" value="" checked><span>${t('app.session.i_present')}<br><span class="small muted">${t('app.session.i_present.more')}</span></span></label>
        <label class="choice"><input type="radio" name="listen" value="yes"><span>${t('app.session.i_listen', { name: this.#name })}<br><span class="small muted">${t('app.session.i_listen.more')}</span></span></label></fieldset>
      <fieldset class="stack-2"><legend class="field__label gap-b">${t('app.session.kind')}</legend>
        <div class="segment segment--wrap"><label><input type="radio" name="kind" value="buddy" checked><span>${t('app.session.kind.buddy')}</span></label><label><input type="radio" name="kind" value="reciprocal"><span>${t('app.session.kind.reciprocal')}</span></label></div></fieldset>
      <div class="field"><label class="field__label" for="at">${t('app.session.when')}</label><input class="input input--when" id="at" name="at" type="datetime-local" aria-describedby="at-hint"><p class="field__hint" id="at-hint">${t('app.session.when.hint')}</p></div>
      <div class="actions"><button class="btn btn--primary btn--l" type="submit">${t('app.session.invite', { name: this.#name })}</button></div>
      <p class="small muted">${t('app.session.limits')}</p>
    </form>`;
  }

  /** @param {Json} one */
  #waiting(one) {
    const when = `${day(one.starts_at)}, ${clock(one.starts_at)}`;
    return html`${head(t(`app.session.state.${one.state}`, { name: this.#name }), t('app.session.at', { when, n: one.minutes }))}
      <dl class="facts"><div><dt>${t('app.session.who_presents')}</dt><dd>${one.role === 'presenter' ? t('app.you') : this.#name}</dd></div><div><dt>${t('app.session.timekeeper')}</dt><dd>${one.timekeeper === 'me' ? t('app.you') : this.#name}</dd></div></dl>
      <div class="actions">
        ${one.state === 'asked' ? html`<button class="btn btn--primary btn--l" type="button" @click=${() => this.#do('session.reply', { answer: 'yes' })}>${t('app.session.yes')}</button><button class="btn btn--l" type="button" @click=${() => this.#do('session.reply', { answer: 'no' })}>${t('app.session.no')}</button>` : nothing}
        ${one.state === 'agreed' ? (one.timekeeper === 'me' ? html`<button class="btn btn--primary btn--l" type="button" @click=${() => this.#do('session.start')}>${icon('clock')}${t('app.session.start')}</button>` : html`<p class="muted">${t('app.session.they_start', { name: this.#name })}</p>`) : nothing}
        ${one.state === 'invited' || one.state === 'agreed' ? html`<button class="btn btn--quiet btn--l" type="button" @click=${() => this.#do('session.end')}>${t('app.session.cancel')}</button>` : nothing}
      </div>`;
  }

  // ---- while it runs ----
  /** @param {Json} one */
  #running(one) {
    const left = Math.max(0, Math.ceil((this.#ends - Date.now()) / 1000));
    const paused = one.pause_left > 0;
    const step = one.agenda[one.step];
    return html`<section class="session" aria-label=${t('app.session.where')}>
        <div class="stack-2"><p class="eyebrow">${paused ? t('app.session.paused') : one.phase_name}</p>
          <p class="clock" role="timer">${minutes(left)}</p>
          <p class="muted">${paused ? t('app.session.paused.more') : one.cue}</p></div>
        <dl class="roles"><div><dt>${t('app.session.presenter')}</dt><dd>${one.role === 'presenter' ? t('app.you') : this.#name}</dd></div><div><dt>${t('app.session.timekeeper')}</dt><dd>${one.timekeeper === 'me' ? t('app.you') : this.#name}</dd></div></dl>
        <ol class="phases session__phases">${one.agenda.map((/** @type {Json} */ each, /** @type {number} */ n) => html`<li class=${n < one.step ? 'is-done' : n === one.step ? 'is-now' : ''} aria-current=${n === one.step ? 'step' : nothing}><div class="bar">${n === one.step ? html`<progress class="bar__fill" max=${step.seconds} .value=${paused ? 0 : step.seconds - left} aria-hidden="true"></progress>` : nothing}</div><span>${each.name}</span></li>`)}</ol>
      </section>
      ${one.timekeeper_silent ? banner({ kind: 'caution', sign: 'clock', words: t('app.session.silent', { name: this.#name }) }) : nothing}
      ${one.extension_asked_by === 'them' ? banner({ kind: 'accent', sign: 'clock', words: t('app.session.more_asked', { name: this.#name }), actions: html`<button class="btn btn--s btn--primary" type="button" @click=${() => this.#do('session.extend')}>${t('app.session.more_yes')}</button><button class="btn btn--s" type="button" @click=${() => this.#do('session.extend', { no: true })}>${t('app.session.more_no')}</button>` }) : nothing}
      <section class="stack"><div class="between"><h2 class="heading">${t('app.session.prompts')}</h2><button class="btn btn--quiet btn--s" type="button" @click=${() => this.#do('session.prompts', { deal: true })}>${t('app.session.deal')}</button></div>
        <ul class="split split--3">${(one.prompts ?? []).map((/** @type {Json} */ prompt, /** @type {number} */ n) => html`<li class="prompt"><p>${prompt.text}</p><div class="between"><span class="faint">${t(`app.session.prompt.${prompt.kind}`)}</span><button class="btn btn--quiet btn--s" type="button" aria-label=${t('app.session.swap_what', { what: prompt.text })} @click=${() => this.#do('session.prompts', { swap: n + 1 })}>${icon('swap', 'icon--s')}${t('app.session.swap')}</button></div></li>`)}</ul></section>
      <section class="stack-2" aria-label=${t('app.session.write')}>${this.#nudge()}
        ${this.#composer.view({ label: t('app.chat.write', { name: this.#name }), placeholder: t(`app.session.rule.${one.rule}`) })}</section>
      <div class="actions">${one.timekeeper === 'me' ? html`<button class="btn" type="button" @click=${() => this.#do('session.next')}>${one.agenda[one.step + 1] ? t('app.session.next', { phase: one.agenda[one.step + 1].name }) : t('app.session.finish')}</button>` : nothing}
        ${one.extended || one.extension_asked_by ? nothing : html`<button class="btn btn--quiet" type="button" @click=${() => this.#do('session.extend')}>${t('app.session.five_more')}</button>`}
        <button class="btn btn--quiet" type="button" @click=${() => this.#end()}>${t('app.session.end')}</button></div>`;
  }

  #nudge() {
    const { rule, admitted, question, acknowledgements } = this.#rule;
    if (question) return banner({ kind: 'caution', sign: 'think', words: t('app.session.advice', { name: this.#name }), actions: html`<button class="btn btn--s" type="button" @click=${() => this.#say(question)}>“${question}”</button>` });
    if (admitted || rule === 'free') return nothing;
    return banner({ sign: 'think', words: t(`app.session.rule.${rule}`), actions: (acknowledgements ?? []).map((/** @type {string} */ words) => html`<button class="btn btn--s" type="button" @click=${() => this.#say(words)}>${words}</button>`) });
  }

  /** @param {string} words */
  #say(words) {
    const field = this.#composer.field;
    if (field) field.value = words;
    field?.focus();
    this.#look(words);
  }

  /** @param {string} text */
  async #look(text) {
    this.#rule = text ? await call('session.compose', { id: this.#session?.id, text }) : { rule: 'free', admitted: true, question: null };
    this.app.draw();
  }

  /** @param {string} text */
  async #send(text) {
    await this.#look(text);
    if (!this.#rule.admitted) return false;
    return this.app.attempt(async () => {
      await call('send', { buddy: this.#buddy, text });
      this.app.announce(t('app.session.sent'));
    });
  }

  // ---- after ----
  /** @param {Json} one */
  #ended(one) {
    return html`${head(t('app.session.ended'), t('app.session.ended.lead'))}
      ${one.role === 'presenter'
        ? html`<form class="card stack" @submit=${(/** @type {SubmitEvent} */ event) => this.#note(event)}>
            <h3 class="heading">${t('app.session.note')}</h3><p class="small muted">${t('app.session.note.text')}</p>
            ${noteFields.map((name) => html`<div class="field"><label class="field__label" for=${name}>${t(`app.session.note.${name}`)}</label><textarea class="input input--short" id=${name} name=${name} rows="1" maxlength="1100" dir="auto" .value=${one.note?.[name] ?? ''}></textarea></div>`)}
            <div class="actions"><button class="btn btn--primary" type="submit">${t('app.save')}</button></div></form>`
        : nothing}
      <div class="actions"><button class="btn" type="button" @click=${() => this.#record(one)}>${icon('book')}${t('app.empty.record.act')}</button><button class="btn btn--quiet" type="button" @click=${() => this.app.go('chat', { buddy: this.#buddy })}>${t('app.words.to_chat', { name: this.#name })}</button></div>`;
  }

  /** @param {SubmitEvent} event */
  async #note(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const note = Object.fromEntries(noteFields.map((name) => [name, String(form.get(name) ?? '').trim()]));
    await this.#do('session.note', note);
    this.app.announce(t('app.session.note.kept'));
  }

  /** @param {Json} one */
  async #record(one) {
    const added = await this.app.attempt(() => call('cpd.add', { from_session: one.id }));
    if (added) await this.app.go('record');
  }

  // ---- acting ----
  /** @param {SubmitEvent} event */
  async #invite(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const at = String(form.get('at') ?? '');
    await this.app.attempt(async () => {
      const { session } = await call('session.invite', { buddy: this.#buddy, kind: String(form.get('kind')), listen: form.get('listen') === 'yes', ...(at ? { at: `${new Date(at).toISOString().slice(0, 19)}Z` } : {}) });
      this.#take(session);
    });
  }

  /** @param {string} method @param {Json} [params] */
  async #do(method, params = {}) {
    await this.app.attempt(async () => this.#take((await call(method, { id: this.#session?.id, ...params })).session));
  }

  async #end() {
    const sure = await this.app.ask({ title: t('app.session.end.title'), text: t('app.session.end.text', { name: this.#name }), yes: t('app.session.end') });
    if (sure) await this.#do('session.end');
  }
}

/** @param {number} seconds */
const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
