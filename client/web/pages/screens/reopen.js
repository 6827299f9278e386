// The engine is gone: there is nothing in this window that could be lost.
import { html } from '../lit.js';
import { closedRoom } from '../parts/scene.js';
import { Screen } from '../screen.js';
import { t } from '../words.js';

export class Reopen extends Screen {
  get alone() {
    return true;
  }
  view() {
    return html`<main class="solo unlock" id="main">
      <div class="sheet stack-5">
        ${closedRoom(t('app.scene.closed'))}
        <div class="card card--open stack"><h1 class="title" id="where" tabindex="-1">${t('app.reopen.title')}</h1><p>${t('app.reopen.text')}</p></div>
      </div>
    </main>`;
  }
}
