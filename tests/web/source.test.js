// The pages as they are written: types, the vendored files, the words, and what must not stand in them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { answers } from '../../client/web/pages/way_out.js';

const here = fileURLToPath(new URL('.', import.meta.url));
const pages = fileURLToPath(new URL('../../client/web/pages/', import.meta.url));

/** @param {string} folder @returns {string[]} */
const files = (folder) => readdirSync(folder, { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? files(join(folder, one.name)) : [join(folder, one.name)]));
const own = files(pages).filter((file) => !relative(pages, file).startsWith('vendor'));
const scripts = own.filter((file) => file.endsWith('.js'));

test('the pages have the types that their comments say', () => {
  execFileSync(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), '-p', here], { stdio: 'pipe' });
});

test('what is vendored is byte for byte what the lock file pins', () => {
  const packages = join(here, 'node_modules');
  const same = {
    'vendor/lit-html/lit-html.js': 'lit-html/lit-html.js',
    'vendor/lit-html/directive.js': 'lit-html/directive.js',
    'vendor/lit-html/directive-helpers.js': 'lit-html/directive-helpers.js',
    'vendor/lit-html/directives/repeat.js': 'lit-html/directives/repeat.js',
    'vendor/lit-html/LICENSE.txt': 'lit-html/LICENSE',
    'vendor/qr/decode.js': 'qr/decode.js',
    'vendor/qr/index.js': 'qr/index.js',
    'vendor/qr/LICENSE.txt': 'qr/LICENSE-MIT',
    'fonts/inter-latin.woff2': '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
    'fonts/inter-latin-ext.woff2': '@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2',
    'fonts/inter-OFL.txt': '@fontsource-variable/inter/LICENSE',
    'fonts/source-serif-4-latin.woff2': '@fontsource-variable/source-serif-4/files/source-serif-4-latin-wght-normal.woff2',
    'fonts/source-serif-4-latin-ext.woff2': '@fontsource-variable/source-serif-4/files/source-serif-4-latin-ext-wght-normal.woff2',
    'fonts/source-serif-4-OFL.txt': '@fontsource-variable/source-serif-4/LICENSE',
  };
  for (const [ours, theirs] of Object.entries(same)) assert.deepEqual(readFileSync(join(pages, ours)), readFileSync(join(packages, theirs)), ours);
  const vendored = files(join(pages, 'vendor')).concat(files(join(pages, 'fonts'))).map((file) => relative(pages, file));
  assert.deepEqual(vendored.filter((file) => !file.endsWith('.md') && !(file in same)), []);
});

test('the lock file names no registry', () => {
  assert.doesNotMatch(readFileSync(join(here, 'package-lock.json'), 'utf8'), /"resolved"/);
});

test('no page holds script or style inside, markup from text, or a place to keep secrets', () => {
  const forbidden = [/\sstyle=/, /\son[a-z]+=/, /<script(?! type="module" src=)/, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|unsafeHTML/, /localStorage|sessionStorage|indexedDB|document\.cookie/, /\beval\(|new Function/, /https?:\/\/(?!127)/];
  for (const file of own.filter((one) => /\.(js|html|svg|css)$/.test(one))) {
    const text = readFileSync(file, 'utf8')
      .replaceAll('http://www.w3.org/2000/svg', '')
      .replaceAll(/\/\(`\[.*\/u;/g, '');  // the pattern that finds addresses
    for (const pattern of forbidden) assert.doesNotMatch(text, pattern, relative(pages, file));
  }
});

test('every sentence that a page says is in the catalogue, and every one there is said', () => {
  const words = JSON.parse(readFileSync(join(pages, '..', '..', 'words', 'en.json'), 'utf8'));
  const text = scripts.map((file) => readFileSync(file, 'utf8')).join('\n');
  const literal = new Set([...text.matchAll(/'(app\.[\w.-]+)'/g)].map((found) => found[1] ?? ''));
  const made = [...text.matchAll(/`((?:app\.|\$\{key\}|\$\{line\.key\})[\w.-]*(?:\$\{[^}`]*\}[\w.-]*)*)`/g)].map((found) => found[1] ?? '');
  const keys = Object.keys(words).filter((one) => one.startsWith('app.'));
  /** @param {string} one a key with gaps */
  const pattern = (one) => new RegExp(`^${one.replaceAll(/\$\{[^}]*\}/g, '\0').replaceAll('.', '\\.').replaceAll('\0', '.+')}$`);
  const patterns = made.map(pattern);
  for (const key of literal) assert.ok(keys.some((one) => one === key || one.startsWith(`${key}.`)), `${key} is not in the catalogue`);
  for (const one of made) assert.ok(keys.some((key) => pattern(one).test(key)), `nothing in the catalogue fits ${one}`);
  for (const key of keys) assert.ok(literal.has(key) || patterns.some((pattern) => pattern.test(key)), `${key} is said nowhere`);
});

test('every test of the screens has an end and leaves pictures when it fails', () => {
  for (const file of readdirSync(here).filter((one) => one.endsWith('.test.js') && one !== 'source.test.js'))
    assert.doesNotMatch(readFileSync(join(here, file), 'utf8'), /import \{[^}]*\btest\b[^}]*\} from 'node:test'/, `${file}: test comes from support/seen.js`);
});

test('no sentence that a page can show sends a person to a terminal', () => {
  /** @type {Record<string, string>} */
  const words = JSON.parse(readFileSync(join(pages, '..', '..', 'words', 'en.json'), 'utf8'));
  const forTerminals = (/** @type {string} */ key) => /^(cli|help)\./.test(key) || (!key.startsWith('app.') && key.endsWith('.hint'));
  for (const [key, text] of Object.entries(words)) if (!forTerminals(key)) assert.doesNotMatch(text, /\bsotto (--)?[a-z]|(^|\s)--[a-z]|terminal|command line/, key);
});

test('what leads on from a refusal is found by keys that the catalogue has', () => {
  const words = JSON.parse(readFileSync(join(pages, '..', '..', 'words', 'en.json'), 'utf8'));
  const keys = Object.values(answers).flat();
  // An error carries English, and its key is found by it: the first that says so.
  const first = (/** @type {string} */ text) => Object.keys(words).sort().find((one) => words[one] === text);
  for (const key of keys) assert.equal(first(words[key]), key);
  assert.equal(new Set(keys).size, keys.length);
});

test('files stay small and functions are found at once', () => {
  for (const file of scripts) assert.ok(readFileSync(file, 'utf8').split('\n').length < 400, relative(pages, file));
});
