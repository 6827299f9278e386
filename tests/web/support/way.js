// How long a way through the screens takes a person: every sentence on it read once, at 200 words a minute, and a
// second and a half for each thing done.
const wordsPerMinute = 200;
const secondsPerAction = 1.5;

/** @typedef {import('playwright-core').Page} Page */

export class Way {
  #read = new Set();
  words = 0;
  actions = 0;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  /** Everything on the page that was not there before. */
  async read() {
    const text = await this.page.evaluate(() => document.querySelector('dialog[open]')?.textContent ?? /** @type {HTMLElement | null} */ (document.querySelector('main'))?.innerText ?? '');
    for (const line of text.split('\n').map((one) => one.trim()).filter(Boolean)) {
      if (this.#read.has(line)) continue;
      this.#read.add(line);
      this.words += line.split(/\s+/).length;
    }
  }

  /** Reads, then does one thing. @param {() => Promise<unknown>} act */
  async act(act) {
    await this.read();
    await act();
    this.actions += 1;
  }

  /** @param {string} name */
  press(name) {
    return this.act(async () => {
      const dialog = this.page.getByRole('dialog');
      const within = (await dialog.count()) ? dialog : this.page.getByRole('main');
      await within.getByRole('button', { name, exact: true }).first().click();
    });
  }

  /** @param {string | RegExp} name @param {string} text typed at 40 words a minute is reading at a fifth of the speed @param {boolean} [pasted] */
  async fill(name, text, pasted = false) {
    await this.act(() => this.page.getByLabel(name).fill(text));
    if (!pasted) this.words += 5 * text.split(/\s+/).length;
  }

  get seconds() {
    return (60 * this.words) / wordsPerMinute + secondsPerAction * this.actions;
  }

  toString() {
    return `${this.words} words, ${this.actions} actions, ${Math.floor(this.seconds / 60)} min ${Math.round(this.seconds % 60)} s`;
  }
}
