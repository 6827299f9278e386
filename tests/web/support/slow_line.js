// The line between a page and its engine, on which what the page asks can be kept waiting: as at an engine that is busy.
// Nothing is lost and nothing overtakes.

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').WebSocketRoute} Route */

export class SlowLine {
  /** From the first request of this name on, all wait. */
  #from = '';
  /** @type {(string | Buffer)[]} */
  #waiting = [];
  /** @type {Route | null} */
  #engine = null;
  /** @type {Route | null} */
  #page = null;
  /** @type {{fits: (told: any) => boolean, done: (told: any) => void}[]} */
  #watched = [];
  #whole = Promise.resolve();
  #mend = () => {};

  /** Before the page is opened. @param {Page} page */
  static async before(page) {
    const line = new SlowLine();
    await page.routeWebSocket(/\/rpc$/, (route) => line.#carry(route));
    return line;
  }

  /** @param {Route} route */
  async #carry(route) {
    await this.#whole;
    this.#page = route;
    this.#engine = route.connectToServer();
    route.onMessage((text) => {
      const said = JSON.parse(String(text));
      if (this.#waiting.length || said.method === this.#from) this.#waiting.push(text);
      else this.#engine?.send(text);
      this.#look(said);
    });
    this.#engine.onMessage((text) => {
      route.send(text);
      this.#look(JSON.parse(String(text)));
    });
  }

  /** @param {any} said */
  #look(said) {
    for (const one of this.#watched.filter((each) => each.fits(said))) one.done(said);
  }

  /** @param {(said: any) => boolean} fits something that was told or asked @returns {Promise<any>} */
  #seen(fits) {
    return new Promise((done) => this.#watched.push({ fits, done }));
  }

  /** From this request on all wait; when it has been made. @param {string} method */
  hold(method) {
    this.#from = method;
    return this.asked(method);
  }

  /** When the page has asked this. @param {string} method */
  asked(method) {
    return this.#seen((said) => said.method === method);
  }

  /** When the engine has told the page such an event. @param {(event: any) => boolean} fits */
  told(fits) {
    return this.#seen((said) => said.method === 'event' && fits(said.params));
  }

  /** As if the engine had told it. @param {any} event */
  tell(event) {
    this.#page?.send(JSON.stringify({ jsonrpc: '2.0', method: 'event', params: event }));
  }

  /** The line is gone, for as long as it is not mended. */
  async cut() {
    this.#whole = new Promise((done) => (this.#mend = done));
    await Promise.all([this.#page?.close({ code: 3000 }), this.#engine?.close({ code: 3000 })]);
  }
  mend() {
    this.#mend();
  }

  release() {
    this.#from = '';
    for (const text of this.#waiting.splice(0)) this.#engine?.send(text);
  }
}
