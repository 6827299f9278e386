// What each part says before there is anything in it: what it is for, and the one thing to do first.
import { html, nothing } from '../lit.js';
import { banner } from '../parts/banner.js';
import { empty } from '../parts/empty.js';
import { head, pane } from '../parts/pane.js';
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
    // Before there is anybody, one thing at a time.
    if (!lonely && !room.cases.length) cards.push(empty({ scene: 'case', key: 'app.empty.case', act: () => app.go('new_case') }));
    if (!lonely) cards.push(empty({ scene: 'book', key: 'app.empty.record', act: () => app.go('record') }));
    if (!lonely && room.relays.length) cards.push(empty({ scene: 'tray', key: 'app.empty.waiting', act: () => app.go('relay') }));
    return pane(app, {
      title: t('app.welcome', { name: room.name }),
      body: html`<div class="page">${head(t('app.welcome.title'), lonely ? nothing : t('app.welcome.lead'))}${this.#managed ? html`<div class="gap-b">${banner({ kind: 'caution', sign: 'laptop', words: rich('app.managed.notice'), actions: html`<button class="btn btn--s" type="button" @click=${() => app.go('managed')}>${t('app.managed.why')}</button>` })}</div>` : nothing}<ul class="split split--2 split--grid">${cards}</ul>
        <p class="after"><button class="btn btn--quiet flush" type="button" @click=${() => app.tour.begin()}>${t('app.tour.begin')}</button></p></div>`,
    });
  }
  get place() {
    return 'welcome';
  }
}
