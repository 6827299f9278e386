// A field for a passphrase: shown or hidden, pasted or typed.
import { html } from '../lit.js';
import { t } from '../words.js';
import { icon } from './icon.js';

/** @param {{id: string, name: string, complete: string, shown: boolean, described?: string, first?: boolean, toggle: () => void, typed?: (text: string) => void, value?: string}} what */
export const passphrase = ({ id, name, complete, shown, described = '', first = false, toggle, typed = () => {}, value = '' }) =>
  html`<div class="input-row">
    <input class="input" id=${id} name=${name} type=${shown ? 'text' : 'password'} autocomplete=${complete} spellcheck="false" autocapitalize="none" aria-describedby=${described} ?data-first=${first} .value=${value}
      @input=${(/** @type {InputEvent} */ event) => typed(/** @type {HTMLInputElement} */ (event.currentTarget).value)}>
    <button class="btn btn--icon" type="button" aria-label=${t(shown ? 'app.hide_passphrase' : 'app.show_passphrase')} aria-pressed=${shown ? 'true' : 'false'} @click=${toggle}>${icon('eye')}</button>
  </div>`;
