import { Box, Text, render, useApp, useInput } from 'ink';
import type { ConsoleOptions } from './options.ts';

function Console({ context }: ConsoleOptions) {
  const { exit } = useApp();
  useInput((input) => {
    if (input === 'q') exit();
  });
  return (
    <Box flexDirection="column">
      <Text bold>{context.env.hostname}</Text>
      <Text>q leave</Text>
    </Box>
  );
}

/** Draws the console until the operator leaves it. */
export async function showConsole(options: ConsoleOptions): Promise<void> {
  const app = render(<Console {...options} />, { alternateScreen: true, exitOnCtrlC: false });
  await app.waitUntilExit();
}
