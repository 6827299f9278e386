// Beside every passphrase and in the list, while the page is open in the browser that is used for everything else.
import { html, nothing } from '../lit.js';
import { t } from '../words.js';
import { icon } from './icon.js';

/** @param {import('../app.js').App} app */
export const everyday = (app) => (app.everyday ? html`<p class="everyday small">${icon('alert', 'icon--s')}<span>${t('app.everyday')}</span></p>` : nothing);
