// What the engine tells, passed on in the order in which it was told. An event may need part of the room read again
// first; while that is under way later ones wait, and what several of them need is read once.

/** @typedef {import('./rpc.js').EngineEvent} EngineEvent */
/** @typedef {import('./room.js').Part} Part */

export class Hearing {
  /** @type {EngineEvent[]} */
  #waiting = [];
  #busy = false;

  /**
   * @param {(event: EngineEvent) => Part[]} needs what of the room an event makes old
   * @param {(parts: Part[]) => Promise<unknown>} refresh
   * @param {(event: EngineEvent) => void} tell
   */
  constructor(needs, refresh, tell) {
    this.needs = needs;
    this.refresh = refresh;
    this.tell = tell;
  }

  /** @param {EngineEvent} event */
  async take(event) {
    this.#waiting.push(event);
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (this.#waiting.length) await this.#round(this.#waiting.splice(0));
    } finally {
      this.#busy = false;
    }
  }

  /** @param {EngineEvent[]} events */
  async #round(events) {
    const parts = new Set(events.flatMap((event) => this.needs(event)));
    if (parts.size) await this.refresh([...parts]);
    for (const event of events) this.tell(event);
  }
}
