// The views of a second opinion once they are open: people, not percentages; then each view in its own words.
import { html, nothing } from '../lit.js';
import { rich, t } from '../words.js';

/** @typedef {import('../rpc.js').Json} Json */

/** What a person reads for an option. @param {Json} opinion @param {number} choice */
export const optionWords = (opinion, choice) => (choice === 0 ? t('app.opinion.not_enough') : String(opinion.options[choice] ?? ''));

/** @param {Json} opinion */
const given = (opinion) => opinion.participants.filter((/** @type {Json} */ one) => one.view);

/** How many chose each option, most first. @param {Json} opinion @returns {[number, number][]} */
function counts(opinion) {
  const of = (/** @type {number} */ choice) => given(opinion).filter((/** @type {Json} */ one) => one.view.choice === choice).length;
  return opinion.options.map((/** @type {string} */ _, /** @type {number} */ choice) => [choice, of(choice)]).sort((/** @type {[number, number]} */ a, /** @type {[number, number]} */ b) => b[1] - a[1] || a[0] - b[0]);
}

/** The one sentence that a conversation starts from. @param {Json} opinion */
function opening(opinion) {
  const [first, second] = counts(opinion);
  const all = given(opinion).length;
  if (!first || all < 2) return t('app.opinion.spread.one');
  const gaps = { n: first[1], all, option: optionWords(opinion, first[0]) };
  if (first[1] === all) return rich('app.opinion.spread.same', gaps);
  if (first[1] === second?.[1]) return rich('app.opinion.spread.apart', gaps);
  return rich('app.opinion.spread.most', gaps);
}

/** @param {Json} opinion */
export const spread = (opinion) => html`<p class="voice lead-voice">${opening(opinion)}</p>
  <ul class="spread">${counts(opinion).map(([choice, n]) => {
    const all = given(opinion).length;
    return html`<li class="spread__row"><span dir="auto">${optionWords(opinion, choice)}</span><span class="dots" role="img" aria-label=${t('app.opinion.of', { n, all })}>${Array.from({ length: all }, (_, at) => html`<i class=${at < n ? 'on' : ''}></i>`)}</span></li>`;
  })}</ul>`;

/**
 * Among more than two nobody is named but oneself, and the order says nothing about people.
 * @param {Json} opinion @param {(buddy: string) => string} nameOf
 */
export function views(opinion, nameOf) {
  const pair = opinion.participants.length === 2;
  const choiceOf = (/** @type {Json} */ one) => one.view?.choice ?? opinion.options.length;
  const order = pair ? opinion.participants : [...opinion.participants].sort((a, b) => choiceOf(a) - choiceOf(b) || (a.view?.why ?? '').localeCompare(b.view?.why ?? ''));
  return html`<ul class="split ${pair ? 'split--2' : ''}">${order.map((/** @type {Json} */ one) => {
    const who = one.buddy === null ? t('app.opinion.you') : pair ? nameOf(one.buddy) : t('app.opinion.member');
    const late = one.late ? html`<span class="chip chip--caution">${t('app.opinion.late')}</span>` : nothing;
    if (!one.view) return html`<li class="card card--flat stack-2"><p class="between"><span class="strong">${who}</span>${late}</p><p class="muted">${t(`app.opinion.standing.${one.standing}`)}</p></li>`;
    return html`<li class="card card--flat stack-2"><p class="between"><span class="strong">${who}</span>${late}</p>
      <p class="heading" dir="auto">${optionWords(opinion, one.view.choice)}</p>
      ${one.view.sure ? html`<p class="small muted">${t('app.opinion.sure.was', { n: one.view.sure, all: opinion.scale })}</p>` : nothing}
      ${one.view.why ? html`<p class="voice" dir="auto">${one.view.why}</p>` : nothing}</li>`;
  })}</ul>`;
}
