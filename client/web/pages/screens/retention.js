// How long things are kept: messages with everybody and with each buddy, casework by kind, and when that was changed.
import { html, nothing } from '../lit.js';
import { opener } from '../parts/icon.js';
import { head, pane } from '../parts/pane.js';
import { call, Refusal } from '../rpc.js';
import { Screen } from '../screen.js';
import { longDate, t } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */

const choices = ['1d', '7d', '30d', '90d', '365d', 'forever'];
const kinds = /** @type {[string, number][]} the most days that the engine takes */ ([['exchange_days', 366], ['case_days', 365], ['session_days', 366]]);
const hour = 3600;

/** Seconds as the engine takes them. @param {number | null} seconds */
const keepOf = (seconds) => (seconds === null ? 'forever' : seconds % (24 * hour) ? `${Math.round(seconds / hour)}h` : `${seconds / (24 * hour)}d`);
/** @param {string} keep */
const keepWords = (keep) => (keep === 'forever' ? t('app.retention.forever') : t(keep.endsWith('h') ? 'app.retention.hours' : 'app.retention.n_days', { n: parseInt(keep, 10) }));
/** What a person reads: "30 days". @param {number | null} seconds */
export const keptFor = (seconds) => keepWords(keepOf(seconds));

export class Retention extends Screen {
  /** @type {Json | null} */
  #kept = null;

  get place() {
    return 'settings';
  }
  async enter() {
    this.#kept = await call('retention.show');
  }

  view() {
    const all = this.#kept;
    return pane(this.app, {
      title: t('app.side.settings'),
      body: !all
        ? nothing
        : html`<div class="page page--mid stack-6">
            ${head(t('app.retention.title'), t('app.retention.lead'))}
            ${this.#messages(all)}${this.#casework(all)}
            <p class="faint">${t('app.retention.employer')}</p>
            ${all.log.length ? html`<details>${opener(t('app.retention.log'))}<ul class="list small muted">${all.log.map((/** @type {Json} */ one) => html`<li>${longDate(one.at)}: ${one.what}</li>`)}</ul></details>` : nothing}
          </div>`,
    });
  }

  // ---- messages ----
  /** @param {Json} all */
  #messages(all) {
    const usual = keepOf(all.retention.chat_seconds);
    return html`<section class="stack" aria-labelledby="messages"><div><h3 class="heading" id="messages">${t('app.retention.messages')}</h3><p class="small muted">${t('app.retention.messages.text')}</p></div>
      <div class="field"><label class="field__label" for="everybody">${t('app.retention.everybody')}</label>${this.#select('everybody', usual, [], (chat) => ({ chat }))}</div>
      ${all.chat.length ? html`<ul class="list">${all.chat.map((/** @type {Json} */ one) => this.#with(one))}</ul>` : nothing}</section>`;
  }

  /** @param {Json} one */
  #with(one) {
    const id = `keep-${one.buddy}`;
    const mine = one.own ? keepOf(one.mine) : 'default';
    return html`<li class="keeping"><div class="field"><label class="field__label" for=${id}>${t('app.retention.with', { name: one.name })}</label>${this.#select(id, mine, [['default', t('app.retention.as_everybody')]], (chat) => ({ chat, buddy: one.buddy }))}</div>
      <dl class="facts facts--pair"><div><dt>${t('app.retention.theirs', { name: one.name })}</dt><dd>${keptFor(one.theirs)}</dd></div><div><dt>${t('app.retention.counts')}</dt><dd class="strong">${keptFor(one.counts)}</dd></div></dl></li>`;
  }

  /** @param {string} id @param {string} now @param {[string, string][]} first @param {(keep: string) => Json} wish */
  #select(id, now, first, wish) {
    const known = now === 'default' || choices.includes(now) ? choices : [now, ...choices];
    const options = [...first, ...known.map((keep) => /** @type {[string, string]} */ ([keep, keepWords(keep)]))];
    return html`<select class="input input--keep" id=${id} @change=${(/** @type {Event} */ event) => this.#chosen(event, now, wish)}>${options.map(([keep, words]) => html`<option value=${keep} ?selected=${keep === now}>${words}</option>`)}</select>`;
  }

  /** @param {Event} event @param {string} before @param {(keep: string) => Json} wish */
  async #chosen(event, before, wish) {
    const field = /** @type {HTMLSelectElement} */ (event.currentTarget);
    if (!(await this.#set(wish(field.value)))) field.value = before;
  }

  // ---- casework ----
  /** @param {Json} all */
  #casework(all) {
    const shown = kinds.filter(([kind]) => kind in all.retention);
    return html`<form class="stack" aria-labelledby="casework" @submit=${(/** @type {SubmitEvent} */ event) => this.#submit(event)}>
      <div><h3 class="heading" id="casework">${t('app.retention.casework')}</h3><p class="small muted">${t('app.retention.text')}</p></div>
      <div class="split split--2">${shown.map(([kind, most]) => html`<div class="field"><label class="field__label" for=${kind}>${t(`app.retention.${kind}`)}</label><div class="cluster"><input class="input input--number" id=${kind} name=${kind} type="number" min="1" max=${most} required .value=${String(all.retention[kind])}><span>${t('app.retention.days')}</span></div></div>`)}</div>
      <div class="actions"><button class="btn btn--primary" type="submit">${t('app.save')}</button></div></form>`;
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    await this.#set(Object.fromEntries([...form].map(([kind, days]) => [kind, Number(days)])));
  }

  /** Near a dispute nothing gets shorter by one click. @param {Json} wish @returns {Promise<boolean>} */
  async #set(wish) {
    let near = false;
    const done = await this.app.attempt(async () => {
      try {
        await call('retention.set', wish);
      } catch (why) {
        if (!(why instanceof Refusal) || why.name !== 'refused') throw why;
        near = true;
      }
    });
    if (near) {
      const sure = await this.app.ask({ title: t('app.retention.near.title'), text: t('app.retention.near.text'), yes: t('app.retention.near.yes'), no: t('app.retention.near.no'), danger: true });
      if (!sure || !(await this.app.attempt(() => call('retention.set', { ...wish, advised: true })))) return false;
    } else if (!done) return false;
    await this.app.attempt(() => this.enter());
    this.app.announce(t('app.retention.saved'));
    return true;
  }
}
