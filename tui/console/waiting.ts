import type { State } from './state.ts';
import { lastSeen } from './state.ts';

/** What a quiet start holds, in words; undefined when it holds nothing, or nobody knows yet. */
export function waitingText({ snapshot }: State): string | undefined {
  const waiting = lastSeen(snapshot.waiting)?.value;
  return waiting === undefined ? undefined : `${waiting.jobs} scheduled jobs and ${waiting.mails} mails wait`;
}
