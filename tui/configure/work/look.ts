import { testValues } from '../../../src/checks/connection/test-connection.ts';
import type { ProbeResult } from '../../../src/checks/connection/probe.ts';
import { planConfigEdit } from '../../../src/config/write.ts';
import { authorization } from '../../../src/configure/authorized-keys.ts';
import { detect } from '../../../src/configure/detect/detect.ts';
import { difference } from '../../../src/configure/difference.ts';
import type { Draft } from '../../../src/configure/draft.ts';
import { draftConfig } from '../../../src/configure/draft.ts';
import { readHostKeys } from '../../../src/configure/pin-host-key.ts';
import { listSettings } from '../../../src/configure/settings.ts';
import { findKey } from '../../../src/configure/ssh-key.ts';
import type { Context } from '../../../src/context.ts';
import { asFailure } from '../../../src/failures.ts';
import type { Detected, Facts, Looked, Plan } from '../state.ts';

/** Takes what was seen to the form. */
export type Tell = (part: Partial<Facts>) => void;

async function looked<T>(work: Promise<T>): Promise<Looked<T>> {
  try {
    return { state: 'seen', value: await work };
  } catch (error) {
    const failure = asFailure(error);
    const next = failure.code === 'source-not-set' ? 'Name production on the first page.' : failure.next;
    return { state: 'failed', why: failure.message, next };
  }
}

/** What is here, and takes no time: the key, the line made of it, and what would be written. */
export async function lookHere(context: Context, draft: Draft, tell: Tell): Promise<void> {
  const { values } = draftConfig(draft);
  const [plan, key, line] = await Promise.all([
    looked(planOf(draft)),
    looked(findKey(context, values)),
    looked(authorization(context, values)),
  ]);
  tell({ plan, key, authorization: line });
}

async function planOf(draft: Draft): Promise<Plan> {
  const edit = await planConfigEdit(draft.path, draft.changes);
  return { draft, edit, lines: difference(edit.before ?? '', edit.after) };
}

/** What this machine and production say to the values of a draft. Everything is told as it comes. */
export async function lookAround(context: Context, draft: Draft, tell: Tell): Promise<void> {
  const loaded = draftConfig(draft);
  const results: ProbeResult[] = [];
  tell({ tests: { running: true, results } });
  const onResult = (result: ProbeResult) => {
    results.push(result);
    tell({ tests: { running: true, results: [...results] } });
  };
  await Promise.all([
    looked(detected(context, draft)).then((seen) => tell({ detected: seen })),
    looked(readHostKeys(context, loaded.values)).then((seen) => tell({ hostKeys: seen })),
    testValues(context, loaded, onResult).then(() =>
      tell({ tests: { running: false, results: [...results] } }),
    ),
  ]);
}

async function detected(context: Context, draft: Draft): Promise<Detected> {
  const loaded = draftConfig(draft);
  const settings = await listSettings(context, loaded);
  const findings = await detect(context, loaded.values);
  return { findings, settings: new Map(settings.map((setting) => [setting.key, setting])) };
}
