/** `npm test`: all layers, one result. Each lane runs beside the others; the last line says how many tests passed. */
import { NotHere } from '../lab/errors.ts';
import { ensureHere } from '../lab/here.ts';
import { sum, type Counts } from './counts.ts';
import { check, project, type Layer } from './layer.ts';
import { runLayer } from './run-layer.ts';

const build = check('build', 'node', 'packaging/build.ts');
const first = [check('format', 'prettier', '--check', '.'), check('types', 'tsc', '--noEmit')];
const withoutMachines = [project('unit'), project('packaging'), project('sandbox')];
const withMachines = [project('install'), project('lab')];

async function main(): Promise<number> {
  const [built, ...rest] = await together([[build], first]);
  const missing = await whyNoMachines();
  const lanes = missing === undefined ? [withoutMachines, withMachines] : [withoutMachines];
  const total = sum([...(built ?? []), ...rest.flat(), ...(await together(lanes)).flat()]);
  if (missing !== undefined) {
    const required = process.env['OT_REQUIRE_LAB'] === '1';
    console.log(`The layers with machines (install, lab) did NOT run here: ${missing}.`);
    if (required) return tell({ ...total, failed: total.failed + 1 });
  }
  return tell(total);
}

/** Runs lanes side by side, the layers of a lane one after the other. */
function together(lanes: readonly (readonly Layer[])[]): Promise<readonly (readonly Counts[])[]> {
  return Promise.all(
    lanes.map(async (lane) => {
      const counts: Counts[] = [];
      for (const layer of lane) counts.push(await runLayer(layer));
      return counts;
    }),
  );
}

async function whyNoMachines(): Promise<string | undefined> {
  try {
    await ensureHere();
    return undefined;
  } catch (error) {
    if (error instanceof NotHere) return error.message;
    throw error;
  }
}

function tell({ passed, failed }: Counts): number {
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

process.exitCode = await main();
