import { html, nothing } from '../lit.js';
import { t } from '../words.js';
import { drawing } from './scene.js';

/**
 * A part with nothing in it yet: what it is for, and the one thing to do first.
 * @param {{scene: string, key: string, gaps?: import('../words.js').Gaps, act: () => void, other?: () => void, first?: boolean}} what
 */
export const empty = ({ scene, key, gaps = {}, act, other, first = false }) =>
  html`<li class="card empty">
    ${drawing(scene)}
    <div class="stack-2"><h3 class="heading">${t(`${key}.title`, gaps)}</h3><p class="muted">${t(`${key}.text`, gaps)}</p></div>
    <div class="actions"><button class="btn ${first ? 'btn--primary' : ''}" type="button" @click=${act}>${t(`${key}.act`, gaps)}</button>${other ? html`<button class="btn" type="button" @click=${other}>${t(`${key}.other`, gaps)}</button>` : nothing}</div>
  </li>`;
