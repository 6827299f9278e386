// The pictures in view. Each is fetched when its row comes into view, shown from memory, and forgotten with the screen.
import { pictureBytesMax, pictureIn, wholeFile } from '../files.js';

/** @typedef {{url: string, width: number, height: number}} Shown */

const most = 40;

export class Pictures {
  /** @type {Map<string, Shown | null>} null: it is none, or is being fetched */
  #all = new Map();
  #gone = new AbortController();
  #observer;

  /**
   * @param {Element} root what scrolls @param {(id: string) => number} size of an attachment in bytes
   * @param {() => void} changed
   */
  constructor(root, size, changed) {
    this.size = size;
    this.changed = changed;
    this.#observer = new IntersectionObserver((seen) => seen.forEach((one) => one.isIntersecting && this.#came(one.target)), { root, rootMargin: '200px' });
  }

  /** @param {string} id */
  shown(id) {
    return this.#all.get(id) ?? undefined;
  }

  /** After drawing. @param {Element} list */
  watch(list) {
    for (const place of list.querySelectorAll('[data-picture]')) this.#observer.observe(place);
  }

  /** @param {Element} place */
  #came(place) {
    this.#observer.unobserve(place);
    const id = place.getAttribute('data-picture') ?? '';
    const size = this.size(id);
    if (!id || this.#all.has(id) || !size || size > pictureBytesMax) return;
    this.#all.set(id, null);
    this.#fetch(id, size).catch(() => {}); // it stays a file
  }

  /** @param {string} id @param {number} size */
  async #fetch(id, size) {
    const file = await wholeFile(id, size, this.#gone.signal);
    const picture = pictureIn(file);
    if (!picture || this.#gone.signal.aborted) return;
    const url = URL.createObjectURL(new Blob([file], { type: picture.type }));
    this.#all.set(id, { url, width: picture.width, height: picture.height });
    this.#thin();
    this.changed();
  }

  #thin() {
    const shown = [...this.#all].filter(([, one]) => one);
    for (const [id, one] of shown.slice(0, Math.max(0, shown.length - most))) {
      URL.revokeObjectURL(one?.url ?? '');
      this.#all.delete(id);
    }
  }

  leave() {
    this.#gone.abort();
    this.#observer.disconnect();
    for (const one of this.#all.values()) if (one) URL.revokeObjectURL(one.url);
    this.#all.clear();
  }
}
