// The house's drawings: two chairs, a lamp, a floor line. The lamp is lit when the room is open.
import { html, svg } from '../lit.js';

const chair = svg`<path class="fill" d="M70 74c-7 0-11.500 5.500-10 12.500l10 44c1 4.300 4 6.500 8.500 6.500H121c5.500 0 9.500-4 9.500-9.500S126.500 118 121 118H94l-9-36.500C83.800 77 80 74 75.500 74z"/><path d="m80 137-8 31M118 137l6 31"/>`;
const other = svg`<g transform="translate(360 0) scale(-1 1)"><path class="soft" d="M70 74c-7 0-11.500 5.500-10 12.500l10 44c1 4.300 4 6.500 8.500 6.500H121c5.500 0 9.500-4 9.500-9.500S126.500 118 121 118H94l-9-36.500C83.800 77 80 74 75.500 74z"/><path d="m80 137-8 31M118 137l6 31"/></g>`;
const table = svg`<path d="M158 132h44M180 132v36M168 168h24"/>`;
const cup = svg`<path d="M172 121h13v6a5 5 0 0 1-5 5h-3a5 5 0 0 1-5-5zM185 123h2.500a2.500 2.500 0 0 1 0 5H185"/>`;

/** @param {string} what said to those who cannot see it */
export const litRoom = (what) => html`<svg class="scene" viewBox="0 0 360 190" role="img" aria-label=${what}>
  <path class="glow" d="M156 62h48l56 106H100z"/><path d="M180 4v34"/><path class="lit" d="M154 62a26 26 0 0 1 52 0z"/>
  ${chair}${other}${table}${cup}<path class="floor" d="M36 168h288"/></svg>`;

/** @param {string} what */
export const closedRoom = (what) => html`<svg class="scene" viewBox="0 0 360 190" role="img" aria-label=${what}>
  <path d="M180 4v34"/><path class="fill" d="M154 62a26 26 0 0 1 52 0z"/>${chair}${other}${table}<path class="floor" d="M36 168h288"/></svg>`;

const small = /** @type {Record<string, import('../lit.js').Template>} */ ({
  chair: svg`<g transform="translate(70 0)">${chair}</g><path class="floor" d="M106 168h148"/>`,
  case: svg`<path class="fill" d="M138 60h62l22 22v78h-84z"/><path d="M200 60v22h22M154 102h50M154 118h50M154 134h26"/><path class="floor" d="M106 168h148"/>`,
  tray: svg`<path class="fill" d="M126 128l14-44h80l14 44v26h-108z"/><path d="M126 128h32c2 10 8 14 22 14s20-4 22-14h32"/><path class="floor" d="M106 168h148"/>`,
});

/** A small drawing for a part with nothing in it. @param {string} name */
export const drawing = (name) =>
  name === 'chairs'
    ? html`<svg class="scene scene--s" viewBox="40 40 280 135" aria-hidden="true">${chair}${other}<path class="floor" d="M50 168h260"/></svg>`
    : html`<svg class="scene scene--s" viewBox="90 40 180 135" aria-hidden="true">${small[name]}</svg>`;
