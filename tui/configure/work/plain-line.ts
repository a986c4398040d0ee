import { spawnSync } from 'node:child_process';

const script = 'printf "%s\\n" "$1"; printf "\\nEnter leads back to the form. "; read -r nothing';

/** Shows a text on the bare terminal, where a long line is one line to whoever copies it, until Enter is pressed. */
export async function showPlain(text: string): Promise<void> {
  const { error } = spawnSync('sh', ['-c', script, 'sh', text], { stdio: 'inherit' });
  if (error !== undefined) throw error;
}
