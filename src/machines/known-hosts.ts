import { createHash, createHmac } from 'node:crypto';

/** The public key by which a host proves who it is. */
export interface HostKey {
  /** Such as ssh-ed25519. */
  readonly type: string;
  /** In base64. */
  readonly blob: string;
}

/** A line of a known_hosts file: comment, blank or not understood when it has no entry. Source: sshd(8). */
interface Line {
  readonly text: string;
  readonly entry?: { readonly marker: string; readonly hosts: readonly string[]; readonly key: HostKey };
}

/** How known_hosts names a host. */
export function knownHostName(host: string, port: number): string {
  return port === 22 ? host : `[${host}]:${port}`;
}

/** SHA256:…, as ssh shows it. */
export function fingerprint({ blob }: HostKey): string {
  const digest = createHash('sha256').update(Buffer.from(blob, 'base64')).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

/** A key of three words as known_hosts and ssh-keyscan write it; undefined when the type is not what the blob says. */
export function readHostKey(type: string, blob: string): HostKey | undefined {
  if (!/^[A-Za-z0-9@.-]+$/.test(type) || !/^[A-Za-z0-9+/]+=*$/.test(blob)) return undefined;
  const bytes = Buffer.from(blob, 'base64');
  if (bytes.length < 4) return undefined;
  const named = bytes.subarray(4, 4 + bytes.readUInt32BE(0)).toString('latin1');
  return named === type ? { type, blob } : undefined;
}

/** The keys that a known_hosts file holds for a host, plain or hashed. Those marked as revoked or as an authority do not count. */
export function keysOf(text: string, name: string): readonly HostKey[] {
  return linesOf(text).flatMap(({ entry }) => {
    return entry?.marker === '' && entry.hosts.some((host) => isHost(host, name)) ? [entry.key] : [];
  });
}

/** A known_hosts file with these keys for a host in the place of all others it had. All else stays as it is. */
export function replaceKeys(text: string, name: string, keys: readonly HostKey[]): string {
  const kept = linesOf(text).flatMap(({ text: line, entry }) => {
    if (entry === undefined || entry.marker !== '') return [line];
    const others = entry.hosts.filter((host) => !isHost(host, name));
    if (others.length === entry.hosts.length) return [line];
    return others.length === 0 ? [] : [line.replace(/^\s*\S+/, others.join(','))];
  });
  const added = keys.map(({ type, blob }) => `${name} ${type} ${blob}`);
  return [...kept, ...added].map((line) => `${line}\n`).join('');
}

function linesOf(text: string): readonly Line[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line) => {
    const words = line.trim().split(/\s+/);
    const marker = words[0]?.startsWith('@') === true ? (words.shift() ?? '') : '';
    const [hosts = '', type = '', blob = ''] = words;
    const key = readHostKey(type, blob);
    if (hosts.startsWith('#') || key === undefined) return { text: line };
    return { text: line, entry: { marker, hosts: hosts.split(','), key } };
  });
}

/** A hashed name is |1|salt|HMAC-SHA1 of the name under the salt|. */
function isHost(pattern: string, name: string): boolean {
  const [, version, salt, hash] = pattern.split('|');
  if (version !== '1' || salt === undefined || hash === undefined) return pattern === name;
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash;
}
