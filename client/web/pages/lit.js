// The one place that names the template library, so that screens do not.
export { html, svg, nothing, render } from '/vendor/lit-html/lit-html.js';
export { repeat } from '/vendor/lit-html/directives/repeat.js';

/** @typedef {import('/vendor/lit-html/lit-html.js').TemplateResult | import('/vendor/lit-html/lit-html.js').nothing} Template */
