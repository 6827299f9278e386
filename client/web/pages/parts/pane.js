// The right-hand side of the window: a bar with where you are, what is there, sometimes a foot to write in.
import { html, nothing } from '../lit.js';
import { t } from '../words.js';
import { icon } from './icon.js';

/** @typedef {import('../lit.js').Template} Template */
/**
 * @typedef {object} Pane
 * @property {string} title what the page is called, once, in its bar
 * @property {unknown} [line] a second line under it
 * @property {Template} [face]
 * @property {unknown} [tools] at the end of the bar
 * @property {unknown} body
 * @property {string} [kind] a class for the body
 * @property {unknown} [foot]
 */

/** @param {import('../app.js').App} app @param {Pane} pane */
export const pane = (app, { title, line = nothing, face = nothing, tools = nothing, body, kind = '', foot = nothing }) =>
  html`<header class="pane__bar">
      <button class="btn btn--icon back" type="button" aria-label=${t('app.back_to_list')} @click=${() => app.showList()}>${icon('back')}</button>
      ${face}
      <div class="grow"><h1 class="subheading truncate" id="where" tabindex="-1">${title}</h1>${line === nothing ? nothing : html`<p class="row__line truncate">${line}</p>`}</div>
      ${tools}
    </header>
    ${app.complaint()}
    <div tabindex="0" role="region" aria-labelledby="where" class="pane__body ${kind}">${body}</div>
    ${foot === nothing ? nothing : html`<div class="pane__foot">${foot}</div>`}`;

/** The heading of a page that is not a conversation. @param {unknown} title @param {unknown} lead */
export const head = (title, lead = nothing) =>
  html`<div class="page__head"><h2 class="title">${title}</h2>${lead === nothing ? nothing : html`<p class="lead">${lead}</p>`}</div>`;
