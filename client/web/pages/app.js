// The app: which screen is shown, what was told to go wrong, and the way back. Screens are in screens/, one a file.
import { Hearing } from './hearing.js';
import { html, nothing, render } from './lit.js';
import { Room } from './room.js';
import * as rpc from './rpc.js';
import { readWords, rich, t } from './words.js';
import { screenNamed } from './screens/all.js';
import { wayOut } from './way_out.js';
import { Ask } from './parts/ask.js';
import { banner } from './parts/banner.js';
import { side } from './parts/side.js';
import { Tour } from './parts/tour.js';

/** @typedef {import('./screen.js').Screen} Screen */
/** @typedef {import('./screen.js').Params} Params */
/** @typedef {import('./rpc.js').EngineEvent} EngineEvent */
/** @typedef {{name: string, params: Params}} Place */
/** @typedef {{words: string, act: () => unknown}} Step */

/** What of the room an event makes old. @type {Record<string, import('./room.js').Part[]>} */
const outdated = {
  message: ['buddies'],
  buddy: ['buddies'],
  practice: ['buddies', 'offers', 'cases', 'calls', 'opinions', 'sessions'],
};

const farewells = { locked: 4001, replayed: 4002, unknown: 4003 };

export class App {
  room = new Room();
  online = false;
  /** A window of the everyday browser, whose extensions may read the page. */
  everyday = false;
  /** @type {Screen} */
  screen;
  #name = 'closed';
  #problem = '';
  /** What leads on from the problem. @type {Step | null} */
  #step = null;
  #showsList = false;
  #drawing = false;
  #said = '';
  /** @type {Place[]} */
  #trail = [];
  #ask = new Ask(this);
  tour = new Tour(() => this.drawNow());
  #hearing = new Hearing(
    (event) => (this.screen.alone ? [] : (outdated[event.event] ?? [])),
    (parts) => this.quietly(() => this.room.refresh(...parts)),
    (event) => this.#hear(event),
  );

  constructor() {
    this.screen = screenNamed('blank', this, {});
    rpc.listen(
      (event) => void this.#hearing.take(event),
      (farewell) => this.#lost(farewell),
    );
    addEventListener('popstate', (event) => this.#back(Number(event.state ?? 0)));
    addEventListener('keydown', (event) => this.#key(event));
    addEventListener('pointerdown', () => this.#alive());
    // A file dropped beside the place for it would be opened instead of the page.
    for (const what of ['dragover', 'drop']) addEventListener(what, (event) => event.preventDefault());
  }

  async start() {
    await readWords();
    const [code, where] = location.hash.slice(1).split(',');
    this.everyday = where === 'everyday';
    history.replaceState(0, '', '/');
    if (!code) return this.#show('unlock', {});
    try {
      await rpc.enter({ code });
      await this.arrive();
    } catch {
      await this.#show('unlock', { used: true });
    }
  }

  /** After connecting or unlocking: what there is to show. */
  async arrive() {
    const status = await rpc.call('status');
    if (status.profile_exists === false) return this.#show('first_run', {});
    if (status.locked) return this.#show('unlock', { warning: status.warning });
    await this.room.everything();
    await this.#readConfig();
    await this.readRelay();
    this.#trail = [];
    await this.go('welcome');
  }

  async #readConfig() {
    const { config } = await rpc.call('config.get');
    document.documentElement.dataset.theme = config.theme ?? 'system';
    this.room.casework = config.casework !== 'off';
  }

  async readRelay() {
    const { relays } = await rpc.call('relay.status');
    this.online = relays.some((/** @type {any} */ relay) => relay.state === 'connected');
    this.draw();
  }

  // ---- going places ----
  /** @param {string} name @param {Params} [params] */
  async go(name, params = {}) {
    if (name !== 'welcome') this.tour.end();
    this.#trail.push({ name, params });
    history.pushState(this.#trail.length, '', '/');
    await this.#show(name, params);
  }

  /** The same place again, afresh. */
  async stay() {
    await this.#show(this.#name, this.screen.params);
  }

  back() {
    if (this.#trail.length > 1) history.back();
    else this.go('welcome');
  }

  /** @param {number} length of the trail to go back to */
  #back(length) {
    const place = this.#trail[length - 1];
    if (!place || this.screen.alone) return;
    this.#show(place.name, place.params);
  }

  /** @param {string} name @param {Params} params */
  async #show(name, params) {
    this.screen.leave();
    this.#settle();
    this.#showsList = false;
    this.#name = name;
    const screen = screenNamed(name, this, params);
    this.screen = screen;
    this.drawNow();
    document.querySelector('.pane__body')?.scrollTo(0, 0);
    const before = document.activeElement;
    const entered = await this.attempt(() => screen.enter());
    if (this.screen !== screen) return;
    if (!entered && this.#problem) this.#step ??= { words: t('app.way.back'), act: () => this.back() };
    this.drawNow();
    // Whoever has gone on with the keyboard while the page was fetched is left where they are.
    if (document.activeElement === before || document.activeElement === document.body) screen.first()?.focus();
  }

  showList() {
    this.#showsList = true;
    this.draw();
  }

  // ---- drawing ----
  draw() {
    if (this.#drawing) return;
    this.#drawing = true;
    queueMicrotask(() => this.drawNow());
  }

  drawNow() {
    this.#drawing = false;
    render(this.#view(), document.body);
    this.#ask.show();
  }

  #view() {
    const { screen } = this;
    const aside = screen.alone ? nothing : screen.aside();
    const frame = screen.alone
      ? screen.view()
      : html`<a class="skip" href="#where" @click=${(/** @type {Event} */ event) => this.#skip(event)}>${t('app.skip')}</a>
          <div class="app ${aside === nothing ? '' : 'app--aside'} ${this.#showsList || this.tour.stop ? 'app--list' : ''}">
            ${side(this)}
            <main class="pane" id="main">${screen.view()}</main>
            ${aside === nothing ? nothing : html`<aside class="aside" aria-label=${t('app.details')}>${aside}</aside>`}
          </div>`;
    return html`${frame}${screen.alone ? nothing : this.tour.view()}${this.#ask.view()}
      <div class="visually-hidden said" role="status" aria-live="polite">${this.#said}</div>`;
  }

  /** @param {Event} event */
  #skip(event) {
    event.preventDefault();
    document.getElementById('where')?.focus();
  }

  /** Said to those who listen instead of looking. @param {string} words */
  announce(words) {
    this.#said = words;
    this.draw();
  }

  // ---- what goes wrong ----
  /**
   * Runs what a person asked for; a refusal becomes the sentence above the page. False: it was refused.
   * @param {() => Promise<unknown>} act
   */
  attempt(act) {
    this.#settle();
    return this.quietly(act);
  }

  /**
   * The same for what nobody asked for, such as reading again what changed: what was refused before stays to be read.
   * @param {() => Promise<unknown>} act
   */
  async quietly(act) {
    try {
      await act();
      return true;
    } catch (why) {
      if (!(why instanceof rpc.Refusal)) throw why;
      if (why.name === 'locked') this.close();
      else if (why.name !== 'engine_gone') this.#refused(why);
      return false;
    } finally {
      this.draw();
    }
  }

  #settle() {
    this.#problem = '';
    this.#step = null;
  }

  /** @param {rpc.Refusal} why */
  #refused(why) {
    this.#settle();
    this.#problem = why.message;
    const way = wayOut(why, this.room, this.screen.place);
    if (!way) return;
    const here = way.screen === this.#name;
    this.#step = here ? { words: t('app.way.again'), act: () => this.stay() } : { words: t(`app.way.${way.screen}`), act: () => this.go(way.screen, way.params) };
  }

  /** What has to be seen above any page: somebody who needs someone, and what was refused. */
  complaint() {
    const [ringing] = this.#name === 'crisis' ? [] : this.room.calls;
    const out = [];
    if (ringing) {
      const words = rich('app.calls', { name: this.room.nameOf(ringing.buddy) });
      out.push(banner({ kind: 'danger', sign: 'ring', words, alert: true, actions: html`<button class="btn btn--s" type="button" @click=${() => this.go('crisis')}>${t('app.notice.answer')}</button>` }));
    }
    const step = this.#step;
    const actions = step ? html`<button class="btn btn--s" type="button" @click=${() => step.act()}>${step.words}</button>` : nothing;
    if (this.#problem) out.push(banner({ kind: 'caution', sign: 'alert', words: this.#problem, alert: true, actions }));
    return out.length ? html`<div class="complaint stack-2">${out}</div>` : nothing;
  }
  get problem() {
    return this.#problem;
  }

  /** @param {import('./parts/ask.js').Question} question */
  ask(question) {
    return this.#ask.put(question);
  }

  /** Closes the question that is open with something that it did not list. @param {() => void} act */
  answer(act) {
    this.#ask.pick(act);
  }

  // ---- the closed room ----
  async lock() {
    await this.attempt(() => rpc.call('lock'));
    this.close();
  }

  /** Forgets what was shown. @param {string} [warning] */
  close(warning = '') {
    if (this.#name === 'unlock') return;
    this.room = new Room();
    this.#trail = [];
    this.#said = '';
    this.#ask.drop();
    this.tour.end();
    this.#show('unlock', { warning });
  }

  /** @param {number} farewell */
  async #lost(farewell) {
    if (farewell === farewells.locked) return this.close();
    if (farewell === farewells.replayed) return this.close(t('app.unlock.replayed'));
    const again = farewell !== farewells.unknown && (await rpc.connect().then(() => true, () => false));
    if (again) return void this.quietly(() => this.#catchUp());
    this.room = new Room();
    this.#ask.drop();
    this.#show('reopen', {});
  }

  async #catchUp() {
    await this.room.everything();
    await this.readRelay();
    await this.screen.missed();
  }

  // Auto-lock goes by hands on the window; the engine is told now and then, while that is so.
  #toldAlive = 0;
  #alive() {
    if (this.screen.alone || Date.now() - this.#toldAlive < 20_000) return;
    this.#toldAlive = Date.now();
    rpc.call('active').catch(() => {});
  }

  // ---- what happens ----
  /** @param {EngineEvent} event */
  #hear(event) {
    if (this.screen.alone) return this.screen.hear(event);
    if (event.event === 'link') return void this.go('invite', { link: event.link });
    if (event.event === 'relay') this.online = event.state === 'connected';
    this.screen.hear(event);
    this.draw();
  }

  #escapes = 0;
  /** @param {KeyboardEvent} event */
  #key(event) {
    this.#alive();
    if (event.ctrlKey && event.key === '.' && !this.screen.alone) return void this.lock();
    if (event.key !== 'Escape') return void (this.#escapes = 0);
    this.tour.end();
    if (++this.#escapes === 3 && !this.screen.alone) this.lock();
  }
}

new App().start();
