// Where casework would begin, on a computer that was chosen for arranging times only.
import { html } from '../lit.js';
import { t } from '../words.js';
import { head } from './pane.js';

/** @param {import('../app.js').App} app */
export const timesOnly = (app) =>
  html`<div class="page page--read">${head(t('app.times_only'), t('app.times_only.text'))}
    <button class="btn" type="button" @click=${() => app.go('managed')}>${t('app.times_only.see')}</button></div>`;
