// Writing down what only oneself reads. The check looks at it, too; what it would stop can be said differently, or kept
// with a reason.
import { Refusal } from '../rpc.js';
import { t } from '../words.js';

export const reasons = ['they-agreed', 'about-me', 'false-alarm', 'safety'];

/**
 * True: it is kept. False: refused, or to be said differently.
 * @param {import('../app.js').App} app @param {(more: {despite?: string}) => Promise<unknown>} keep
 */
export async function kept(app, keep) {
  let stopped = '';
  const done = await app.attempt(async () => {
    try {
      await keep({});
    } catch (why) {
      if (!(why instanceof Refusal) || !why.more.check) throw why;
      stopped = found(why.more.check.findings);
    }
  });
  if (!done || !stopped) return done;
  let despite = '';
  await app.ask({
    title: t('app.keep.title'),
    text: t('app.keep.text', { what: stopped }),
    choices: reasons.map((why) => ({ words: t('app.keep.despite', { why: t(`app.check.despite.${why}`) }), act: () => void (despite = why) })),
    no: t('app.keep.change'),
  });
  return despite ? app.attempt(() => keep({ despite })) : false;
}

/** What was found, in words. @param {import('../rpc.js').Json[]} findings */
const found = (findings) => [...new Set(findings.map((one) => String(one.why).replace(/\.$/, '')))].slice(0, 3).join('; ');
