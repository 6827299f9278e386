import { html, nothing } from '../lit.js';
import { icon } from './icon.js';

/**
 * One sentence that has to be seen, and at most two things to do about it.
 * @param {{kind?: string, sign?: string, words: unknown, actions?: unknown, alert?: boolean}} what
 */
export const banner = ({ kind = '', sign = 'info', words, actions = nothing, alert = false }) =>
  html`<div class="banner ${kind && `banner--${kind}`}" role=${alert ? 'alert' : nothing}>
    ${icon(sign)}
    <div class="grow"><p>${words}</p>${actions === nothing ? nothing : html`<div class="actions gap-t">${actions}</div>`}</div>
  </div>`;
