// The relay: whether everything has left, and what this relay can and cannot see.
import { html, nothing } from '../lit.js';
import { banner } from '../parts/banner.js';
import { icon } from '../parts/icon.js';
import { head, pane } from '../parts/pane.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { clock, t } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */

const sees = ['address', 'when', 'pairs', 'member'];
const notEntered = 'link.buddy_uses_relay_never_entered'; // what the engine says of a relay that only a buddy named
const blind = ['words', 'names', 'buddies', 'before'];

export class Relay extends Screen {
  /** @type {Json[]} */
  #relays = [];
  #refusal = String(this.params.refusal ?? '');

  get place() {
    return 'relay';
  }
  async enter() {
    this.#relays = (await call('relay.status')).relays;
  }
  /** @param {import('../rpc.js').EngineEvent} event */
  hear(event) {
    if (event.event === 'relay') this.app.quietly(() => this.enter());
  }

  view() {
    const known = this.app.room.relays.length > 0;
    const up = this.#relays.some((relay) => relay.state === 'connected');
    return pane(this.app, {
      title: t('app.side.relay'),
      body: html`<div class="page stack-6">
        ${known ? this.#state(up) : head(t('app.relay.first'), t('app.relay.first.text'))}
        ${this.#refusal ? banner({ kind: 'caution', sign: 'alert', words: this.#refusal, alert: true }) : nothing}
        ${known ? this.#lines() : nothing}
        ${known ? html`<details>${html`<summary>${icon('plus', 'icon--s')}${t('app.relay.another')}</summary>`}${this.#add()}</details>` : this.#add()}
        ${this.#table()}
      </div>`,
    });
  }

  /** @param {boolean} up */
  #state(up) {
    return html`<div class="page__head page__head--s"><div class="cluster"><span class=${up ? 'pulse' : 'pulse pulse--off'} aria-hidden="true"></span><span class="eyebrow">${t(up ? 'app.relay.connected' : 'app.relay.waiting')}</span></div>
      <h2 class="title">${t(up ? 'app.relay.up' : 'app.relay.down')}</h2><p class="lead">${t(up ? 'app.relay.up.text' : 'app.relay.down.text')}</p></div>`;
  }

  #lines() {
    return html`<ul class="list list--card">${this.#relays.map((relay) => html`<li class="score ${relay.state === 'connected' ? 'is-good' : 'is-soon'}">${icon(relay.state === 'connected' ? 'check' : 'clock')}
      <div><p><span class="strong code">${relay.host}</span></p><p class="small muted"><span class="state">${t(`app.relay.state.${relay.state}`)}</span> ${relay.error ?? t('app.relay.since', { time: clock(relay.since) })}</p></div>
      ${relay.error_key === notEntered ? html`<button class="btn btn--s" type="button" @click=${() => this.#allow(relay.host)}>${t('app.relay.allow')}</button>` : nothing}</li>`)}</ul>`;
  }

  /** @param {string} host */
  async #allow(host) {
    const sure = await this.app.ask({ title: t('app.relay.allow.title', { host }), text: t('app.relay.allow.text'), yes: t('app.relay.allow') });
    if (!sure) return;
    await this.app.attempt(async () => {
      await call('relay.allow', { host });
      await this.enter();
    });
  }

  #add() {
    return html`<form class="stack" @submit=${(/** @type {SubmitEvent} */ event) => this.#added(event)}>
      <div class="field"><label class="field__label" for="link">${t('app.first.relay')}</label>
        <div class="input-wrap">${icon('link')}<input class="input input--code" id="link" name="link" autocomplete="off" spellcheck="false" placeholder="sotto-relay:…" aria-describedby="link-hint" value=${this.params.link ?? ''}></div><p class="field__hint" id="link-hint">${t('app.relay.add.hint')}</p></div>
      <div class="actions"><button class="btn ${this.app.room.relays.length ? '' : 'btn--primary'}" type="submit">${t('app.relay.add')}</button></div></form>`;
  }

  #table() {
    /** @param {string} side @param {string[]} lines */
    const card = (side, lines) => html`<div class="card"><h4 class="subheading gap-b">${t(`app.sees.${side}`)}</h4><ul class="list sees">${lines.map((line) => html`<li><p>${t(`app.sees.${line}`)}</p><p class="small muted">${t(`app.sees.${line}.more`)}</p></li>`)}</ul></div>`;
    return html`<section class="stack" aria-labelledby="sees"><h3 class="heading" id="sees">${t('app.sees.title')}</h3><div class="split split--2">${card('can', sees)}${card('cannot', blind)}</div><p class="small muted prose">${t('app.sees.guess')}</p></section>`;
  }

  /** @param {SubmitEvent} event */
  async #added(event) {
    event.preventDefault();
    const link = String(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)).get('link')).trim();
    await this.app.attempt(async () => {
      const { relay } = await call('relay.add', { link });
      this.#refusal = relay.reachable ? '' : (relay.error ?? '');
      await this.app.room.refresh('relays');
      await this.enter();
      await this.app.readRelay();
    });
  }
}
