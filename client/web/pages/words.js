// The catalogue: every sentence a person reads, by key. {name} is a gap; {n, plural, one {# day} other {# days}} picks a
// form. In a sentence, _so_ is underlined and *so* is strong. What fills a gap is never read as either.
import { html } from './lit.js';

/** @typedef {Record<string, string | number>} Gaps */
/** @typedef {string | {gap: string} | {gap: string, forms: Record<string, Piece[]>}} Piece */

/** @type {Record<string, string>} */
let catalogue = {};
/** @type {Map<string, Piece[]>} */
const read = new Map();
const language = () => document.documentElement.lang || 'en-GB';

export async function readWords() {
  const answer = await fetch('/words/en.json');
  catalogue = await answer.json();
  read.clear();
}

/**
 * What a sentence looks like once its gaps are filled, to know it again in what the engine wrote.
 * @param {string} key
 */
export const shapeOf = (key) => new RegExp(`^${(catalogue[key] ?? '').split(/\{[^}]*\}/).map((piece) => piece.replaceAll(/[.?()]/g, '\\$&')).join('.*')}`);

/** @param {string} key */
export const has = (key) => key in catalogue;

/**
 * @param {string} text @param {number} from @param {boolean} inside a form of a plural, which ends at its brace
 * @returns {[Piece[], number]}
 */
function parse(text, from, inside) {
  /** @type {Piece[]} */
  const out = [];
  let at = from;
  let plain = '';
  while (at < text.length && !(inside && text[at] === '}')) {
    if (text[at] !== '{') {
      plain += text[at++];
      continue;
    }
    if (plain) out.push(plain);
    plain = '';
    const end = text.indexOf('}', at);
    const comma = text.indexOf(',', at);
    if (comma < 0 || comma > end) {
      out.push({ gap: text.slice(at + 1, end).trim() });
      at = end + 1;
    } else {
      const [piece, next] = parsePlural(text, at, comma);
      out.push(piece);
      at = next;
    }
  }
  if (plain) out.push(plain);
  return [out, at];
}

/** @param {string} text @param {number} at @param {number} comma @returns {[Piece, number]} */
function parsePlural(text, at, comma) {
  /** @type {Record<string, Piece[]>} */
  const forms = {};
  const gap = text.slice(at + 1, comma).trim();
  let here = text.indexOf(',', comma + 1) + 1;
  for (;;) {
    while (text[here] === ' ') ++here;
    if (text[here] === '}') return [{ gap, forms }, here + 1];
    const brace = text.indexOf('{', here);
    const [pieces, end] = parse(text, brace + 1, true);
    forms[text.slice(here, brace).trim()] = pieces;
    here = end + 1;
  }
}

/** @param {Piece[]} pieces @param {Gaps} gaps @returns {string} */
function fill(pieces, gaps) {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return piece;
      if (!('forms' in piece)) return String(gaps[piece.gap] ?? '');
      const n = Number(gaps[piece.gap] ?? 0);
      const form = piece.forms[`=${n}`] ?? piece.forms[new Intl.PluralRules(language()).select(n)] ?? piece.forms.other ?? [];
      return fill(form, gaps).replaceAll('#', new Intl.NumberFormat(language()).format(n));
    })
    .join('');
}

/** @param {string} key */
function pieces(key) {
  const known = read.get(key);
  if (known) return known;
  const [out] = parse(catalogue[key] ?? key, 0, false);
  read.set(key, out);
  return out;
}

/**
 * A sentence as plain text.
 * @param {string} key @param {Gaps} [gaps]
 */
export const t = (key, gaps = {}) => bare(fill(pieces(key), shielded(gaps)).replaceAll(/[_*]/g, ''));

/**
 * A sentence with its one underlined phrase and its strong words.
 * @param {string} key @param {Gaps} [gaps]
 */
export function rich(key, gaps = {}) {
  const marked = fill(pieces(key), shielded(gaps));
  return marked.split(/(_[^_]+_|\*[^*]+\*)/).map((part) => {
    if (part.startsWith('_') && part.endsWith('_') && part.length > 2)
      return html`<span class="under">${bare(part.slice(1, -1))}</span>`;
    if (part.startsWith('*') && part.endsWith('*') && part.length > 2)
      return html`<span class="strong">${bare(part.slice(1, -1))}</span>`;
    return bare(part);
  });
}
// A gap's own _ and * travel as private-use characters, so that a name cannot underline anything.
/** @param {Gaps} gaps @returns {Gaps} */
function shielded(gaps) {
  /** @param {string | number} value */
  const shield = (value) =>
    typeof value === 'number' ? value : value.replaceAll('_', '\uE000').replaceAll('*', '\uE001');
  return Object.fromEntries(Object.entries(gaps).map(([name, value]) => [name, shield(value)]));
}
/** @param {string} text */
const bare = (text) => text.replaceAll('\uE000', '_').replaceAll('\uE001', '*');

/** A title in the middle of a sentence. @param {string} text */
export const lowered = (text) => text.slice(0, 1).toLocaleLowerCase(language()) + text.slice(1);

/** One, two and three. @param {string[]} all */
export const listed = (all) => new Intl.ListFormat(language(), { type: 'conjunction' }).format(all);

/** Bytes as a person says them. @param {number} bytes */
export function fileSize(bytes) {
  const [unit, each] = bytes < 1_000_000 ? ['kilobyte', 1000] : ['megabyte', 1_000_000];
  const amount = bytes / Number(each);
  return new Intl.NumberFormat(language(), { style: 'unit', unit: String(unit), maximumFractionDigits: amount < 10 ? 1 : 0 }).format(amount);
}

// ---- times, as a person says them ----
/** Making a format takes the browser longer than drawing a message, so each is made once. @param {Intl.DateTimeFormatOptions} options */
function format(options) {
  let made = new Intl.DateTimeFormat(language(), options);
  let madeFor = language();
  return (/** @type {string | number} */ time) => {
    if (madeFor !== language()) made = new Intl.DateTimeFormat((madeFor = language()), options);
    return made.format(new Date(time));
  };
}
export const clock = format({ hour: '2-digit', minute: '2-digit' });
export const longDate = format({ day: 'numeric', month: 'long', year: 'numeric' });
export const weekdayDate = format({ weekday: 'long', day: 'numeric', month: 'long' });
export const shortDate = format({ day: 'numeric', month: 'short' });
/** @param {string | number} time */
export const dayKey = (time) => new Date(time).toDateString();

/** @param {string | number} time @param {number} [now] */
export function day(time, now = Date.now()) {
  const key = dayKey(time);
  if (key === dayKey(now)) return t('app.today');
  if (key === dayKey(now - 86_400_000)) return t('app.yesterday');
  return now - new Date(time).getTime() < 300 * 86_400_000 ? weekdayDate(time) : longDate(time);
}
