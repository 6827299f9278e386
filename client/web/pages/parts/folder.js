// Where a copy goes that leaves the vault. The engine writes it: a new file or folder, never over one that is there.
import { html } from '../lit.js';
import { t } from '../words.js';

export const folderField = () => html`<div class="field"><label class="field__label" for="dir">${t('app.folder')}</label>
  <input class="input input--code" id="dir" name="dir" maxlength="1000" autocomplete="off" spellcheck="false" pattern="/.*" placeholder=${t('app.folder.usual')} aria-describedby="dir-hint">
  <p class="field__hint" id="dir-hint">${t('app.folder.hint')}</p></div>`;

/** As the engine takes it. @param {FormData} form @returns {import('../rpc.js').Json} */
export function saving(form) {
  const dir = String(form.get('dir') ?? '').trim().replace(/\/+$/, '');
  return { save: true, ...(dir ? { dir } : {}) };
}
