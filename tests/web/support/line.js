// The engine's unix socket, for what would take too long by commands: filling a vault.
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

export class Line {
  #last = 0;
  /** @type {Map<number, (answer: any) => void>} */
  #waiting = new Map();

  /** @param {import('node:net').Socket} socket */
  constructor(socket) {
    this.socket = socket;
    createInterface({ input: socket }).on('line', (text) => {
      const answer = JSON.parse(text);
      this.#waiting.get(answer.id)?.(answer);
      this.#waiting.delete(answer.id);
    });
  }

  /** @param {string} path */
  static async to(path) {
    const socket = connect(path);
    await once(socket, 'connect');
    const line = new Line(socket);
    await line.call('hello', { protocol: 1 });
    return line;
  }

  /** @param {string} method @param {any} params @returns {Promise<any>} */
  call(method, params) {
    const id = ++this.#last;
    this.socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    return new Promise((done, failed) => this.#waiting.set(id, (answer) => (answer.error ? failed(new Error(answer.error.message)) : done(answer.result))));
  }

  end() {
    this.socket.end();
  }
}
