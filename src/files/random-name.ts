/**
 * Eight hexadecimal digits that make a name unlike others. Not a secret: who writes to such a name opens it so that it
 * must be new. Math.random, because loading node:crypto would take longer than the rest of a short run's start.
 */
export function randomName(): string {
  return Math.floor(Math.random() * 2 ** 32)
    .toString(16)
    .padStart(8, '0');
}
