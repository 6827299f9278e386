// Every screen by the name that App.go() knows it by.
import { Screen } from '../screen.js';
import { Agreement } from './agreement.js';
import { Boundaries } from './boundaries.js';
import { Case } from './case.js';
import { Chat } from './chat.js';
import { Crisis } from './crisis.js';
import { Exchange } from './exchange.js';
import { FirstRun } from './first_run.js';
import { Invite } from './invite.js';
import { Managed } from './managed.js';
import { NewCase } from './new_case.js';
import { CpdRecord } from './cpd_record.js';
import { Opinion } from './opinion.js';
import { OpinionAsk } from './opinion_ask.js';
import { Relay } from './relay.js';
import { Retention } from './retention.js';
import { Reopen } from './reopen.js';
import { Search } from './search.js';
import { Session } from './session.js';
import { Settings } from './settings.js';
import { Share } from './share.js';
import { SixWords } from './six_words.js';
import { Unlock } from './unlock.js';
import { Welcome } from './welcome.js';

class Blank extends Screen {
  get alone() {
    return true;
  }
}

/** @type {Record<string, typeof Screen>} */
const screens = {
  agreement: Agreement,
  blank: Blank,
  boundaries: Boundaries,
  case: Case,
  chat: Chat,
  crisis: Crisis,
  exchange: Exchange,
  first_run: FirstRun,
  invite: Invite,
  managed: Managed,
  new_case: NewCase,
  opinion: Opinion,
  opinion_ask: OpinionAsk,
  record: CpdRecord,
  relay: Relay,
  reopen: Reopen,
  retention: Retention,
  search: Search,
  session: Session,
  settings: Settings,
  share: Share,
  six_words: SixWords,
  unlock: Unlock,
  welcome: Welcome,
};

/** @param {string} name @param {import('../app.js').App} app @param {import('../screen.js').Params} params */
export function screenNamed(name, app, params) {
  const Named = screens[name];
  if (!Named) throw new Error(`there is no screen ${name}`);
  return new Named(app, params);
}
