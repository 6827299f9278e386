// A conversation as a list that one can walk through with the arrow keys. However long it is, at most 240 rows are in
// the page: older ones come in pages by key from the engine, and what is far away leaves the page again.
import { html, nothing, render, repeat } from '../lit.js';
import { day, dayKey } from '../words.js';
import { bubble, exchangeRow, note, opinionRow, rowOf, sameGroup, worthARow } from './talk_row.js';

/** @typedef {import('../rpc.js').Json} Json */
/** @typedef {import('./talk_row.js').Row} Row */

export const rowsMax = 240;
const near = 600; // pixels from an end at which more is fetched
const step = 60; // rows that come or go at once

export class Talk {
  /** @type {Row[]} */
  #messages = [];
  /** @type {Row[]} what was shared, and second opinions */
  #casework = [];
  /** @type {Row[]} */
  #rows = [];
  #from = 0;
  #to = 0;
  #whole = false;
  #oldest = '';
  #fetching = false;
  #current = '';
  #atEnd = true;
  #list = document.createElement('ol');
  element = document.createElement('div');

  /**
   * @param {string} what its name for those who listen
   * @param {(before: string) => Promise<Json[]>} older a page of messages before one, oldest first
   * @param {(row: Row) => void} chosen
   */
  constructor(what, older, chosen) {
    this.older = older;
    this.chosen = chosen;
    this.element.className = 'talk__scroll';
    this.element.append(this.#list);
    this.#list.className = 'talk';
    this.#list.setAttribute('role', 'listbox');
    this.#list.setAttribute('aria-label', what);
    this.element.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.#list.addEventListener('keydown', (event) => this.#key(event));
    this.#list.addEventListener('click', (event) => this.#choose(event));
    this.#list.addEventListener('contextmenu', (event) => this.#choose(event));
    this.#list.addEventListener('focusin', (event) => this.#focused(event));
  }

  /** @param {Json[]} messages the newest, oldest first @param {boolean} whole */
  fill(messages, whole) {
    this.#messages = messages.map(rowOf).filter(worthARow);
    this.#oldest = messages[0]?.id ?? '';
    this.#whole = whole;
    this.#merge();
    this.#toEnd();
  }

  /** @param {Json} message */
  add(message) {
    if (this.#messages.some((row) => row.key === message.id)) return;
    if (!worthARow(rowOf(message))) return;
    this.#messages.push(rowOf(message));
    const follow = this.#atEnd || message.direction === 'out';
    const shown = this.#to === this.#rows.length;
    this.#merge();
    if (follow) this.#toEnd();
    else if (shown) this.#window(this.#from, this.#rows.length);
    else this.#draw();
  }

  /** @param {Json[]} exchanges @param {Json[]} opinions */
  setCasework(exchanges, opinions) {
    this.#casework = [...exchanges.map(exchangeRow), ...opinions.map(opinionRow)];
    const end = this.#atEnd;
    this.#merge();
    if (end) this.#toEnd();
    else this.#window(this.#from, this.#to);
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

  /** Puts a row in view and the keyboard on it. @param {string} key */
  show(key) {
    const at = this.#rows.findIndex((row) => row.key === key);
    if (at >= 0) this.#walk(at);
  }

  /** The conversation and the casework in it, by time. Casework older than what was fetched waits for its page. */
  #merge() {
    const first = this.#whole ? '' : (this.#messages[0]?.at ?? '');
    const casework = this.#casework.filter((row) => row.at >= first);
    this.#rows = casework.length ? [...this.#messages, ...casework].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)) : this.#messages;
    this.#to = Math.min(this.#to, this.#rows.length);
  }

  #toEnd() {
    this.#window(Math.max(0, this.#rows.length - rowsMax), this.#rows.length);
    this.#current = this.#rows.at(-1)?.key ?? '';
    this.#draw();
    this.scrollToEnd();
  }

  scrollToEnd() {
    this.element.scrollTop = this.element.scrollHeight;
    this.#atEnd = true;
  }

  /** @param {number} from @param {number} to */
  #window(from, to) {
    this.#from = Math.max(0, from);
    this.#to = Math.min(this.#rows.length, to);
    this.#draw();
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
    this.#atEnd = this.#to === this.#rows.length && scrollHeight - scrollTop - clientHeight < 40;
    if (scrollTop < near) this.#up();
    else if (scrollHeight - scrollTop - clientHeight < near && this.#to < this.#rows.length)
      this.#keepingPlace(() => this.#window(Math.min(this.#rows.length, this.#to + step) - rowsMax, this.#to + step));
  }

  async #up() {
    if (this.#from > 0) return this.#keepingPlace(() => this.#window(this.#from - step, this.#from - step + rowsMax));
    if (this.#whole || this.#fetching || !this.#oldest) return;
    this.#fetching = true;
    const page = (await this.older(this.#oldest)).map(rowOf);
    this.#fetching = false;
    this.#whole = page.length === 0;
    this.#oldest = page[0]?.key ?? '';
    this.#messages = [...page.filter(worthARow), ...this.#messages];
    const before = this.#rows.length;
    this.#merge();
    const added = this.#rows.length - before;
    this.#keepingPlace(() => this.#window(this.#from, Math.min(this.#to + added, this.#from + rowsMax)));
  }

  // ---- drawing ----
  #draw() {
    const rows = this.#rows.slice(this.#from, this.#to);
    if (!rows.some((row) => row.key === this.#current)) this.#current = rows.at(-1)?.key ?? '';
    render(
      repeat(
        rows,
        (row) => row.key,
        (row, n) => this.#row(row, rows[n - 1], rows[n + 1]),
      ),
      this.#list,
    );
  }

  /** @param {Row} row @param {Row | undefined} before @param {Row | undefined} after */
  #row(row, before, after) {
    const newDay = !before || dayKey(before.at) !== dayKey(row.at);
    const first = newDay || !sameGroup(before, row);
    const last = !after || !sameGroup(row, after);
    const kind = row.kind === 'text' ? (row.mine ? 'said said--mine' : 'said') : 'said said--note';
    return html`<li role="option" id=${`row-${row.key}`} class="${kind} ${first ? 'is-first' : ''} ${last ? 'is-last' : ''}" tabindex=${row.key === this.#current ? '0' : '-1'} aria-selected="false">
      ${newDay ? html`<span class="day">${day(row.at)}</span>` : nothing}${row.kind === 'text' ? bubble(row, last) : note(row)}
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
    const steps = /** @type {Record<string, number>} */ ({ ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10, Home: -rowsMax, End: this.#rows.length });
    if (event.key in steps) {
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
    if (at < this.#from) this.#window(at - step, at - step + rowsMax);
    if (at >= this.#to) this.#window(at + step - rowsMax, at + step);
    if (at === 0) this.#up();
    const row = this.#rows[at];
    if (row) document.getElementById(`row-${row.key}`)?.focus();
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
