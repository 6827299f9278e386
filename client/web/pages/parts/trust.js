// Three words for trust and no more: Verified, Not yet verified, Changed: check.
import { html } from '../lit.js';
import { t } from '../words.js';
import { icon } from './icon.js';

/** @param {import('../room.js').Buddy} buddy */
export function trust(buddy) {
  if (buddy.state === 'changed') return html`<span class="chip chip--caution">${icon('alert')}${t('app.trust.changed')}</span>`;
  if (buddy.verified) return html`<span class="chip chip--ok">${icon('check')}${t('app.trust.verified')}</span>`;
  return html`<span class="chip">${t('app.trust.unverified')}</span>`;
}
