// A conversation as a list that one can walk through with the arrow keys. However long it is, at most 240 messages are in
// the page, and nowhere else in it: others come by key from the engine, at both ends, and what is far away leaves again.
import { html, nothing, render, repeat } from '../lit.js';
import { day, dayKey } from '../words.js';
import { Pictures } from './pictures.js';
import { bubble, exchangeRow, isSaid, note, opinionRow, rowOf, sameGroup, worthARow } from './talk_row.js';

/** @typedef {import('../rpc.js').Json} Json */
/** @typedef {import('./talk_row.js').Row} Row */

export const rowsMax = 240;
const near = 600; // pixels from an end at which more is fetched
const step = 60; // messages that come at once

/** @typedef {{before?: string, after?: string, around?: string}} Place one of them, or none for the newest */

export class Talk {
  /** @type {Row[]} */
  #messages = [];
  /** @type {Row[]} */
  #casework = [];
  /** @type {Row[]} */
  #rows = [];
  /** The outermost messages that were fetched, a row or not. */
  #edge = { before: '', after: '' };
  /** Whether there is nothing beyond them. */
  #ends = { before: false, after: false };
  #fetching = false;
  /** What was told of files whose rows were still on their way here. @type {Map<string, Json>} */
  #files = new Map();
  #filled = 0;
  #current = '';
  #atEnd = true;
  #list = document.createElement('ol');
  element = document.createElement('div');
  #pictures = new Pictures(this.element, (id) => this.#messages.find((one) => one.key === id)?.message?.attachment?.size ?? 0, () => this.#pictured());

  /**
   * @param {string} what its name for those who listen
   * @param {(place: Place & {limit: number}) => Promise<Json[]>} page messages at a place, oldest first
   * @param {(row: Row) => void} chosen
   */
  constructor(what, page, chosen) {
    this.page = page;
    this.chosen = chosen;
    this.element.className = 'talk__scroll';
    this.element.append(this.#list);
    this.#list.className = 'talk';
    this.#list.setAttribute('role', 'listbox');
    this.#list.setAttribute('aria-label', what);
    this.element.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    // A narrower window makes every row taller: whoever is at the end stays there.
    new ResizeObserver(() => this.#atEnd && this.scrollToEnd()).observe(this.element);
    this.#list.addEventListener('keydown', (event) => this.#key(event));
    this.#list.addEventListener('click', (event) => this.#choose(event));
    this.#list.addEventListener('contextmenu', (event) => this.#choose(event));
    this.#list.addEventListener('focusin', (event) => this.#focused(event));
  }

  get empty() {
    return !this.#edge.before;
  }

  /** The newest messages, or those around one. @param {string} [sought] */
  async fill(sought) {
    const filled = ++this.#filled;
    const messages = await this.page(sought ? { around: sought, limit: 2 * step } : { limit: step });
    if (filled !== this.#filled) return;
    this.#messages = messages.map(rowOf).filter(worthARow);
    this.#edge = { before: messages[0]?.id ?? '', after: messages.at(-1)?.id ?? '' };
    this.#ends = { before: !sought && messages.length < step, after: !sought };
    this.#atEnd = !sought;
    this.#merge();
    this.#current = '';
    this.#draw();
    if (!sought) this.scrollToEnd();
  }

  /** @param {Json} message */
  async add(message) {
    if (!this.#ends.after) return message.direction === 'out' ? this.fill() : undefined;
    if (this.#messages.some((row) => row.key === message.id)) return;
    this.#edge.after = message.id;
    this.#edge.before ||= message.id;
    if (!worthARow(rowOf(message))) return;
    const follow = this.#atEnd || message.direction === 'out';
    if (follow) this.#letGo();
    const early = this.#files.get(message.id);
    if (early) message.attachment = { ...message.attachment, ...early };
    this.#keep([...this.#messages, rowOf(message)], follow ? 'after' : 'before');
    if (follow) this.scrollToEnd();
  }

  /** Messages may have come that nobody told of: they are fetched now, or when one scrolls to them. */
  async missed() {
    if (this.#atEnd) return this.fill();
    this.#ends.after = false;
  }

  /** @param {Json[]} exchanges @param {Json[]} opinions */
  setCasework(exchanges, opinions) {
    this.#casework = [...exchanges.map(exchangeRow), ...opinions.map(opinionRow)];
    const end = this.#atEnd;
    if (end) this.#letGo();
    this.#merge();
    this.#keepingPlace(() => this.#draw());
    if (end) this.scrollToEnd();
  }

  /** The newest row is the one that Tab comes to, unless somebody is on another. */
  #letGo() {
    if (!this.#list.contains(document.activeElement)) this.#current = '';
  }

  /** A message that was edited, answered with a sign, or asked to be deleted. @param {Json} message */
  change(message) {
    const at = this.#messages.findIndex((one) => one.key === message.id);
    if (at < 0) return;
    this.#messages[at] = rowOf(message);
    this.#merge();
    this.#draw();
  }

  /** @param {string} id @param {string} state */
  setState(id, state) {
    const row = this.#messages.findLast((one) => one.key === id);
    if (!row) return;
    row.state = state;
    this.#draw();
  }

  /** How far a file has come. @param {string} id @param {Json} file */
  setFile(id, file) {
    const row = this.#messages.findLast((one) => one.key === id);
    if (!row?.message) return void this.#files.set(id, file);
    row.message = { ...row.message, attachment: { ...row.message.attachment, ...file } };
    this.#draw();
  }

  /** A picture makes its row taller: whoever is at the end stays there. */
  #pictured() {
    const end = this.#atEnd;
    this.#keepingPlace(() => this.#draw());
    if (end) this.scrollToEnd();
  }

  leave() {
    this.#pictures.leave();
  }

  /** @param {string | undefined} key */
  row(key) {
    return key ? document.getElementById(`row-${key}`) : null;
  }

  /** Messages and the casework between them, by time. Casework beyond what was fetched waits for its page. */
  #merge() {
    const first = this.#ends.before ? '' : (this.#messages[0]?.at ?? '');
    const last = this.#ends.after ? '' : (this.#messages.at(-1)?.at ?? '');
    const casework = this.#casework.filter((row) => row.at >= first && (!last || row.at <= last));
    this.#rows = casework.length ? [...this.#messages, ...casework].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)) : this.#messages;
  }

  /** As many as the page holds, counted from the side that is looked at. @param {Row[]} messages @param {'before' | 'after'} from */
  #keep(messages, from) {
    const far = from === 'before' ? 'after' : 'before';
    this.#messages = from === 'before' ? messages.slice(0, rowsMax) : messages.slice(-rowsMax);
    if (messages.length > rowsMax) {
      this.#ends[far] = false;
      this.#edge[far] = (far === 'after' ? this.#messages.at(-1) : this.#messages[0])?.key ?? '';
    }
    this.#merge();
    this.#keepingPlace(() => this.#draw());
  }

  scrollToEnd() {
    this.element.scrollTop = this.element.scrollHeight;
    this.#atEnd = this.#ends.after;
  }

  /** Shows another part without moving what is looked at. @param {() => void} change */
  #keepingPlace(change) {
    const seen = this.#firstSeen();
    const before = seen?.getBoundingClientRect().top ?? 0;
    const key = seen?.id;
    change();
    const after = key ? document.getElementById(key) : null;
    if (after) this.element.scrollTop += after.getBoundingClientRect().top - before;
  }

  #firstSeen() {
    const top = this.element.getBoundingClientRect().top;
    return [...this.#list.children].find((row) => row.getBoundingClientRect().bottom > top);
  }

  #scrolled() {
    const { scrollTop, scrollHeight, clientHeight } = this.element;
    const below = scrollHeight - scrollTop - clientHeight;
    this.#atEnd = this.#ends.after && below < 40;
    if (scrollTop < near) this.#more('before');
    else if (below < near) this.#more('after');
  }

  /** A page more at one end. @param {'before' | 'after'} side */
  async #more(side) {
    if (this.#ends[side] || this.#fetching || this.empty) return;
    const filled = this.#filled;
    this.#fetching = true;
    const page = await this.page({ [side]: this.#edge[side], limit: step }).finally(() => (this.#fetching = false));
    if (filled !== this.#filled) return;
    this.#ends[side] = page.length < step;
    this.#edge[side] = (side === 'before' ? page[0] : page.at(-1))?.id ?? this.#edge[side];
    const rows = page.map(rowOf).filter(worthARow);
    this.#keep(side === 'before' ? [...rows, ...this.#messages] : [...this.#messages, ...rows], side);
  }

  // ---- drawing ----
  #draw() {
    const rows = this.#rows;
    if (!rows.some((row) => row.key === this.#current)) this.#current = rows.at(-1)?.key ?? '';
    render(
      repeat(
        rows,
        (row) => row.key,
        (row, n) => this.#row(row, rows[n - 1], rows[n + 1]),
      ),
      this.#list,
    );
    this.#pictures.watch(this.#list);
  }

  /** @param {Row} row @param {Row | undefined} before @param {Row | undefined} after */
  #row(row, before, after) {
    const newDay = !before || dayKey(before.at) !== dayKey(row.at);
    const first = newDay || !sameGroup(before, row);
    const last = !after || !sameGroup(row, after);
    const kind = isSaid(row) ? (row.mine ? 'said said--mine' : 'said') : 'said said--note';
    return html`<li role="option" id=${`row-${row.key}`} class="${kind} ${first ? 'is-first' : ''} ${last ? 'is-last' : ''}" tabindex=${row.key === this.#current ? '0' : '-1'} aria-selected="false">
      ${newDay ? html`<span class="day">${day(row.at)}</span>` : nothing}${isSaid(row) ? bubble(row, last, this.#pictures.shown(row.key)) : note(row)}
    </li>`;
  }

  // ---- walking and choosing ----
  /** @param {FocusEvent} event */
  #focused(event) {
    const row = /** @type {Element} */ (event.target).closest('li[role=option]');
    if (!row || row.id === `row-${this.#current}`) return;
    document.getElementById(`row-${this.#current}`)?.setAttribute('tabindex', '-1');
    row.setAttribute('tabindex', '0');
    this.#current = row.id.slice(4);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const at = this.#rows.findIndex((row) => row.key === this.#current);
    const steps = /** @type {Record<string, number>} */ ({ ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -this.#rows.length });
    if (event.key === 'End') {
      event.preventDefault();
      this.#toNewest();
    } else if (event.key in steps) {
      event.preventDefault();
      this.#walk(Math.max(0, Math.min(this.#rows.length - 1, at + (steps[event.key] ?? 0))));
    } else if (event.key === 'Enter' || event.key === ' ' || event.key === 'ContextMenu') {
      event.preventDefault();
      const row = this.#rows[at];
      if (row) this.chosen(row);
    }
  }

  /** @param {number} at */
  #walk(at) {
    this.row(this.#rows[at]?.key)?.focus();
  }

  async #toNewest() {
    if (!this.#ends.after) await this.fill();
    this.#walk(this.#rows.length - 1);
  }

  /** @param {Event} event */
  #choose(event) {
    const target = /** @type {Element} */ (event.target);
    const row = this.#rows.find((one) => `row-${one.key}` === target.closest('li[role=option]')?.id);
    if (!row || (event.type === 'click' && row.kind === 'text' && !target.closest('.link'))) return;
    event.preventDefault();
    this.chosen(row);
  }
}
