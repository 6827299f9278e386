// A case: who is who (only here), what was shared of it, when it goes.
import { html, nothing } from '../lit.js';
import { banner } from '../parts/banner.js';
import { folderField, saving } from '../parts/folder.js';
import { icon } from '../parts/icon.js';
import { kept } from '../parts/keep.js';
import { label } from '../parts/label.js';
import { pane } from '../parts/pane.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { longDate, shortDate, t } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */

const parts = ['employee', 'manager', 'witness', 'rep', 'leader', 'person', 'org', 'client', 'place'];
const shownFor = 30_000; // milliseconds after which real names hide again

export class Case extends Screen {
  #id = String(this.params.id);
  /** @type {Json | null} */
  #case = null;
  #caseDays = 180;
  #names = false;
  #adding = false;
  #asking = '';
  /** The copy that was written last. @type {Json | null} */
  #written = null;
  #timer = 0;

  get place() {
    return `case:${this.#id}`;
  }
  async enter() {
    const [{ case: one }, { retention }] = await Promise.all([call('case.show', { case: this.#id }), call('retention.show')]);
    this.#case = one;
    this.#caseDays = retention.case_days;
    this.#adding = one.people.length === 0 && one.state !== 'closed';
  }
  leave() {
    clearTimeout(this.#timer);
  }

  view() {
    const one = this.#case;
    if (!one) return pane(this.app, { title: t('app.case.bar'), body: nothing });
    return pane(this.app, {
      title: t('app.case.bar'),
      line: t(`app.case.${one.state}`, { day: longDate(one.closed ?? one.opened) }),
      body: html`<div class="page">
        <div class="page__head"><h2 class="title">${one.nickname}</h2>
          <div class="cluster"><span class="chip">${t(`app.topic.${one.topic}`)}</span><span class="chip">${t(`app.audience.${one.audience}`)}</span><span class="chip">${icon('laptop')}${t('app.case.never_leaves')}</span>${one.held ? html`<span class="chip chip--caution">${icon('pin')}${t('app.case.on_hold')}</span>` : nothing}</div></div>
        ${one.state === 'review_due' ? banner({ kind: 'caution', sign: 'calendar', words: t('app.case.review'), actions: html`<button class="btn btn--s" type="button" @click=${() => this.#act('case.review', {})}>${t('app.case.review.act')}</button>` }) : nothing}
        <div class="split split--main"><div class="stack-6">${this.#who(one)}${this.#exchanges(one)}${this.#opinions(one)}</div><div class="stack-5">${this.#goes(one)}${this.#hold(one)}${this.#copy()}<p class="faint">${t('app.case.belongs')}</p></div></div>
      </div>`,
    });
  }

  // ---- who is who ----
  /** @param {Json} one */
  #who(one) {
    return html`<section class="stack-2" aria-labelledby="who">
      <div class="between"><h3 class="heading" id="who">${t('app.case.who')}</h3>
        ${one.forgotten || !one.people.length ? nothing : html`<button class="btn btn--quiet btn--s" type="button" aria-pressed=${this.#names ? 'true' : 'false'} @click=${() => this.#show()}>${icon('eye', 'icon--s')}${t(this.#names ? 'app.case.hide_names' : 'app.case.show_names')}</button>`}</div>
      ${one.forgotten ? banner({ kind: 'ok', sign: 'check', words: t('app.case.forgotten') }) : nothing}
      ${one.people.length
        ? html`<table class="table people"><thead><tr><th scope="col">${t('app.case.alias')}</th><th scope="col">${t('app.case.part')}</th><th scope="col">${t('app.case.only_here')}</th></tr></thead>
            <tbody>${one.people.map((/** @type {Json} */ person) => this.#person(one, person))}</tbody></table>`
        : html`<p class="muted">${t('app.case.nobody')}</p>`}
      ${one.state === 'closed' || one.forgotten ? nothing : this.#adding ? this.#add() : html`<div class="actions"><button class="btn btn--s" type="button" @click=${() => this.#toggleAdd()}>${icon('plus', 'icon--s')}${t('app.case.add')}</button>
          ${one.people.length ? html`<button class="btn btn--quiet btn--s" type="button" @click=${() => this.#forget()}>${t('app.case.forget')}</button>` : nothing}
          ${this.params.share ? html`<button class="btn btn--s btn--primary" type="button" @click=${() => this.app.go('share', { buddy: this.params.share, case: one.id })}>${t('app.case.share')}</button>` : nothing}</div>`}
    </section>`;
  }

  /** @param {Json} one @param {Json} person */
  #person(one, person) {
    const real = person.names.join(', ');
    return html`<tr><th scope="row" dir="auto">${person.alias}</th><td class="muted">${t(`app.part.${person.part}`)}</td>
      <td class="real"><span class="between"><span dir="auto">${one.forgotten ? t('app.case.gone') : this.#names ? real : '•••••'}</span>${one.state === 'closed' || one.forgotten ? nothing : html`<button class="btn btn--icon btn--tiny" type="button" aria-label=${t('app.case.remove', { alias: person.alias })} @click=${() => this.#act('case.people', { remove: person.number })}>${icon('close', 'icon--s')}</button>`}</span></td></tr>`;
  }

  #add() {
    return html`<form class="card card--flat stack" @submit=${(/** @type {SubmitEvent} */ event) => this.#added(event)}>
      <div class="split split--2">
        <div class="field"><label class="field__label" for="person">${t('app.case.name')}</label><input class="input" id="person" name="add" required maxlength="200" autocomplete="off" aria-describedby="person-hint"></div>
        <div class="field"><label class="field__label" for="part">${t('app.case.part')}</label><select class="input" id="part" name="part">${parts.map((part) => html`<option value=${part}>${t(`app.part.${part}`)}</option>`)}</select></div>
      </div>
      <div class="field"><label class="field__label" for="variants">${t('app.case.variants')}</label><input class="input" id="variants" name="variants" maxlength="300" autocomplete="off" aria-describedby="person-hint"></div>
      <p class="field__hint" id="person-hint">${t('app.case.names_stay')}</p>
      <div class="actions"><button class="btn btn--primary btn--s" type="submit">${t('app.case.add')}</button><button class="btn btn--quiet btn--s" type="button" @click=${() => this.#toggleAdd()}>${t('app.case.add.done')}</button></div>
    </form>`;
  }

  #toggleAdd() {
    this.#adding = !this.#adding;
    this.app.draw();
  }

  #show() {
    clearTimeout(this.#timer);
    this.#names = !this.#names;
    if (this.#names) this.#timer = window.setTimeout(() => this.#show(), shownFor);
    this.app.draw();
  }

  /** @param {SubmitEvent} event */
  async #added(event) {
    event.preventDefault();
    const field = /** @type {HTMLFormElement} */ (event.currentTarget);
    const form = new FormData(field);
    const variants = String(form.get('variants') ?? '').split(',').map((one) => one.trim()).filter(Boolean);
    if (await this.#act('case.people', { add: String(form.get('add')).trim(), part: String(form.get('part')), variants })) field.reset();
    document.getElementById('person')?.focus();
  }

  async #forget() {
    const sure = await this.app.ask({ title: t('app.case.forget.title'), text: t('app.case.forget.text'), yes: t('app.case.forget'), danger: true });
    if (sure) await this.#act('case.forget', {});
  }

  // ---- what was shared ----
  /** @param {Json} one */
  #exchanges(one) {
    return html`<section class="stack-2" aria-labelledby="shared">
      <div class="between"><h3 class="heading" id="shared">${t('app.case.exchanges')}</h3>${one.state !== 'closed' ? html`<button class="btn btn--s" type="button" @click=${() => this.app.go('share', { case: one.id })}>${t('app.case.share')}</button>` : nothing}</div>
      ${one.exchanges.length
        ? html`<ul class="list">${one.exchanges.map((/** @type {Json} */ exchange) => html`<li><button class="exch row" type="button" @click=${() => this.app.go('exchange', { id: exchange.exchange })}><span class="grow"><span class="strong">${this.app.room.nameOf(exchange.buddy)}</span><br><span class="small muted">${t(`app.exchange.mine.${exchange.state}`)}</span></span>${label(exchange.terms ?? { label: exchange.label })}<span class="small muted num">${shortDate(exchange.offered_at)}</span></button></li>`)}</ul>`
        : html`<p class="muted">${t('app.case.nothing_shared')}</p>`}
    </section>`;
  }

  /** @param {Json} one */
  #opinions(one) {
    const asked = this.app.room.opinions.filter((opinion) => opinion.case === one.ref && opinion.direction === 'out');
    return html`<section class="stack-2" aria-labelledby="opinions">
      <div class="between"><h3 class="heading" id="opinions">${t('app.case.opinions')}</h3>${one.state === 'closed' ? nothing : html`<button class="btn btn--s" type="button" @click=${() => this.app.go('opinion_ask', { case: one.id })}>${t('app.case.opinion')}</button>`}</div>
      ${asked.length
        ? html`<ul class="list">${asked.map((opinion) => html`<li><button class="exch row" type="button" @click=${() => this.app.go('opinion', { id: opinion.id })}><span class="grow"><span class="strong" dir="auto">${opinion.question}</span><br><span class="small muted">${t(`app.opinion.row.mine.${opinion.state}`)}</span></span><span class="small muted num">${shortDate(opinion.asked_at)}</span></button></li>`)}</ul>`
        : html`<p class="muted">${t('app.case.no_opinions')}</p>`}
    </section>`;
  }

  // ---- when it goes ----
  /** @param {Json} one */
  #goes(one) {
    const goes = one.purge_on ?? new Date(Date.now() + this.#caseDays * 86_400_000).toISOString();
    return html`<section class="card stack"><h3 class="subheading">${t('app.case.goes')}</h3>
      <div><p class="voice big-date">${one.held ? t('app.case.stays') : longDate(goes)}</p><p class="small muted">${t(one.held ? 'app.case.stays.text' : one.state === 'closed' ? 'app.case.goes.closed' : 'app.case.goes.open', { n: this.#caseDays })}</p></div>
      ${one.state === 'closed'
        ? one.held ? nothing : html`<button class="btn btn--wide" type="button" @click=${() => this.#erase(one)}>${t('app.case.erase')}</button>`
        : this.#asking === 'close'
          ? html`<form class="stack" @submit=${(/** @type {SubmitEvent} */ event) => this.#close(event)}>
              <div class="field"><label class="field__label" for="outcome">${t('app.case.outcome')}</label><textarea class="input input--short" id="outcome" name="outcome" rows="3" maxlength="1100"></textarea></div>
              <label class="choice choice--bare"><input type="checkbox" name="forget" checked>${t('app.case.forget')}</label>
              <div class="actions"><button class="btn btn--primary" type="submit">${t('app.case.close')}</button><button class="btn btn--quiet" type="button" @click=${() => this.#ask('')}>${t('app.cancel')}</button></div></form>`
          : html`<button class="btn btn--wide" type="button" @click=${() => this.#ask('close')}>${t('app.case.close')}</button><p class="faint">${t('app.case.close.hint')}</p>`}
    </section>`;
  }

  /** @param {Json} one */
  #hold(one) {
    return html`<section class="card card--flat stack-2"><h3 class="subheading">${t('app.hold.title')}</h3><p class="small muted">${t(one.held ? 'app.hold.on' : 'app.hold.text')}</p>
      ${one.held && one.hold_reason ? html`<p class="small" dir="auto">${one.hold_reason}</p>` : nothing}
      ${one.held
        ? html`<button class="btn btn--quiet btn--s flush" type="button" @click=${() => this.#lift(one)}>${icon('pin', 'icon--s')}${t('app.hold.lift')}</button>`
        : this.#asking === 'hold'
          ? html`<form class="stack" @submit=${(/** @type {SubmitEvent} */ event) => this.#held(event)}>
              <div class="field"><label class="field__label" for="reason">${t('app.hold.reason')}</label><input class="input" id="reason" name="reason" maxlength="280"></div>
              <label class="choice choice--bare"><input type="checkbox" name="tell">${t('app.hold.tell')}</label>
              <div class="actions"><button class="btn btn--s btn--primary" type="submit">${t('app.hold.put')}</button><button class="btn btn--s btn--quiet" type="button" @click=${() => this.#ask('')}>${t('app.cancel')}</button></div></form>`
          : html`<button class="btn btn--quiet btn--s flush" type="button" @click=${() => this.#ask('hold')}>${icon('pin', 'icon--s')}${t('app.hold.put')}</button>`}
    </section>`;
  }

  #copy() {
    return html`<section class="card card--flat stack-2"><h3 class="subheading">${t('app.case.copy')}</h3><p class="small muted">${t('app.case.copy.text')}</p>
      ${this.#asking === 'copy'
        ? html`<form class="stack" @submit=${(/** @type {SubmitEvent} */ event) => this.#write(event)}>
            <label class="choice choice--bare"><input type="checkbox" name="redact" checked>${t('app.case.copy.redact')}</label>
            ${folderField()}<p class="small muted">${t('app.case.copy.outside')}</p>
            <div class="actions"><button class="btn btn--s btn--primary" type="submit">${t('app.case.copy.write')}</button><button class="btn btn--s btn--quiet" type="button" @click=${() => this.#ask('')}>${t('app.cancel')}</button></div></form>`
        : html`<button class="btn btn--quiet btn--s flush" type="button" @click=${() => this.#ask('copy')}>${icon('export', 'icon--s')}${t('app.case.copy.act')}</button>`}
      <div aria-live="polite">${this.#written ? html`<p class="small">${t('app.case.copy.done', { folder: this.#written.folder, n: this.#written.files.length })}</p><p class="small muted">${this.#written.note}</p>` : nothing}</div>
    </section>`;
  }

  /** @param {SubmitEvent} event */
  async #write(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    await this.app.attempt(async () => {
      this.#written = await call('case.export', { case: this.#id, redact_others: form.has('redact'), ...saving(form) });
      this.#asking = '';
    });
  }

  /** @param {string} what */
  #ask(what) {
    this.#asking = what;
    this.app.draw();
  }

  /** @param {SubmitEvent} event */
  async #held(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    await this.#act('case.hold', { reason: String(form.get('reason')), tell: form.has('tell') });
  }

  /** @param {Json} one */
  async #lift(one) {
    const sure = await this.app.ask({ title: t('app.hold.lift.title', { case: one.nickname }), text: t('app.hold.lift.text'), yes: t('app.hold.lift'), no: t('app.hold.leave'), typed: one.nickname, typedLabel: t('app.hold.lift.type'), danger: true });
    if (sure) await this.#act('case.hold', { lift: one.nickname });
  }

  /** @param {SubmitEvent} event */
  async #close(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    const wish = { case: this.#id, outcome: String(form.get('outcome')), forget: form.has('forget') };
    const closed = await kept(this.app, async (more) => this.#take(await call('case.close', { ...wish, ...more })));
    if (!closed) return;
    const write = await this.app.ask({ title: t('app.case.cpd.title'), text: t('app.case.cpd.text'), yes: t('app.empty.record.act'), no: t('app.case.cpd.no') });
    if (write) await this.app.go('record', { add: true });
  }

  /** @param {Json} one */
  async #erase(one) {
    const sure = await this.app.ask({ title: t('app.case.erase.title'), text: t('app.case.erase.text'), yes: t('app.case.erase'), typed: one.nickname, typedLabel: t('app.hold.lift.type'), danger: true });
    if (!sure) return;
    const erased = await this.app.attempt(() => call('case.purge', { case: this.#id }));
    if (!erased) return;
    await this.app.room.refresh('cases');
    await this.app.go('welcome');
  }

  /** @param {string} method @param {Json} params */
  #act(method, params) {
    return this.app.attempt(async () => this.#take(await call(method, { case: this.#id, ...params })));
  }

  /** @param {Json} answer */
  async #take(answer) {
    this.#case = answer.case;
    this.#asking = '';
    await this.app.room.refresh('cases');
  }
}
