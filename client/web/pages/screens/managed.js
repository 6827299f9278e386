// What this computer shows of somebody managing it, and what cannot be seen from here.
import { html, nothing } from '../lit.js';
import { icon } from '../parts/icon.js';
import { head, pane } from '../parts/pane.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { t } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */

export class Managed extends Screen {
  /** @type {Json | null} */
  #found = null;

  get place() {
    return 'settings';
  }
  async enter() {
    const [found, { config }] = await Promise.all([call('doctor'), call('config.get')]);
    this.#found = found;
    this.app.room.casework = config.casework !== 'off'; // it may have been chosen elsewhere since the room was opened
  }

  view() {
    const found = this.#found;
    if (!found) return pane(this.app, { title: t('app.managed.bar'), body: nothing });
    const signs = found.managed === 'signs';
    return pane(this.app, {
      title: t('app.managed.bar'),
      tools: html`<button class="btn btn--s" type="button" @click=${() => this.app.stay()}>${t('app.managed.again')}</button>`,
      body: html`<div class="page page--read stack-6">
        ${head(t(signs ? 'app.managed.signs' : 'app.managed.none'), t(signs ? 'app.managed.signs.text' : 'app.managed.none.text'))}
        ${found.findings.length
          ? html`<section class="card stack" aria-labelledby="noticed"><h3 class="subheading" id="noticed">${t('app.managed.noticed')}</h3>
              <ul class="list sees">${found.findings.map((/** @type {Json} */ one) => html`<li><p class="noticed__row">${icon('laptop')}<span class="noticed__what">${one.what}</span></p><p class="small muted">${one.why}</p></li>`)}</ul></section>`
          : nothing}
        ${signs || !this.app.room.casework
          ? html`<section class="stack-2"><h3 class="subheading">${t('app.managed.choice')}</h3>
              <div class="actions"><button class="btn btn--primary" type="button" @click=${() => this.#use('off')}>${t('app.managed.only_times')}</button><button class="btn" type="button" @click=${() => this.#use('on')}>${t('app.managed.go_on')}</button><button class="btn btn--quiet" type="button" @click=${() => this.app.lock()}>${t('app.managed.leave')}</button></div></section>`
          : nothing}
        <section class="stack-2"><h3 class="subheading">${t('app.managed.blind')}</h3><ul class="small muted stack-2">${found.cannot_see.map((/** @type {unknown} */ one) => html`<li>${typeof one === 'string' ? one : /** @type {Json} */ (one).what}</li>`)}</ul></section>
      </div>`,
    });
  }

  /** The engine holds to it, too. @param {'on' | 'off'} casework */
  async #use(casework) {
    const done = await this.app.attempt(() => call('config.set', { key: 'casework', value: casework }));
    if (!done) return;
    this.app.room.casework = casework === 'on';
    await this.app.go('welcome', { decided: true });
  }
}
