/** `npm run lab -- VERB …`: the lab by hand. */
import { LabError } from './errors.ts';
import { say } from './say.ts';
import { usage, verbs } from './verbs.ts';

const [verb = 'help', ...words] = process.argv.slice(2);
const act = verbs.get(verb);

if (act === undefined) {
  process.stdout.write(usage());
  process.exitCode = verb === 'help' || verb === '--help' ? 0 : 2;
} else {
  try {
    process.exitCode = await act(words);
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    say(error.message);
    process.exitCode = error.exitCode;
  }
}
