// What was found: in conversations by the index, in casework by opening it.
import { html, nothing } from '../lit.js';
import { label } from '../parts/label.js';
import { head, pane } from '../parts/pane.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { day, t } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */

export class Search extends Screen {
  #text = String(this.params.text);
  /** @type {Json | null} */
  #found = null;

  async enter() {
    this.#found = await call('search', { text: this.#text });
  }

  view() {
    const found = this.#found;
    const people = this.app.room.buddies.filter((one) => one.name.toLocaleLowerCase().includes(this.#text.toLocaleLowerCase()));
    const cases = this.app.room.cases.filter((one) => one.nickname.toLocaleLowerCase().includes(this.#text.toLocaleLowerCase()));
    const n = found ? found.messages.length + found.casework.length + people.length + cases.length : 0;
    return pane(this.app, {
      title: t('app.search.bar'),
      body: html`<div class="page page--mid stack-5">
        ${found ? head(n ? t('app.search.found', { n, text: this.#text }) : t('app.search.nothing', { text: this.#text }), n ? nothing : t('app.search.nothing.text')) : nothing}
        ${this.#rows(people.map((one) => ({ title: one.name, text: t('app.search.person'), act: () => this.app.go('chat', { buddy: one.id }) })))}
        ${this.#rows(cases.map((one) => ({ title: one.nickname, text: t('app.search.case'), act: () => this.app.go('case', { id: one.id }) })))}
        ${this.#rows((found?.casework ?? []).map((/** @type {Json} */ one) => ({ title: html`${this.app.room.nameOf(one.buddy)} ${label(one.terms ?? { label: one.label })}`, text: around(one.text, this.#text), act: () => this.app.go('exchange', { id: one.exchange }) })))}
        ${this.#rows((found?.messages ?? []).map((/** @type {Json} */ one) => ({ title: html`${one.direction === 'out' ? t('app.search.mine', { name: this.app.room.nameOf(one.buddy) }) : this.app.room.nameOf(one.buddy)} <span class="faint">${day(one.sent_at)}</span>`, text: around(one.text, this.#text), act: () => this.app.go('chat', { buddy: one.buddy, message: one.id }) })))}
      </div>`,
    });
  }

  /** @param {{title: unknown, text: unknown, act: () => void}[]} rows */
  #rows(rows) {
    if (!rows.length) return nothing;
    return html`<ul class="list">${rows.map((row) => html`<li><button class="row" type="button" @click=${row.act}><span class="grow"><span class="row__name cluster" dir="auto">${row.title}</span><span class="row__line clamp" dir="auto">${row.text}</span></span></button></li>`)}</ul>`;
  }
}

const before = 60; // letters shown before what was found

/** @param {string} text @param {string} sought */
function around(text, sought) {
  const at = text.toLocaleLowerCase().indexOf(sought.toLocaleLowerCase());
  if (at < 0) return text;
  const from = Math.max(0, at - before);
  return html`${from ? '…' : ''}${text.slice(from, at)}<mark class="found">${text.slice(at, at + sought.length)}</mark>${text.slice(at + sought.length, at + sought.length + 200)}`;
}
