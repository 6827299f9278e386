// Where one arrives: who waits, what has not been set up yet, and otherwise a quiet room.
import { html, nothing } from '../lit.js';
import { banner } from '../parts/banner.js';
import { empty } from '../parts/empty.js';
import { head, pane } from '../parts/pane.js';
import { litRoom } from '../parts/scene.js';
import { person, waiting } from '../parts/side.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { rich, t } from '../words.js';

export class Welcome extends Screen {
  #managed = false;

  /** Said once, before there is anybody; afterwards it stands in the settings. */
  async enter() {
    const { room } = this.app;
    if (this.params.decided || !room.casework || room.buddies.length) return;
    const found = await call('doctor').catch(() => null);
    this.#managed = found?.managed === 'signs';
  }

  view() {
    const { app } = this;
    const waits = app.room.buddies.filter((buddy) => waiting(app, buddy) > 0);
    const steps = this.#steps();
    const quiet = !waits.length && !steps.length;
    return pane(app, {
      title: t('app.welcome', { name: app.room.name }),
      kind: quiet ? 'pane__body--centre' : '',
      body: quiet ? this.#quiet() : html`<div class="page page--mid stack-6">${head(t(waits.length ? 'app.welcome.waits' : app.room.buddies.length ? 'app.welcome.next' : 'app.welcome.title'))}
        ${this.#managed ? banner({ kind: 'caution', sign: 'laptop', words: rich('app.managed.notice'), actions: html`<button class="btn btn--s" type="button" @click=${() => app.go('managed')}>${t('app.managed.why')}</button>` }) : nothing}
        ${waits.length ? html`<ul class="list list--card">${waits.map((buddy) => person(app, buddy))}</ul>` : nothing}
        ${steps.length ? html`<ul class="split ${steps.length > 1 ? 'split--2' : ''} split--grid">${steps}</ul>` : nothing}
        <p>${this.#round('flush')}</p></div>`,
    });
  }

  /** Everything is set up, and nobody waits. */
  #quiet() {
    const { app } = this;
    return html`<div class="page quiet stack-5">${litRoom(t('app.scene.lit'))}
      <div class="stack-2"><h2 class="title">${t('app.welcome.title')}</h2><p class="lead">${t('app.welcome.nobody')}</p></div>
      <div class="actions"><button class="btn" type="button" @click=${() => app.go('share')}>${t('app.chat.share')}</button><button class="btn" type="button" @click=${() => app.go('record', { add: true })}>${t('app.empty.record.act')}</button></div>
      <p>${this.#round()}</p></div>`;
  }

  /** @param {string} [kind] */
  #round(kind = '') {
    return html`<button class="btn btn--quiet ${kind}" type="button" @click=${() => this.app.tour.begin()}>${t('app.tour.begin')}</button>`;
  }

  /** What there is to do first; before there is anybody, one thing at a time. */
  #steps() {
    const { app } = this;
    const { room } = app;
    const cards = [];
    const lonely = room.buddies.length === 0;
    if (!room.relays.length) cards.push(empty({ scene: 'tray', key: 'app.empty.relay', act: () => app.go('relay'), first: cards.length === 0 }));
    if (lonely) cards.push(empty({ scene: 'chair', key: 'app.empty.buddy', act: () => app.go('invite'), other: () => app.go('invite', { join: true }), first: cards.length === 0 }));
    for (const buddy of room.buddies.filter((one) => one.state === 'active')) {
      const gaps = { name: buddy.name };
      if (!buddy.verified)
        cards.push(empty({ scene: 'chairs', key: 'app.empty.words', gaps, act: () => app.go('six_words', { buddy: buddy.id }), first: cards.length === 0 }));
      else if (['none', 'draft', 'offered', 'countered', 'accepted_one'].includes(room.agreements.get(buddy.id)?.state))
        cards.push(empty({ scene: 'chairs', key: 'app.empty.agreement', gaps, act: () => app.go('agreement', { buddy: buddy.id }), first: cards.length === 0 }));
    }
    if (!lonely && !room.cases.length) cards.push(empty({ scene: 'case', key: 'app.empty.case', act: () => app.go('new_case') }));
    return cards;
  }

  get place() {
    return 'welcome';
  }
}
