// A look round for somebody new: one card beside what it speaks of. It asks for nothing, covers nothing, and is left by
// its button, by Escape, or by simply going on with something else.
import { html, nothing } from '../lit.js';
import { t } from '../words.js';

export const stops = ['people', 'cases', 'record', 'relay', 'crisis', 'lock'];
const atTheFoot = ['record', 'relay', 'crisis']; // of the list, which on a phone is all there is: the card goes above

export class Tour {
  #at = -1;

  /** @param {() => void} changed */
  constructor(changed) {
    this.changed = changed;
  }

  /** Where one is, or nothing. */
  get stop() {
    return stops[this.#at] ?? '';
  }

  begin() {
    this.#go(0);
  }
  end() {
    if (this.#at >= 0) this.#go(-1);
  }

  /** @param {number} at past the last stop it is over */
  #go(at) {
    this.#at = at < stops.length ? at : -1;
    this.changed();
    document.querySelector('.is-here')?.scrollIntoView({ block: 'nearest' });
    document.getElementById('tour')?.focus();
  }

  view() {
    const { stop } = this;
    if (!stop) return nothing;
    const last = this.#at === stops.length - 1;
    return html`<section class="tour ${atTheFoot.includes(stop) ? 'tour--above' : ''} card card--open stack-2" aria-labelledby="tour">
      <h2 class="subheading" id="tour" tabindex="-1">${t(`app.tour.${stop}.title`)}</h2>
      <p class="muted">${t(`app.tour.${stop}`)}</p>
      <div class="actions gap-t">
        <button class="btn btn--s btn--primary" type="button" @click=${() => this.#go(this.#at + 1)}>${t(last ? 'app.tour.done' : 'app.next')}</button>
        ${last ? nothing : html`<button class="btn btn--s btn--quiet" type="button" @click=${() => this.end()}>${t('app.tour.leave')}</button>`}
        <span class="end faint num" aria-hidden="true">${t('app.tour.where', { n: this.#at + 1, of: stops.length })}</span>
      </div>
    </section>`;
  }
}
