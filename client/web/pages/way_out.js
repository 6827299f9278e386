// What leads on from a refusal: a screen, found by the key of its sentence or by its name, never by its words.

/** @typedef {import('./rpc.js').Refusal} Refusal */
/** @typedef {import('./room.js').Room} Room */
/** @typedef {{screen: string, params: Record<string, string>}} Way */

/** Screen -> the sentences that it answers. @type {Record<string, string[]>} */
export const answers = {
  relay: ['pairing.have_no_relay_yet_add', 'pairing.have_no_relay_own_listen'],
  agreement: ['no_agreement', 'agreement_ended', 'agreement_paused', 'agreement_stale', 'agreement_open', 'no_draft', 'no_proposal', 'not_signed'].map((one) => `practice.${one}`),
  case: ['practice.case_stale'],
  session: ['practice.session_runs'],
  crisis: ['practice.ping_open', 'practice.no_agreement_for_ping'],
  managed: ['request.only_availability'],
  settings: ['attachment.no_room'],
  invite: ['pairing.conversation_ended', 'pairing.buddy_ended_conversation', 'pairing.words_did_not_match_nothing'],
};
/** Screen -> what a refusal is called that it answers, whatever was tried. @type {Record<string, string>} */
const named = { identity_changed: 'six_words' };

/**
 * @param {Refusal} refusal @param {Room} room
 * @param {string} place the row of the list that a person is at, which may be a buddy's
 * @returns {Way | null} null: the sentence has to be enough
 */
export function wayOut(refusal, room, place) {
  const screen = named[refusal.name] ?? Object.keys(answers).find((one) => answers[one]?.includes(refusal.key));
  const running = screen === 'session' ? room.sessions.find((one) => one.state === 'running') : null;
  const buddy = running?.with[0] ?? refusal.about.buddy ?? place.match(/^buddy:(.+)$/)?.[1];
  switch (screen) {
    case undefined:
      return null;
    case 'agreement':
    case 'session':
    case 'six_words':
      return room.buddy(buddy) ? { screen, params: { buddy } } : null;
    case 'case':
      return refusal.about.case ? { screen, params: { id: refusal.about.case } } : null;
    default:
      return { screen, params: {} };
  }
}
