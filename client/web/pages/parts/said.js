// What somebody wrote, with the few forms that people use: *strong*, _leaning_, `as it stands`, > quoted, - a list, and
// addresses that show where they lead. The text becomes templates, never markup: nothing in it can be an element.
import { html } from '../lit.js';

/** @typedef {import('../lit.js').Template} Template */

const forms = /(`[^`\n]+`)|(\*[^*\n]+\*)|(?<![\w])(_[^_\n]+_)(?![\w])|(https?:\/\/[^\s<>"'`]+[^\s<>"'`.,;:!?)\]}])/u;

/** @param {string} line @returns {unknown[]} */
function inline(line) {
  /** @type {unknown[]} */
  const out = [];
  let rest = line;
  for (let found = forms.exec(rest); found; found = forms.exec(rest)) {
    const [whole, code, strong, lean] = found;
    out.push(rest.slice(0, found.index));
    if (code) out.push(html`<code>${code.slice(1, -1)}</code>`);
    else if (strong) out.push(html`<strong>${strong.slice(1, -1)}</strong>`);
    else if (lean) out.push(html`<em>${lean.slice(1, -1)}</em>`);
    else out.push(link(whole));
    rest = rest.slice(found.index + whole.length);
  }
  out.push(rest);
  return out;
}

/** An address: not a link of the page's, so that nothing happens before the person was asked. @param {string} text */
function link(text) {
  const host = hostOf(text);
  return host ? html`<span class="link" data-link=${text}>${text}</span>` : text;
}

/** Where an address really leads, or nothing. @param {string} address */
export function hostOf(address) {
  try {
    const url = new URL(address);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.host : '';
  } catch {
    return '';
  }
}

/** The addresses in a text. @param {string} text @returns {string[]} */
export function linksIn(text) {
  const all = text.match(new RegExp(forms.source, 'gu')) ?? [];
  return [...new Set(all.filter((one) => one.startsWith('http') && hostOf(one)))];
}

/** @param {string} text */
export function said(text) {
  /** @type {Template[]} */
  const blocks = [];
  /** @type {{kind: string, lines: string[]}} */
  let open = { kind: '', lines: [] };
  const close = () => {
    if (open.lines.length) blocks.push(block(open.kind, open.lines));
  };
  for (const line of text.split('\n')) {
    const kind = line.startsWith('> ') ? 'quote' : /^[-*] /.test(line) ? 'list' : 'plain';
    if (kind !== open.kind) {
      close();
      open = { kind, lines: [] };
    }
    open.lines.push(kind === 'plain' ? line : line.slice(2));
  }
  close();
  return blocks;
}

/** @param {string} kind @param {string[]} lines @returns {Template} */
function block(kind, lines) {
  if (kind === 'list') return html`<ul class="said__list">${lines.map((line) => html`<li>${inline(line)}</li>`)}</ul>`;
  const text = lines.map((line, n) => [n ? '\n' : '', inline(line)]);
  return kind === 'quote' ? html`<blockquote class="said__quote">${text}</blockquote>` : html`<span class="said__plain">${text}</span>`;
}
