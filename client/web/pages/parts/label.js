// The three promises, as chips. The strictest is the most closed shape, so that they read in grey, too.
import { html, nothing } from '../lit.js';
import { longDate, t } from '../words.js';
import { icon } from './icon.js';

/** @typedef {{label: string, ask?: string, how?: string, what?: string, with?: string, until?: string, keep_days?: number}} Terms */

const signs = /** @type {Record<string, string>} */ ({ vault: 'vault', think: 'think', act: 'act' });

/** The promise in words: "Keep in the vault". @param {Terms} terms */
export const labelName = ({ label, how }) => t(label === 'act' ? `app.label.act.${how ?? 'influence'}` : `app.label.${label}`);

/** What follows it: "no retelling". @param {Terms} terms */
export const labelTerms = (terms) =>
  terms.label === 'act' && terms.until
    ? t('app.label.act.terms', { until: longDate(terms.until) })
    : t(`app.label.${terms.label}.terms`);

/** @param {Terms} terms @param {{whole?: boolean, large?: boolean}} [how] */
export const label = (terms, { whole = false, large = false } = {}) =>
  html`<span class="label label--${terms.label} ${large ? 'label--l' : ''}">${icon(signs[terms.label] ?? 'vault')}<span
      >${labelName(terms)}${whole ? html` <span class="label__terms">· ${labelTerms(terms)}</span>` : nothing}</span
    ></span>`;

/** What the other may do with it, in one sentence. @param {Terms} terms @param {string} name */
export const promise = (terms, name) =>
  terms.label === 'act'
    ? t(`app.promise.${terms.how ?? 'influence'}`, {
        name,
        what: terms.what ?? '',
        whom: terms.with ?? '',
        until: terms.until ? longDate(terms.until) : '',
      })
    : t(`app.promise.${terms.label}`, { name });
