// A relay, people with engines, and a browser window before each: all of them the real programs of this build.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const passphrase = 'quiet lemon harbour forty';
const browserPath = process.env.SOTTO_BROWSER ?? '/usr/bin/chromium-headless-shell';
const programs = process.env.SOTTO_BIN ?? fileURLToPath(new URL('../../../build/dev/bin', import.meta.url));
// While one works on the pages: a debug build reads them from this folder, and need not be built again.
const fromFolder = process.env.SOTTO_PAGES ? ['--pages-dir', process.env.SOTTO_PAGES] : [];
export const patience = 60_000; // milliseconds that anything may take before it counts as broken

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').BrowserContextOptions} Options */

/** Those that are open. @type {Set<House>} */
export const houses = new Set();

export class House {
  // In memory where there is such a place: what a disk does is not what is tested here.
  folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'sotto-web-'));
  /** @type {import('node:child_process').ChildProcess[]} */
  #started = [];
  /** @type {Promise<import('playwright-core').Browser> | null} */
  #browser = null;
  /** @type {Person[]} */
  people = [];
  /** @type {{who: string, page: Page}[]} */
  windows = [];
  /** Requests that went anywhere else than to a page's own engine; each test ends by looking. @type {string[]} */
  elsewhere = [];
  /** What a page complained about. @type {string[]} */
  complaints = [];

  constructor() {
    houses.add(this);
    mkdirSync(join(this.folder, 'run'), { mode: 0o700 });
    this.environment = { PATH: process.env.PATH ?? '', HOME: this.folder, XDG_RUNTIME_DIR: join(this.folder, 'run'), LC_ALL: 'C.UTF-8', TERM: 'dumb' };
  }

  get #log() {
    return join(this.folder, 'log');
  }
  /** What the programs said last. */
  lastLines(most = 20) {
    return existsSync(this.#log) ? readFileSync(this.#log, 'utf8').trimEnd().split('\n').slice(-most) : [];
  }

  /** @param {string} program @param {string[]} words */
  start(program, ...words) {
    const log = openSync(this.#log, 'a');
    const child = spawn(join(programs, program), words, { env: this.environment, cwd: this.folder, stdio: ['ignore', 'pipe', log] });
    closeSync(log);
    this.#started.push(child);
    return child;
  }

  /** A relay that listens; answers its link. @param {string} [name] of its folder @returns {Promise<string>} */
  async relay(name = 'relay') {
    const child = this.start('sotto-relay', 'serve', '--listen', '127.0.0.1:0', '--state', join(this.folder, name));
    return (await firstLine(child)).link;
  }

  /** @param {string} name */
  person(name) {
    const one = new Person(this, name);
    this.people.push(one);
    return one;
  }

  /** One, also when two windows are asked for at once. */
  browser() {
    this.#browser ??= chromium.launch({ executablePath: browserPath, args: ['--force-color-profile=srgb', '--font-render-hinting=none'] });
    return this.#browser;
  }

  async close() {
    houses.delete(this);
    await (await this.#browser)?.close();
    for (const one of this.people) await one.run('stop').catch(() => {});
    for (const child of this.#started) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export class Person {
  /** @param {House} house @param {string} name */
  constructor(house, name) {
    this.house = house;
    this.name = name;
    this.profile = join(house.folder, name);
    this.keyFile = join(house.folder, `${name}.passphrase`);
    writeFileSync(this.keyFile, `${passphrase}\n`, { mode: 0o600 });
  }

  /** One command of this person's; its object. @param {string[]} words @returns {Promise<any>} */
  async run(...words) {
    const child = this.house.start('sotto', '--profile', this.profile, '--passphrase-file', this.keyFile, '--json', ...words);
    let text = '';
    child.stdout?.on('data', (data) => (text += data));
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(`${this.name}: sotto ${words.join(' ')} ended with ${code}: ${text}`);
    return JSON.parse(text.split('\n')[0] ?? '');
  }

  /** The engine, open and ready; without it commands work in process and nothing arrives by itself. */
  async engine() {
    return firstLine(this.house.start('sotto', '--profile', this.profile, '--passphrase-file', this.keyFile, '--json', 'engine', ...fromFolder));
  }

  /** The address of a window, for once. @returns {Promise<string>} */
  async address() {
    return (await this.run('ui', '--no-window', ...fromFolder)).url;
  }

  /** A window, as `sotto ui` would open it. @param {Options} [options] @param {(page: Page) => Promise<void>} [first] what is done before it is opened @returns {Promise<Page>} */
  async window(options = {}, first = async () => {}) {
    const browser = await this.house.browser();
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', timezoneId: 'UTC', reducedMotion: 'reduce', ...options });
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    const url = await this.address();
    const origin = new URL(url).origin;
    page.on('request', (request) => {
      const to = request.url();
      if (!to.startsWith(`${origin}/`) && !to.startsWith('blob:') && !to.startsWith('data:')) this.house.elsewhere.push(to);
    });
    page.on('pageerror', (error) => this.house.complaints.push(`${this.name}: ${error.stack ?? error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') this.house.complaints.push(`${this.name}: ${message.text()}`);
    });
    this.house.windows.push({ who: this.name, page });
    await first(page);
    await page.goto(url);
    return page;
  }

  /** A window of an engine that is open already: past the token, on the welcome page. @param {Options} [options] @param {(page: Page) => Promise<void>} [first] */
  async room(options = {}, first = async () => {}) {
    const page = await this.window(options, first);
    await page.getByRole('heading', { name: `Welcome, ${this.name}` }).waitFor();
    return page;
  }
}

/** @param {import('node:child_process').ChildProcess} child @returns {Promise<any>} */
export function firstLine(child) {
  return new Promise((done, failed) => {
    let text = '';
    child.stdout?.on('data', (data) => {
      text += data;
      if (text.includes('\n')) done(JSON.parse(text.split('\n')[0] ?? ''));
    });
    child.on('exit', (code) => failed(new Error(`a program ended before it was ready, exit ${code}`)));
  });
}
