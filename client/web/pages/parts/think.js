// Stop and think: what in a text gives somebody away, how much, and what it could say instead. It points out; sending as
// it is stays possible, with a reason.
import { html, nothing } from '../lit.js';
import { call } from '../rpc.js';
import { rich, t } from '../words.js';
import { icon, opener } from './icon.js';

/** @typedef {import('../rpc.js').Json} Json */

const reasons = ['they-agreed', 'about-me', 'false-alarm', 'safety'];
const weight = /** @type {Record<string, number>} */ ({ direct: 0, quasi: 1, sensitive: 2 });
const pieces = 10;

/** @param {Json} finding */
const surface = (/** @type {string[]} */ letters, finding) => letters.slice(finding.start, finding.end).join('');

/** The text with these findings said differently. @param {string} text @param {Json[]} findings */
export function replaced(text, findings) {
  const letters = [...text];
  for (const finding of [...findings].sort((a, b) => b.start - a.start))
    if (finding.suggest) letters.splice(finding.start, finding.end - finding.start, finding.suggest);
  return letters.join('');
}

export class Think {
  /** @type {Json} */
  report;
  #after = { text: '', verdict: '' };
  #why = '';
  #typed = '';

  /**
   * @param {import('../app.js').App} app
   * @param {{text: string, report: Json, params: Json, name: string, go?: string, send: (text: string, why: string) => void, change: (text: string) => void, back: () => void}} what
   */
  constructor(app, what) {
    this.app = app;
    this.what = what;
    this.text = what.text;
    this.report = what.report;
    this.#preview();
  }

  /** What is still to be decided, most serious first. */
  get #open() {
    return [...this.report.findings].sort((/** @type {Json} */ a, /** @type {Json} */ b) => (weight[a.group] ?? 3) - (weight[b.group] ?? 3) || a.start - b.start);
  }

  async #preview() {
    const text = replaced(this.text, this.#open);
    const { verdict } = await call('check', { ...this.what.params, text });
    this.#after = { text, verdict };
    this.app.draw();
  }

  /** @param {string} text */
  async #rewrite(text) {
    await this.app.attempt(async () => {
      this.text = text;
      this.what.change(text);
      this.report = await call('check', { ...this.what.params, text });
      await this.#preview();
    });
  }

  view() {
    const { verdict } = this.report;
    const open = this.#open;
    const calm = verdict === 'clear' || verdict === 'glance' || open.length === 0;
    const swaps = open.filter((/** @type {Json} */ finding) => finding.suggest);
    return html`<div class="check">
      <section class="check__draft">
        <h2 class="title" id="think" tabindex="-1">${t(`app.check.title.${calm ? 'calm' : verdict}`)}</h2>
        <p class="lead">${this.#lead(open, calm)}</p>
        <p class="draft sheet-paper" dir="auto">${this.#marked(open)}</p>
        ${open.length ? html`<div class="cluster cluster--4">${['alone', 'piece', 'private'].map((kind) => html`<span class="key"><mark class="mark mark--${kind}">${t(`app.check.key.${kind}`)}</mark> ${t(`app.check.means.${kind}`)}</span>`)}</div>` : nothing}
        ${this.#jigsaw()}
        ${swaps.length ? html`<details class="after">${opener(t('app.check.after', { verdict: t(`app.check.verdict.${this.#after.verdict || 'clear'}`) }))}<p class="voice after__text" dir="auto">${this.#after.text}</p></details>` : nothing}
      </section>
      <section class="check__list" aria-label=${t('app.check.list')}>
        <div class="swap-all">
          ${calm
            ? html`<button class="btn btn--primary btn--l" type="button" @click=${() => this.what.send(this.text, '')}>${this.what.go ?? t('app.share.offer')}</button>`
            : html`<button class="btn btn--primary btn--l" type="button" ?disabled=${swaps.length === 0} @click=${() => this.#rewrite(replaced(this.text, open))}>${icon('swap')}${t('app.check.replace_all', { n: swaps.length })}</button>`}
          <button class="btn btn--quiet btn--l" type="button" @click=${this.what.back}>${t('app.back')}</button>
        </div>
        <ol>${open.map((/** @type {Json} */ finding, /** @type {number} */ n) => this.#finding(finding, n + 1))}</ol>
        ${calm ? nothing : verdict === 'think' ? html`<button class="btn btn--quiet flush" type="button" @click=${() => this.what.send(this.text, '')}>${t('app.check.despite')}</button>` : this.#despite()}
        <p class="faint">${t('app.check.help')}</p>
      </section>
    </div>`;
  }

  /** @param {Json[]} open @param {boolean} calm */
  #lead(open, calm) {
    if (calm) return t('app.check.lead.calm');
    const alone = open.filter((finding) => finding.group === 'direct').length;
    return alone ? t('app.check.lead.alone', { n: alone, name: this.what.name }) : t('app.check.lead.together', { name: this.what.name });
  }

  /** @param {Json[]} open */
  #marked(open) {
    const letters = [...this.text];
    const out = [];
    let at = 0;
    for (const finding of [...open].sort((a, b) => a.start - b.start)) {
      const kind = finding.group === 'direct' ? 'alone' : finding.group === 'sensitive' ? 'private' : 'piece';
      out.push(letters.slice(at, finding.start).join(''));
      out.push(html`<mark class="mark mark--${kind}">${surface(letters, finding)}<sup>${open.indexOf(finding) + 1}</sup></mark>`);
      at = finding.end;
    }
    out.push(letters.slice(at).join(''));
    return out;
  }

  #jigsaw() {
    const { score } = this.report;
    const on = Math.min(score, pieces);
    return html`<div class="card card--flat card--tight stack-2">
      <div class="between between--wrap"><p class="subheading num">${t('app.check.jigsaw', { n: score })}</p><p class="small muted">${t('app.check.jigsaw.from')}</p></div>
      <div class="pips pips--jigsaw ${score >= 7 ? 'is-high' : ''}" aria-hidden="true">${Array.from({ length: pieces }, (_, n) => html`<i class="${n < on ? 'on' : ''} ${n === 3 || n === 7 ? 'mark' : ''}"></i>`)}</div>
    </div>`;
  }

  /** @param {Json} finding @param {number} n */
  #finding(finding, n) {
    const words = surface([...this.text], finding);
    return html`<li class="finding">
      <span class="finding__n">${n}</span>
      <div><p><span class="strong">${words}</span></p><p class="small muted">${finding.why}</p></div>
      <div class="finding__swap">
        ${finding.suggest ? html`<button class="btn btn--s" type="button" @click=${() => this.#rewrite(replaced(this.text, [finding]))}>${finding.suggest}</button>` : nothing}
        <button class="btn btn--quiet btn--s" type="button" aria-label=${t('app.check.keep_what', { what: words })} @click=${() => this.#keep(finding, words)}>${t('app.check.keep')}</button>
      </div>
    </li>`;
  }

  /** Remembered for this case by the engine. @param {Json} finding @param {string} words */
  async #keep(finding, words) {
    await this.app.attempt(async () => {
      await call('check.choose', { case: this.what.params.case, text: words, type: finding.type, choice: 'keep' });
      await this.#rewrite(this.text);
    });
  }

  #despite() {
    return html`<details>${opener(t('app.check.despite'))}
      <form class="stack card card--tight card--flat" @submit=${(/** @type {Event} */ event) => this.#sendDespite(event)}>
        <fieldset class="stack-2"><legend class="subheading">${t('app.check.despite.why')}</legend>
          ${reasons.map((why) => html`<label class="choice choice--bare"><input type="radio" name="why" value=${why} @change=${() => (this.#why = why)}>${t(`app.check.despite.${why}`)}</label>`)}</fieldset>
        <div class="field"><label class="field__label" for="send-word">${rich('app.check.despite.type')}</label><input class="input" id="send-word" autocomplete="off" @input=${(/** @type {InputEvent} */ event) => (this.#typed = /** @type {HTMLInputElement} */ (event.currentTarget).value)}></div>
        <button class="btn" type="submit">${t('app.check.despite.send')}</button>
      </form></details>`;
  }

  /** @param {Event} event */
  #sendDespite(event) {
    event.preventDefault();
    if (this.#why && this.#typed.trim().toLowerCase() === t('app.check.despite.word')) this.what.send(this.text, this.#why);
    else this.app.announce(t('app.check.despite.missing'));
  }
}
