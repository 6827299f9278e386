// The files that wait beside what is being written: they come to the engine at once, which says what it took out of
// them; they leave with the message.
import { html, nothing } from '../lit.js';
import { bringIn } from '../files.js';
import { call, Refusal } from '../rpc.js';
import { fileSize, listed, t } from '../words.js';
import { icon } from './icon.js';

/** @typedef {import('../rpc.js').Json} Json */
/** @typedef {'coming' | 'ready' | 'asks' | 'wrong'} State */

class Item {
  /** @type {State} */
  state = 'coming';
  share = 0;
  size;
  upload = '';
  asIs = false;
  /** @type {Json | null} */
  seen = null;
  problem = '';
  stop = new AbortController();
  /** @type {Promise<void>} */
  there = Promise.resolve();

  /** @param {File} file */
  constructor(file) {
    this.file = file;
    this.size = file.size;
  }
}

export class Tray {
  /** @type {Item[]} */
  #items = [];

  /** @param {import('../app.js').App} app */
  constructor(app) {
    this.app = app;
  }

  get filled() {
    return this.#items.some((one) => one.state !== 'wrong');
  }

  /** @param {Iterable<File>} files */
  add(files) {
    for (const file of files) {
      const item = new Item(file);
      this.#items.push(item);
      item.there = this.#bring(item);
    }
    this.app.draw();
  }

  /** @param {Item} item */
  async #bring(item) {
    try {
      item.upload = await bringIn(item.file, (share) => this.#grown(item, share), item.stop.signal);
      item.seen = await call('upload.look', { upload: item.upload });
      item.size = item.seen.size;
      item.state = item.seen.outcome === 'unknown' ? 'asks' : 'ready';
      this.app.announce(t('app.file.added', { name: item.file.name }));
    } catch (why) {
      item.state = 'wrong';
      item.problem = why instanceof Refusal ? why.message : t('app.file.unreadable');
    }
    this.app.draw();
  }

  /** @param {Item} item @param {number} share */
  #grown(item, share) {
    item.share = share;
    this.app.draw();
  }

  /** @param {Item} item */
  #remove(item) {
    item.stop.abort();
    if (item.upload) call('upload.cancel', { upload: item.upload }).catch(() => {});
    this.#items = this.#items.filter((one) => one !== item);
    this.app.draw();
  }

  /** @param {Item} item */
  #asItIs(item) {
    item.asIs = true;
    item.state = 'ready';
    this.app.draw();
  }

  /**
   * All that are here, in their order; what needs an answer first stays.
   * @param {string} buddy @param {(sent: Json) => void} gone
   */
  async send(buddy, gone) {
    for (const item of [...this.#items]) {
      await item.there;
      if (item.state !== 'ready') continue;
      const sent = await call('upload.send', { upload: item.upload, buddy, as_is: item.asIs });
      this.#items = this.#items.filter((one) => one !== item);
      gone(sent);
    }
  }

  leave() {
    for (const item of this.#items) this.#remove(item);
  }

  // ---- drawing ----
  view() {
    if (!this.#items.length) return nothing;
    return html`<ul class="tray" aria-label=${t('app.file.tray')}>${this.#items.map((item) => this.#item(item))}</ul>`;
  }

  /** @param {Item} item */
  #item(item) {
    const { name } = item.file;
    return html`<li class="tray__item">
      ${icon('clip')}
      <div class="grow">
        <p class="truncate"><bdi class="strong">${name}</bdi> <span class="faint">${fileSize(item.size)}</span></p>
        ${this.#said(item)}
        ${item.state === 'coming' ? html`<progress class="progress" max="1" value=${item.share} aria-label=${t('app.file.coming', { name })}></progress>` : nothing}
      </div>
      ${item.state === 'asks' ? html`<button class="btn btn--s" type="button" @click=${() => this.#asItIs(item)}>${t('app.file.as_is')}</button>` : nothing}
      <button class="btn btn--icon btn--tiny" type="button" aria-label=${t('app.file.remove', { name })} @click=${() => this.#remove(item)}>${icon('close', 'icon--s')}</button>
    </li>`;
  }

  /** @param {Item} item */
  #said(item) {
    const { seen } = item;
    if (item.state === 'wrong') return html`<p class="small tray__wrong" role="alert">${item.problem}</p>`;
    if (!seen) return nothing;
    const removed = seen.removed.length && !item.asIs ? t('app.file.removed', { what: listed(seen.removed) }) : '';
    const stays = seen.stays.length ? t('app.file.stays', { what: listed(seen.stays) }) : '';
    const why = item.asIs ? t('app.file.goes_as_is') : seen.why;
    return [removed, stays, why].filter(Boolean).map((line) => html`<p class="small muted">${line}</p>`);
  }
}
