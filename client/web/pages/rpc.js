// The engine, as the page sees it: one WebSocket with JSON-RPC 2.0. The session's token lives in a variable of this
// module and nowhere else: no cookie, no storage, no address. A page that is loaded again has lost it, on purpose.

/** @typedef {Record<string, any>} Json */
/** @typedef {{event: string} & Json} EngineEvent */

/** The engine said no, with one sentence for a person. */
export class Refusal extends Error {
  /**
   * @param {string} sentence @param {string} name
   * @param {{key?: string, more?: Json, about?: {buddy?: string, case?: string}}} [data] the sentence's key in the catalogue, what
   * came with it, and whom or what the call was about
   */
  constructor(sentence, name, { key = '', more = {}, about = {} } = {}) {
    super(sentence);
    this.name = name;
    this.key = key;
    this.more = more;
    this.about = about;
  }
}

/** @typedef {{done: (result: Json) => void, failed: (why: Error) => void, about?: {buddy?: string, case?: string}}} Waiting */

let token = '';
/** @type {WebSocket | null} */
let socket = null;
let lastId = 0;
/** @type {Map<number, Waiting>} */
const waiting = new Map();
/** @type {(event: EngineEvent) => void} */
let hear = () => {};
/** @type {(farewell: number) => void} the code that the line was closed with */
let gone = () => {};

/** @param {(event: EngineEvent) => void} onEvent @param {(farewell: number) => void} onGone */
export function listen(onEvent, onGone) {
  hear = onEvent;
  gone = onGone;
}

/**
 * Exchanges the launch code, which works once, or the passphrase for a token of this window, and connects with it.
 * @param {{code: string} | {passphrase: string}} key
 */
export async function enter(key) {
  const answer = await fetch('/open', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(key),
  }).catch(() => {
    throw new Refusal('', 'engine_gone');
  });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refusal(told.error?.message ?? '', told.error?.name ?? 'refused');
  token = String(told.token);
  await connect();
}

/** A line with the token at hand. @returns {Promise<void>} */
export function connect() {
  const before = socket;
  socket = null;
  before?.close();
  return new Promise((done, failed) => {
    const line = new WebSocket(`ws://${location.host}/rpc`);
    line.addEventListener('open', () => {
      line.send(JSON.stringify({ token }));
      socket = line;
      done();
    });
    line.addEventListener('message', (message) => take(String(message.data)));
    line.addEventListener('close', ({ code }) => {
      failed(new Refusal('', 'engine_gone'));
      if (socket !== line) return;
      socket = null;
      for (const { failed: tell } of waiting.values()) tell(new Refusal('', 'engine_gone'));
      waiting.clear();
      gone(code);
    });
  });
}

/** @param {string} text */
function take(text) {
  const answer = JSON.parse(text);
  if (answer.method === 'event') return hear(answer.params);
  const one = waiting.get(answer.id);
  if (!one) return;
  waiting.delete(answer.id);
  if (!answer.error) return one.done(answer.result);
  const { name = 'unexpected', key, more } = answer.error.data ?? {};
  one.failed(new Refusal(answer.error.message, name, { key, more, about: one.about }));
}

/**
 * @param {string} method @param {Json} [params]
 * @returns {Promise<Json>}
 */
export function call(method, params = {}) {
  return new Promise((done, failed) => {
    if (!socket) return failed(new Refusal('', 'engine_gone'));
    const id = ++lastId;
    waiting.set(id, { done, failed, about: { buddy: params.buddy, case: params.case } });
    socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
  });
}

/**
 * The bytes of a file. Which one, and from where, stands in fields of the head: no address ever names it.
 * @param {'/piece' | '/blob'} path @param {string} file @param {number} at @param {Blob} [body]
 * @returns {Promise<Response>}
 */
export async function bytes(path, file, at, body) {
  /** @type {Record<string, string>} */
  const headers = { Authorization: `Bearer ${token}`, 'Sotto-File': file, 'Sotto-At': String(at) };
  if (body) headers['Content-Type'] = 'application/octet-stream';
  const answer = await fetch(path, { method: body ? 'POST' : 'GET', headers, body: body ?? null, cache: 'no-store' }).catch(() => {
    throw new Refusal('', 'engine_gone');
  });
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  throw new Refusal(told.error?.message ?? '', told.error?.name ?? 'locked');
}
