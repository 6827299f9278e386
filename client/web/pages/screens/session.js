// A session: when, who presents, one shared clock, three questions, and what each phase lets through. Alone it is a clock
// and cards beside a call or a coffee, and sends nothing.
import { html, nothing } from '../lit.js';
import { banner } from '../parts/banner.js';
import { carveOuts } from '../parts/carve_outs.js';
import { Composer } from '../parts/composer.js';
import { face, icon } from '../parts/icon.js';
import { kept } from '../parts/keep.js';
import { label } from '../parts/label.js';
import { head, pane } from '../parts/pane.js';
import { sessionAfter } from '../parts/session_after.js';
import { instant, sessionPlan } from '../parts/session_plan.js';
import { Talk } from '../parts/talk.js';
import { whenField } from '../parts/when_field.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { clock, day, t } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */

const open = ['invited', 'asked', 'agreed', 'running'];
const readAgain = 15_000; // milliseconds: a timekeeper who fell silent says nothing about it
const free = { rule: 'free', admitted: true, question: null };

export class Session extends Screen {
  #buddy = String(this.params.buddy ?? '');
  /** @type {Json | null} */
  #session = null;
  /** @type {Json[]} */
  #earlier = [];
  #ends = 0; // when this phase, or the pause, is over by this computer's clock
  #read = 0; // when it was last read
  #timer = 0;
  #moving = false; // another time is being suggested
  /** @type {Json} */
  #rule = free;
  /** Words on their way out: the field is empty already, and they are still what is looked at. @type {string | null} */
  #leaving = null;
  #advised = ''; // what was sent once and read as advice
  /** @type {Talk | null} */
  #talk = null;
  #composer = new Composer({ id: 'session-composer', send: (text) => this.#send(text), look: (text) => this.#look(text) });

  get place() {
    return `buddy:${this.#buddy}`;
  }
  get #name() {
    return this.app.room.nameOf(this.#buddy);
  }
  get #alone() {
    return this.#session?.with.length === 0;
  }

  async enter() {
    const { sessions } = await call('session.list');
    const ours = sessions.filter((/** @type {Json} */ one) => one.with.includes(this.#buddy) || (one.with.length === 0 && one.state === 'running') || one.id === this.#session?.id);
    this.#earlier = sessions.filter((/** @type {Json} */ one) => one.state === 'ended' && (one.with.length === 0 || one.with.includes(this.#buddy)));
    await this.#take(ours.find((/** @type {Json} */ one) => one.state === 'running') ?? ours.find((/** @type {Json} */ one) => open.includes(one.state)) ?? ours.find((/** @type {Json} */ one) => one.id === this.#session?.id) ?? null);
  }

  /** @param {Json | null} session */
  async #take(session) {
    this.#session = session;
    this.#moving = false;
    this.#read = Date.now();
    clearInterval(this.#timer);
    if (session?.state !== 'running') return;
    this.#ends = Date.now() + 1000 * (session.pause_left || session.seconds_left);
    this.#timer = window.setInterval(() => this.#tick(), 1000);
    if (this.#alone) return;
    if (!this.#talk) await this.#said(session);
    await this.#look(this.#leaving ?? this.#composer.field?.value ?? '');
  }

  /** What has been written since the session began. @param {Json} session */
  async #said(session) {
    const since = async (/** @type {import('../parts/talk.js').Place} */ place) => {
      const { messages } = await call('history', { buddy: this.#buddy, ...place });
      return messages.filter((/** @type {Json} */ one) => one.kind === 'text' && one.sent_at >= session.started);
    };
    this.#talk = new Talk(t('app.session.said'), since, () => {});
    this.#talk.element.classList.add('talk__scroll--short');
    await this.#talk.fill();
  }

  #tick() {
    this.app.draw();
    if (Date.now() >= this.#ends || Date.now() - this.#read > readAgain) this.app.quietly(() => this.enter());
  }

  leave() {
    clearInterval(this.#timer);
    this.#composer.stop();
  }

  /** @param {import('../rpc.js').EngineEvent} event */
  hear(event) {
    if (event.event === 'practice' && (event.buddy === this.#buddy || event.subject === 'session')) this.app.quietly(() => this.enter());
    if (event.event === 'message' && event.message.buddy === this.#buddy && event.message.kind === 'text') {
      this.#talk?.add(event.message);
      if (event.message.direction === 'in') this.#heard(event.message.text);
    }
    if (event.event === 'state' && event.buddy === this.#buddy) this.#talk?.setState(event.id, event.state);
  }

  /** @param {string} text */
  async #heard(text) {
    this.app.announce(t('app.chat.arrived', { name: this.#name, text }));
    if (document.hasFocus()) await this.app.quietly(() => call('read', { buddy: this.#buddy }));
  }

  view() {
    const one = this.#session;
    const state = one?.state ?? 'none';
    const runs = state === 'running';
    const name = this.#alone ? t('app.session.bar') : this.#name;
    return pane(this.app, {
      title: name,
      line: this.#alone ? t('app.session.alone.line') : t(runs ? `app.session.role.${one?.role}` : 'app.session.bar'),
      face: this.#alone ? nothing : face(name),
      tools: runs ? html`${this.#alone ? nothing : label({ label: one?.label })}<button class="btn btn--s" type="button" @click=${() => this.#do(one?.pause_left ? 'session.resume' : 'session.pause')}>${icon('pause', 'icon--s')}${t(one?.pause_left ? 'app.session.resume' : 'app.session.pause')}</button>` : nothing,
      body: html`<div class="page ${runs ? '' : 'page--read'} stack-6">${!one ? this.#plan() : runs ? this.#running(one) : state === 'ended' ? this.#ended(one) : this.#waiting(one)}</div>`,
    });
  }

  // ---- before ----
  #plan() {
    return sessionPlan({
      name: this.#name,
      cases: this.app.room.cases.filter((one) => one.state !== 'closed'),
      earlier: this.#earlier,
      invite: (wishes) => this.#begin('session.invite', { buddy: this.#buddy, ...wishes }),
      alone: () => this.#begin('session.companion', {}),
      look: (one) => this.#lookBack(one),
    });
  }

  /** @param {string} method @param {Json} wishes */
  #begin(method, wishes) {
    return this.app.attempt(async () => this.#take((await call(method, wishes)).session));
  }

  /** @param {Json} one */
  async #lookBack(one) {
    await this.#take(one);
    this.app.drawNow();
    document.getElementById('where')?.focus();
  }

  /** @param {Json} one */
  #waiting(one) {
    const when = `${day(one.starts_at)}, ${clock(one.starts_at)}`;
    const over = !open.includes(one.state);
    return html`${head(t(`app.session.state.${one.state}`, { name: this.#name }), t('app.session.at', { when, n: one.minutes }))}
      <dl class="facts"><div><dt>${t('app.session.who_presents')}</dt><dd>${this.#who(one.agenda[0]?.presenter ?? (one.role === 'presenter' ? 'me' : 'them'))}</dd></div><div><dt>${t('app.session.timekeeper')}</dt><dd>${this.#who(one.timekeeper)}</dd></div><div><dt>${t('app.session.label')}</dt><dd>${label({ label: one.label })}</dd></div></dl>
      <div class="actions">
        ${one.state === 'asked' ? html`<button class="btn btn--primary btn--l" type="button" @click=${() => this.#do('session.reply', { answer: 'yes' })}>${t('app.session.yes')}</button><button class="btn btn--l" type="button" aria-expanded=${this.#moving ? 'true' : 'false'} @click=${() => this.#move()}>${t('app.session.another_time')}</button><button class="btn btn--quiet btn--l" type="button" @click=${() => this.#do('session.reply', { answer: 'no' })}>${t('app.session.no')}</button>` : nothing}
        ${one.state === 'agreed' ? (one.timekeeper === 'me' ? html`<button class="btn btn--primary btn--l" type="button" @click=${() => this.#do('session.start')}>${icon('clock')}${t('app.session.start')}</button>` : html`<p class="muted">${t('app.session.they_start', { name: this.#name })}</p>`) : nothing}
        ${one.state === 'invited' || one.state === 'agreed' ? html`<button class="btn btn--quiet btn--l" type="button" @click=${() => this.#do('session.end')}>${t('app.session.cancel')}</button>` : nothing}
        ${over ? html`<button class="btn" type="button" @click=${() => this.app.go('session', { buddy: this.#buddy })}>${t('app.session.plan.again')}</button>` : nothing}
      </div>
      ${this.#moving
        ? html`<form class="card card--flat stack" @submit=${(/** @type {SubmitEvent} */ event) => this.#moved(event)}>${whenField({ id: 'at', label: t('app.session.when'), hour: true, required: true })}<div class="actions"><button class="btn" type="submit">${t('app.session.another_time.send')}</button></div></form>`
        : nothing}`;
  }

  /** @param {string} seat */
  #who = (seat) => (seat === 'me' ? t('app.you') : this.#name);

  #move() {
    this.#moving = !this.#moving;
    this.app.drawNow();
    document.getElementById('at')?.focus();
  }
  /** @param {SubmitEvent} event */
  async #moved(event) {
    event.preventDefault();
    const at = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('at'));
    await this.#do('session.reply', { answer: 'another-time', at: instant(at) });
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
        ${this.#alone ? nothing : html`<dl class="roles"><div><dt>${t('app.session.presenter')}</dt><dd>${this.#who(step.presenter)}</dd></div><div><dt>${t('app.session.timekeeper')}</dt><dd>${this.#who(one.timekeeper)}</dd></div></dl>`}
        <ol class="phases session__phases">${one.agenda.map((/** @type {Json} */ each, /** @type {number} */ n) => html`<li class=${n < one.step ? 'is-done' : n === one.step ? 'is-now' : ''} aria-current=${n === one.step ? 'step' : nothing}><div class="bar">${n === one.step ? html`<progress class="bar__fill" max=${step.seconds} .value=${paused ? 0 : step.seconds - left} aria-hidden="true"></progress>` : nothing}</div><span>${each.name}</span></li>`)}</ol>
      </section>
      ${this.#notices(one)}
      <section class="stack"><div class="between"><h2 class="heading">${t('app.session.prompts')}</h2><button class="btn btn--quiet btn--s" type="button" @click=${() => this.#do('session.prompts', { deal: true })}>${t('app.session.deal')}</button></div>
        <ul class="split split--3">${(one.prompts ?? []).map((/** @type {Json} */ prompt, /** @type {number} */ n) => html`<li class="prompt"><p>${prompt.text}</p><div class="between"><span class="faint">${t(`app.session.prompt.${prompt.kind}`)}</span><button class="btn btn--quiet btn--s" type="button" aria-label=${t('app.session.swap_what', { what: prompt.text })} @click=${() => this.#do('session.prompts', { swap: n + 1 })}>${icon('swap', 'icon--s')}${t('app.session.swap')}</button></div></li>`)}</ul></section>
      ${this.#alone
        ? nothing
        : html`<section class="session__write stack-2" aria-label=${t('app.session.write')}>${this.#talk?.element ?? nothing}${this.#nudge()}
            ${this.#composer.view({ label: t('app.chat.write', { name: this.#name }), placeholder: t(`app.session.rule.${one.rule}`) })}</section>`}
      <div class="actions">${one.timekeeper === 'me' ? html`<button class="btn" type="button" @click=${() => this.#do('session.next')}>${one.agenda[one.step + 1] ? t('app.session.next', { phase: one.agenda[one.step + 1].name }) : t('app.session.finish')}</button>` : nothing}
        ${one.extended || one.extension_asked_by ? nothing : html`<button class="btn btn--quiet" type="button" @click=${() => this.#do('session.extend')}>${t('app.session.five_more')}</button>`}
        ${this.#alone ? nothing : html`<button class="btn btn--quiet" type="button" @click=${() => this.app.go('opinion_ask', { buddy: this.#buddy, case: one.case ?? '' })}>${icon('seal', 'icon--s')}${t('app.chat.opinion')}</button>`}
        <button class="btn btn--quiet" type="button" @click=${() => this.#end()}>${t('app.session.end')}</button></div>`;
  }

  /** What is to be said or answered now. @param {Json} one */
  #notices(one) {
    const name = this.#name;
    const first = one.phase === 'arrive' && !this.#alone;
    return html`${first ? banner({ kind: 'accent', sign: 'info', words: html`<span class="strong">${t('app.session.cannot', { name })}</span> ${carveOuts(this.app.room.agreements.get(this.#buddy))}` }) : nothing}
      ${one.timekeeper_silent ? banner({ kind: 'caution', sign: 'clock', words: t('app.session.silent', { name }) }) : nothing}
      ${this.app.room.asked(this.#buddy).map((asked) => banner({ kind: 'accent', sign: 'seal', words: t('app.notice.opinion', { name }), actions: html`<button class="btn btn--s" type="button" @click=${() => this.app.go('opinion', { id: asked.id })}>${t('app.notice.opinion.act')}</button>` }))}
      ${one.extension_asked_by === 'them' ? banner({ kind: 'accent', sign: 'clock', words: t('app.session.more_asked', { name }), actions: html`<button class="btn btn--s btn--primary" type="button" @click=${() => this.#do('session.extend')}>${t('app.session.more_yes')}</button><button class="btn btn--s" type="button" @click=${() => this.#do('session.extend', { no: true })}>${t('app.session.more_no')}</button>` }) : nothing}
      ${one.extension_asked_by === 'me' && !one.extended ? banner({ sign: 'clock', words: t('app.session.more_waits', { name }) }) : nothing}`;
  }

  #nudge() {
    const { rule, admitted, question, acknowledgements } = this.#rule;
    if (question)
      return banner({
        kind: 'caution',
        sign: 'think',
        words: t('app.session.advice', { name: this.#name }),
        alert: this.#advised !== '',
        actions: html`<button class="btn btn--s" type="button" @click=${() => this.#say(question)}>“${question}”</button>${this.#advised ? html`<button class="btn btn--quiet btn--s" type="button" @click=${() => this.#anyway()}>${t('app.session.advice.anyway')}</button>` : nothing}`,
      });
    if (rule === 'acknowledge') return banner({ sign: 'think', words: t('app.session.rule.acknowledge'), actions: acknowledgements.map((/** @type {string} */ words) => html`<button class="btn btn--s" type="button" @click=${() => this.#speak(words)}>${words}</button>`) });
    return admitted || !this.#composer.field?.value ? nothing : banner({ sign: 'think', words: t(`app.session.rule.${rule}`) });
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
    this.#rule = await call('session.compose', { id: this.#session?.id, text });
    if (text !== this.#advised) this.#advised = '';
    this.app.draw();
  }

  /** @param {string} text */
  async #send(text) {
    this.#leaving = text;
    try {
      return await this.#weighed(text);
    } finally {
      this.#leaving = null;
    }
  }

  /** What reads as advice is asked about once. @param {string} text */
  async #weighed(text) {
    const again = text === this.#advised;
    await this.#look(text);
    if (!this.#rule.admitted) return false;
    if (this.#rule.question && !again) {
      this.#advised = text;
      return false;
    }
    return this.#speak(text);
  }

  async #anyway() {
    const text = this.#advised;
    if (await this.#speak(text)) this.#say('');
  }

  /** @param {string} text */
  #speak(text) {
    return this.app.attempt(async () => {
      const at = new Date().toISOString();
      const sent = await call('send', { buddy: this.#buddy, text });
      this.#advised = '';
      this.#talk?.add({ id: sent.id, buddy: this.#buddy, direction: 'out', kind: 'text', text, sent_at: at, state: sent.state });
      this.app.announce(t('app.session.sent'));
    });
  }

  // ---- after ----
  /** @param {Json} one */
  #ended(one) {
    const alone = one.with.length === 0;
    return sessionAfter(one, {
      keep: (note) => this.#note(note),
      drop: () => void this.#do('session.note', { delete: true }),
      record: () => void this.app.go('record', { session: one.id }),
      leave: () => void (alone ? this.app.go('welcome') : this.app.go('chat', { buddy: this.#buddy })),
      leaveWords: alone ? t('app.back') : t('app.words.to_chat', { name: this.#name }),
    });
  }

  /** @param {Json} note */
  async #note(note) {
    const done = await kept(this.app, async (more) => this.#take((await call('session.note', { id: this.#session?.id, ...note, ...more })).session));
    if (done) this.app.announce(t('app.session.note.kept'));
  }

  // ---- acting ----
  /** @param {string} method @param {Json} [params] */
  async #do(method, params = {}) {
    await this.app.attempt(async () => {
      await this.#take((await call(method, { id: this.#session?.id, ...params })).session);
      await this.app.room.refresh('sessions');
    });
  }

  async #end() {
    const sure = this.#alone || (await this.app.ask({ title: t('app.session.end.title'), text: t('app.session.end.text', { name: this.#name }), yes: t('app.session.end') }));
    if (sure) await this.#do('session.end');
  }
}

/** @param {number} seconds */
const minutes = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
