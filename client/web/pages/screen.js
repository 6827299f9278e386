// What every screen is: it enters, it is drawn, it hears what happens, it leaves. It keeps its own state in its fields
// and asks the app to draw when they change.
import { nothing } from './lit.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./lit.js').Template} Template */
/** @typedef {import('./rpc.js').EngineEvent} EngineEvent */
/** @typedef {Record<string, any>} Params */

export class Screen {
  /** @param {App} app @param {Params} params */
  constructor(app, params) {
    this.app = app;
    this.params = params;
  }
  /** Fetches what is shown first. The screen is drawn once before it ends, so a view copes with what is not there. */
  async enter() {}
  /** @returns {Template} */
  view() {
    return nothing;
  }
  /** The column of details beside a wide pane. @returns {Template} */
  aside() {
    return nothing;
  }
  /** A screen without the list: first run, the closed room. */
  get alone() {
    return false;
  }
  /** Where the keyboard is once the screen has been entered. @returns {HTMLElement | null} */
  first() {
    return document.querySelector('[data-first]') ?? document.getElementById('where');
  }
  /** Which row of the list is the current one, if any. */
  get place() {
    return '';
  }
  /** @param {EngineEvent} _event */
  hear(_event) {}
  /** The line to the engine was gone for a while, and with it what was told meanwhile. */
  async missed() {
    await this.enter();
  }
  leave() {}
}
