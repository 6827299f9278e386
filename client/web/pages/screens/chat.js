// You and a buddy: what you said, what was shared, and what holds between you.
import { html, nothing } from '../lit.js';
import { banner } from '../parts/banner.js';
import { Composer } from '../parts/composer.js';
import { fileChoices } from '../parts/file_row.js';
import { face, icon } from '../parts/icon.js';
import { messageMenu } from '../parts/message_menu.js';
import { pane } from '../parts/pane.js';
import { waitsForMe } from '../parts/side.js';
import { Talk } from '../parts/talk.js';
import { Tray } from '../parts/tray.js';
import { isSaid } from '../parts/talk_row.js';
import { trust } from '../parts/trust.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { keptFor } from './retention.js';
import { clock, day, rich, t } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */
/** @typedef {import('../parts/talk.js').Row} Row */

export class Chat extends Screen {
  #id = String(this.params.buddy);
  /** @type {Talk | null} */
  #talk = null;
  #empty = false;
  #draft = '';
  /** @type {Json | null} */
  #checked = null;
  /** How long messages stay, both sides' wishes and what counts. @type {Json | null} */
  #keeping = null;
  /** @type {{what: 'answer' | 'edit', row: Row} | null} */
  #doing = null;
  #tray = new Tray(this.app);
  #composer = new Composer({
    id: 'composer',
    tray: this.#tray,
    send: async (text) => (!text || (await this.#send(text))) && this.#sendFiles(),
    look: (text) => this.#look(text),
  });

  get #buddy() {
    return this.app.room.buddy(this.#id);
  }
  get place() {
    return `buddy:${this.#id}`;
  }

  async enter() {
    const sought = this.params.message;
    const talk = new Talk(
      t('app.chat.list', { name: this.#name }),
      async (place) => (await call('history', { buddy: this.#id, ...place })).messages,
      (row) => this.#chosen(row),
    );
    await talk.fill(sought);
    this.#talk = talk;
    this.#empty = talk.empty;
    this.app.drawNow();
    if (!sought) talk.scrollToEnd();
    await this.#theRest();
  }

  first() {
    return this.#talk?.row(this.params.message) ?? super.first();
  }

  /** What may come a moment later than the words. */
  async #theRest() {
    const [{ text }, { chat }] = await Promise.all([call('draft.get', { buddy: this.#id }), call('retention.show'), this.#reread(), this.app.room.refresh('buddies')]);
    this.#keeping = chat.find((/** @type {Json} */ one) => one.buddy === this.#id) ?? null;
    this.#draft = this.params.draft ?? text;
    if (this.#draft && !this.#composer.field?.value) this.#composer.put(this.#draft);
  }

  get #name() {
    return this.#buddy?.name ?? '';
  }

  leave() {
    this.#composer.stop();
    this.#tray.leave();
    this.#talk?.leave();
    const text = this.#composer.field?.value ?? '';
    if (this.#talk && !this.#doing && text !== this.#draft) call('draft.set', { buddy: this.#id, text }).catch(() => {});
  }

  /** @param {import('../rpc.js').EngineEvent} event */
  hear(event) {
    if (event.event === 'change' && event.message.buddy === this.#id) this.#talk?.change(event.message);
    if (event.event === 'state' && event.buddy === this.#id) this.#talk?.setState(event.id, event.state);
    if (event.event === 'progress' && event.buddy === this.#id) this.#talk?.setFile(event.id, event.attachment);
    if (event.event === 'message' && event.message.buddy === this.#id) {
      this.#empty = false;
      this.#talk?.add(event.message);
      if (event.message.direction === 'in') this.#arrived(event.message);
    }
    if (event.event === 'practice' && (!event.buddy || event.buddy === this.#id)) this.app.quietly(() => this.#reread());
  }

  async missed() {
    await Promise.all([this.#talk?.missed(), this.#reread()]);
  }

  /** @param {Json} message */
  async #arrived(message) {
    this.app.announce(t('app.chat.arrived', { name: this.#name, text: message.text }));
    if (document.hasFocus()) await this.app.quietly(() => call('read', { buddy: this.#id }));
  }

  async #reread() {
    const [{ exchanges }, { opinions }] = await Promise.all([call('exchange.list', { buddy: this.#id }), call('opinion.list', { buddy: this.#id })]);
    // Of those among more than two, what I asked and what this buddy asked; the rest stands by whoever asked.
    const kept = opinions.filter((/** @type {Json} */ one) => one.question && (one.asked_by === null || one.asked_by === this.#id));
    this.#empty = this.#empty && exchanges.length + kept.length === 0;
    this.#talk?.setCasework(exchanges, kept);
  }

  // ---- drawing ----
  view() {
    const buddy = this.#buddy;
    if (!buddy) return pane(this.app, { title: '', body: nothing });
    const closed = buddy.state === 'blocked' || buddy.state === 'ended';
    return pane(this.app, {
      title: buddy.name,
      line: buddy.state === 'pairing' ? t('app.side.pairing') : nothing,
      face: face(buddy.name),
      tools: html`<span class="only-alone">${trust(buddy)}</span>
        <button class="btn btn--icon" type="button" aria-label=${t('app.chat.more', { name: buddy.name })} @click=${() => this.#more()}>${icon('more')}</button>`,
      kind: 'pane__body--talk',
      body: html`<div class="talk__frame" @drop=${(/** @type {DragEvent} */ event) => this.#composer.take(event, event.dataTransfer)}>${this.#notices(buddy)}${this.#empty ? this.#hello(buddy) : this.#talk?.element}</div>`,
      foot: this.#composer.view({
        label: t('app.chat.write', { name: buddy.name }),
        placeholder: t(closed ? 'app.chat.closed' : 'app.chat.placeholder'),
        disabled: closed,
        above: this.#above(),
        hint: html`<p class="faint between">${this.#hint()}<button class="btn btn--quiet btn--s flush-end" type="button" @click=${() => this.app.go('share', { buddy: this.#id })}>${t('app.chat.share')}</button></p>`,
      }),
    });
  }

  #hint() {
    const verdict = this.#checked?.verdict ?? 'clear';
    if (verdict === 'clear') return html`<span>${t('app.chat.checked')}</span>`;
    return html`<span class="chip ${verdict === 'stop' ? 'chip--danger' : 'chip--caution'}" role="status">${icon('think')}${t(`app.check.chat.${verdict}`, { n: this.#checked?.findings.length ?? 0 })}</span>`;
  }

  /** @param {import('../room.js').Buddy} buddy */
  #notices(buddy) {
    const agreement = this.app.room.agreements.get(this.#id);
    const out = [];
    if (buddy.state === 'changed')
      out.push(banner({ kind: 'caution', sign: 'alert', words: rich('app.notice.changed', { name: buddy.name }), actions: this.#button('app.notice.compare', 'six_words') }));
    else if (buddy.notice) out.push(banner({ kind: 'caution', sign: 'alert', words: buddy.notice }));
    if (buddy.state === 'active' && !buddy.verified)
      out.push(banner({ sign: 'people', words: rich('app.notice.unverified', { name: buddy.name }), actions: this.#button('app.notice.compare', 'six_words') }));
    if (agreement?.boundaries?.asked_by_them && !agreement.boundaries.my_answer)
      out.push(banner({ kind: 'caution', sign: 'pause', words: rich('app.notice.boundaries', { name: buddy.name }), actions: this.#button('app.notice.answer', 'boundaries') }));
    else if (agreement?.state === 'paused')
      out.push(banner({ kind: 'caution', sign: 'pause', words: rich('app.notice.paused'), actions: this.#button('app.notice.see', 'boundaries') }));
    if (waitsForMe(agreement)) out.push(banner({ kind: 'accent', sign: 'book', words: rich('app.notice.agreement', { name: buddy.name }), actions: this.#button('app.notice.read', 'agreement') }));
    for (const one of this.app.room.asked(this.#id))
      out.push(banner({ kind: 'accent', sign: 'seal', words: rich('app.notice.opinion', { name: buddy.name }), actions: html`<button class="btn btn--s" type="button" @click=${() => this.app.go('opinion', { id: one.id })}>${t('app.notice.opinion.act')}</button>` }));
    const session = this.app.room.session(this.#id);
    if (session) out.push(banner({ kind: 'accent', sign: 'clock', words: rich(`app.notice.session.${session.state}`, { name: buddy.name, when: `${day(session.starts_at)}, ${clock(session.starts_at)}` }), actions: this.#button(`app.notice.session.${session.state}.act`, 'session') }));
    return out.length ? html`<div class="talk__notices">${out}</div>` : nothing;
  }

  /** @param {string} words @param {string} screen */
  #button(words, screen) {
    return html`<button class="btn btn--s" type="button" @click=${() => this.app.go(screen, { buddy: this.#id })}>${t(words)}</button>`;
  }

  /** @param {import('../room.js').Buddy} buddy */
  #hello(buddy) {
    return html`<div class="talk__empty"><h2 class="title">${t(`app.chat.empty.${buddy.state === 'pairing' ? 'pairing' : 'title'}`, { name: buddy.name })}</h2><p class="lead">${t('app.chat.empty.text')}</p></div>`;
  }

  aside() {
    const buddy = this.#buddy;
    if (!buddy) return nothing;
    const agreement = this.app.room.agreements.get(this.#id);
    const agreed = ['active', 'review_due', 'paused'].includes(agreement?.state);
    return html`<div class="stack-2">${face(buddy.name, 'face--l')}<h2 class="heading">${t('app.chat.you_and', { name: buddy.name })}</h2><div>${trust(buddy)}</div></div>
      <dl class="facts">
        <div><dt>${t('app.chat.readers')}</dt><dd>${t('app.chat.readers.two', { name: buddy.name })}</dd></div>
        <div><dt>${t('app.chat.in_confidence')}</dt><dd>${agreed ? t('app.chat.agreement_version', { n: agreement?.version ?? 0 }) : t('app.chat.no_agreement')}</dd></div>
        ${agreed ? html`<div><dt>${t('app.chat.kept')}</dt><dd>${t('app.chat.kept_days', { n: agreement?.terms?.keep_days ?? 30 })}</dd></div>` : nothing}
        ${this.#keeping ? html`<div><dt>${t('app.chat.messages_kept')}</dt><dd class="between"><span>${keptFor(this.#keeping.counts)}</span><button class="btn btn--quiet btn--s flush-end" type="button" aria-label=${`${t('app.score.retention.act')}: ${t('app.chat.messages_kept.change')}`} @click=${() => this.app.go('retention')}>${t('app.score.retention.act')}</button></dd></div>` : nothing}
      </dl>
      <hr class="rule">
      <div class="stack-2">
        <button class="btn btn--wide" type="button" @click=${() => this.app.go('agreement', { buddy: this.#id })}>${icon('book')}${t(agreed ? 'app.chat.read_agreement' : 'app.chat.agree')}</button>
        ${agreed ? html`<button class="btn btn--wide" type="button" @click=${() => this.app.go('session', { buddy: this.#id })}>${icon('clock')}${t('app.chat.session')}</button>` : nothing}
        ${agreed ? html`<button class="btn btn--wide" type="button" @click=${() => this.app.go('opinion_ask', { buddy: this.#id })}>${icon('seal')}${t('app.chat.opinion')}</button>` : nothing}
        ${agreed ? html`<button class="btn btn--quiet btn--wide" type="button" @click=${() => this.app.go('boundaries', { buddy: this.#id })}>${t('app.boundaries.title')}</button>` : nothing}
      </div>`;
  }

  // ---- acting ----
  /** @param {string} text */
  async #send(text) {
    const doing = this.#doing;
    this.#doing = null;
    const at = new Date().toISOString();
    return this.app.attempt(async () => {
      if (doing?.what === 'edit') return this.#talk?.change((await call('edit', { id: doing.row.key, text })).message);
      const sent = doing ? await call('reply', { id: doing.row.key, text }) : await call('send', { buddy: this.#id, text });
      const quote = doing ? { reply_to: { id: doing.row.key, text: doing.row.text, gone: false } } : {};
      this.#empty = false;
      await this.#talk?.add({ id: sent.id, buddy: this.#id, direction: 'out', kind: 'text', text, sent_at: at, state: sent.state, ...quote });
      this.app.drawNow();
      this.#talk?.scrollToEnd();
    });
  }

  #sendFiles() {
    return this.app.attempt(() =>
      this.#tray.send(this.#id, ({ id, state, attachment }) => {
        this.#empty = false;
        this.#talk?.add({ id, buddy: this.#id, direction: 'out', kind: 'attachment', text: attachment.name, sent_at: new Date().toISOString(), state, attachment });
        this.app.drawNow();
        this.#talk?.scrollToEnd();
      }),
    );
  }

  /** The same check as for casework, only pointing: chat may leave as it is. @param {string} text */
  async #look(text) {
    const before = this.#checked?.verdict;
    this.#checked = text ? await call('check', { text }).catch(() => null) : null;
    if (this.#checked?.verdict !== before) this.app.draw();
  }

  /** @param {Row} row */
  #chosen(row) {
    if (row.exchange) return void this.app.go('exchange', { id: row.key });
    if (row.opinion) return void this.app.go('opinion', { id: row.key });
    if (!isSaid(row)) return;
    const more = row.kind === 'attachment' ? fileChoices(this.app, row, (file) => this.#talk?.setFile(row.key, file)) : [];
    messageMenu(this.app, row, more, {
      answer: (to) => this.#about('answer', to),
      edit: (to) => this.#about('edit', to),
      changed: (message) => this.#talk?.change(message),
      state: (id, state) => this.#talk?.setState(id, state),
    });
  }

  /** @param {'answer' | 'edit'} what @param {Row | null} row */
  #about(what, row) {
    this.#doing = row ? { what, row } : null;
    this.app.drawNow();
    this.#composer.put(row && what === 'edit' ? row.text : '');
    this.#composer.field?.focus();
  }

  #above() {
    const doing = this.#doing;
    if (!doing) return nothing;
    return html`<div class="composer__about between"><p class="small truncate"><span class="strong">${t(`app.${doing.what}.now`)}</span> <span class="muted" dir="auto">${doing.row.text}</span></p><button class="btn btn--icon btn--tiny" type="button" aria-label=${t('app.cancel')} @click=${() => this.#about('answer', null)}>${icon('close', 'icon--s')}</button></div>`;
  }

  #more() {
    const { app } = this;
    const buddy = this.#buddy;
    if (!buddy) return;
    const go = (/** @type {string} */ screen) => () => void app.go(screen, { buddy: this.#id });
    app.ask({
      title: buddy.name,
      text: nothing,
      choices: [
        { words: t('app.chat.words'), act: go('six_words') },
        { words: t('app.agreement.title', { name: buddy.name }), act: go('agreement') },
        { words: t('app.boundaries.title'), act: go('boundaries') },
        { words: t('app.chat.session'), act: go('session') },
        { words: t('app.chat.opinion'), act: go('opinion_ask') },
        { words: t('app.chat.messages_kept.change'), act: () => void app.go('retention') },
        { words: t(buddy.muted ? 'app.chat.unmute' : 'app.chat.mute'), act: () => void this.#mute(buddy.muted ? 'buddy.unmute' : 'buddy.mute') },
        { words: t('app.chat.block'), act: () => void this.#part('buddy.block', 'app.chat.block') },
        { words: t('app.chat.end'), act: () => void this.#part('buddy.end', 'app.chat.end') },
      ],
    });
  }

  /** @param {string} method */
  #mute(method) {
    return this.app.attempt(async () => {
      await call(method, { buddy: this.#id });
      await this.app.room.refresh('buddies');
    });
  }

  /** @param {string} method @param {string} key */
  async #part(method, key) {
    const sure = await this.app.ask({ title: t(`${key}.title`, { name: this.#name }), text: t(`${key}.text`, { name: this.#name }), yes: t(`${key}.yes`), danger: true });
    if (!sure) return;
    await this.app.attempt(() => call(method, { buddy: this.#id }));
    await this.app.room.refresh('buddies');
    this.app.draw();
  }
}
