// What the engine last told: the people, the cases, what waits. Screens read it; nothing else is kept of a vault in the
// page, and everything here goes when the room is closed.
import { call } from './rpc.js';

/** @typedef {import('./rpc.js').Json} Json */
/** @typedef {{id: string, name: string, verified: boolean, state: string, unread: number, notice: string} & Json} Buddy */
/** @typedef {{exchange: string, buddy: string, direction: 'in' | 'out', state: string, label: string, topic: string} & Json} Exchange */
/** @typedef {{id: string, ref: string, nickname: string, state: string} & Json} Case */
/** @typedef {'buddies' | 'cases' | 'offers' | 'relays' | 'name' | 'calls' | 'opinions' | 'sessions'} Part */

export class Room {
  name = '';
  /** Whether this computer is for casework, or for arranging times only. */
  casework = true;
  /** @type {Buddy[]} */
  buddies = [];
  /** @type {Case[]} */
  cases = [];
  /** @type {Exchange[]} */
  offers = [];
  /** Second opinions of which something is left. @type {Json[]} */
  opinions = [];
  /** Sessions that are asked for, agreed or run. @type {Json[]} */
  sessions = [];
  /** @type {Json[]} */
  relays = [];
  /** Buddies who need someone now. @type {Json[]} */
  calls = [];
  /** @type {Map<string, Json>} */
  agreements = new Map();
  /** @type {Record<Part, () => Promise<void>>} */
  #readers = {
    name: async () => void (this.name = (await call('name.get')).name),
    buddies: () => this.#readBuddies(),
    cases: async () => void (this.cases = (await call('case.list')).cases),
    offers: async () => void (this.offers = (await call('inbox')).offers),
    calls: async () => void (this.calls = (await call('crisis.list')).pings.filter((/** @type {Json} */ one) => one.state === 'ringing')),
    opinions: async () => void (this.opinions = (await call('opinion.list')).opinions.filter((/** @type {Json} */ one) => one.question)),
    sessions: async () => void (this.sessions = (await call('session.list')).sessions.filter((/** @type {Json} */ one) => ['asked', 'agreed', 'running'].includes(one.state))),
    relays: async () => void (this.relays = (await call('relay.list')).relays),
  };

  /** @param {Part[]} parts */
  async refresh(...parts) {
    await Promise.all(parts.map((part) => this.#readers[part]()));
  }
  async #readBuddies() {
    this.buddies = (await call('buddy.list')).buddies;
    const live = this.buddies.filter((buddy) => buddy.state === 'active' || buddy.state === 'changed');
    await Promise.all(live.map((buddy) => this.agreement(buddy.id)));
  }
  /** @param {string} buddy */
  async agreement(buddy) {
    const { agreement } = await call('agree.show', { buddy });
    this.agreements.set(buddy, agreement);
    return agreement;
  }
  /** @param {string} id @returns {Buddy | undefined} */
  buddy(id) {
    return this.buddies.find((buddy) => buddy.id === id);
  }
  /** @param {string} id */
  nameOf(id) {
    return this.buddy(id)?.name ?? '';
  }
  /** Questions of a buddy's that wait for my view. @param {string} buddy */
  asked(buddy) {
    return this.opinions.filter((one) => one.asked_by === buddy && one.state === 'asked');
  }
  /** The session with a buddy that runs, or waits for an answer or its time. @param {string} buddy */
  session(buddy) {
    const ours = this.sessions.filter((one) => one.with.includes(buddy));
    return ours.find((one) => one.state === 'running') ?? ours.find((one) => one.state === 'asked') ?? ours[0];
  }
  everything() {
    return this.refresh('name', 'buddies', 'cases', 'offers', 'relays', 'calls', 'opinions', 'sessions');
  }
}
