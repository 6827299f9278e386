// A new case: a nickname, a topic, how well the reader knows the setting, and who is in it. It never leaves the computer.
import { html } from '../lit.js';
import { head, pane } from '../parts/pane.js';
import { timesOnly } from '../parts/times_only.js';
import { call } from '../rpc.js';
import { Screen } from '../screen.js';
import { t } from '../words.js';

export const topics = ['conduct', 'capability', 'grievance', 'bullying', 'discrimination', 'sickness-absence', 'redundancy', 'exec-conduct', 'whistleblowing', 'pay', 'exit', 'tu-relations', 'wellbeing', 'career'];
const audiences = ['knows-employer', 'knows-sector', 'stranger'];

export class NewCase extends Screen {
  get place() {
    return 'new_case';
  }
  view() {
    return pane(this.app, {
      title: t('app.side.new_case'),
      body: !this.app.room.casework ? timesOnly(this.app) : html`<form class="page page--read stack-5" @submit=${(/** @type {SubmitEvent} */ event) => this.#open(event)}>
        ${head(t('app.case.new.title'), t('app.case.new.lead'))}
        <div class="field"><label class="field__label" for="nickname">${t('app.case.nickname')}</label>
          <input class="input" id="nickname" name="nickname" maxlength="60" required autocomplete="off" data-first aria-describedby="nickname-hint"><p class="field__hint" id="nickname-hint">${t('app.case.nickname.hint')}</p></div>
        <div class="field"><label class="field__label" for="topic">${t('app.case.topic')}</label>
          <select class="input" id="topic" name="topic">${topics.map((topic) => html`<option value=${topic}>${t(`app.topic.${topic}`)}</option>`)}</select></div>
        <fieldset class="stack-2"><legend class="field__label gap-b">${t('app.case.audience')}</legend>
          ${audiences.map((audience, n) => html`<label class="choice"><input type="radio" name="audience" value=${audience} ?checked=${n === 0}><span>${t(`app.audience.${audience}`)}<br><span class="small muted">${t(`app.audience.${audience}.means`)}</span></span></label>`)}</fieldset>
        <div class="actions"><button class="btn btn--primary btn--l" type="submit">${t('app.empty.case.act')}</button></div>
      </form>`,
    });
  }

  /** @param {SubmitEvent} event */
  async #open(event) {
    event.preventDefault();
    const form = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget));
    await this.app.attempt(async () => {
      const made = await call('case.new', { nickname: String(form.get('nickname')).trim(), topic: String(form.get('topic')), audience: String(form.get('audience')) });
      await this.app.room.refresh('cases');
      await this.app.go('case', { id: made.case.id, share: this.params.share });
    });
  }
}
