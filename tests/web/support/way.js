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

  /** Everything on the page that was not there before; of a list to choose from, what it shows closed. */
  async read() {
    const text = await this.page.evaluate(() => {
      const shown = document.querySelector('dialog[open]') ?? document.querySelector('main');
      for (const select of shown?.querySelectorAll('select') ?? []) select.dataset.said = select.selectedOptions[0]?.text;
      const hidden = [...(shown?.querySelectorAll('.visually-hidden, select') ?? [])].map((one) => /** @type {HTMLElement} */ (one).innerText);
      let said = /** @type {HTMLElement | null} */ (shown)?.innerText ?? '';
      for (const one of hidden.filter(Boolean)) said = said.replace(one, '');
      return `${said}\n${[...(shown?.querySelectorAll('select') ?? [])].map((one) => one.dataset.said).join('\n')}`;
    });
    for (const line of text.split('\n').map((one) => one.trim()).filter(Boolean)) {
      if (this.#read.has(line) || /^\d+$/.test(line)) continue;  // the numbers beside the steps
      this.#read.add(line);
      this.words += line.split(/\s+/).length;
      if (process.env.SOTTO_WAY) console.log(`${this.page.url().slice(-2)} ${line}`);
    }
  }

  /** Reads, then does one thing. @param {() => Promise<unknown>} act */
  async act(act) {
    await this.read();
    await act();
    this.actions += 1;
  }

  /** @param {string} name */
  async press(name) {
    await this.page.getByRole('button', { name, exact: true }).first().waitFor(); // so that what is read is the page it stands on
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
