import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Missing } from '../../../src/sync/attachments/compare.ts';
import { Receiver } from '../../../src/sync/attachments/receiver.ts';
import { mostStreamedBytes } from '../../../src/sync/attachments/streamed.ts';

const area = { path: 'filestore/prod', folder: 'filestore', database: true };
let staging: string;

beforeEach(() => {
  staging = mkdtempSync(join(tmpdir(), 'ot-receiver-'));
});

afterEach(() => rmSync(staging, { recursive: true }));

/** Something that is wanted: its name is that of its content. */
function wanted(content: string | Buffer, mode = 0): Missing {
  const sha1 = createHash('sha1').update(content).digest('hex');
  const entry = { kind: 'file', bytes: content.length, time: 0, mode, target: '' } as const;
  return { area, name: `${sha1.slice(0, 2)}/${sha1}`, wanted: entry, sha1, replaces: false };
}

const nameOf = ({ name }: Missing) => `prod/${name}`;

function receiverOf(...items: readonly Missing[]): Receiver {
  const asked = new Map(items.map((each) => [nameOf(each), each]));
  return new Receiver({ asked, folder: 'filestore', staging, owner: undefined });
}

/** Lets a file come, in so many parts. */
function send(
  receiver: Receiver,
  name: string,
  { content, parts = 1 }: { content: Buffer | string; parts?: number },
) {
  const bytes = Buffer.from(content);
  receiver.begin({ name, bytes: bytes.length, time: 1_700_000_000, isFile: true });
  const size = Math.ceil(bytes.length / parts);
  for (let part = 0; part < parts; part += 1) receiver.take(bytes.subarray(part * size, (part + 1) * size));
  receiver.end();
}

const staged = () =>
  readdirSync(staging, { recursive: true, encoding: 'utf8' }).filter((name) => /[0-9a-f]{40}$/.test(name));

test.each([1, 3])(
  '[promise 5] a good file is staged under its name, with mode and time; in %i parts',
  (parts) => {
    const file = wanted('content', 0o4640);
    const receiver = receiverOf(file);
    send(receiver, nameOf(file), { content: 'content', parts });
    const folder = nameOf(file).slice(0, 7);
    const path = join(staging, nameOf(file));
    expect(receiver.arrivals).toEqual({
      ...{ files: [], damaged: [], absent: [] },
      folders: [
        {
          ...{ path: join(staging, folder), place: `filestore/${folder}` },
          files: [{ missing: file, path, bytes: 7 }],
        },
      ],
    });
    const { mode, mtimeMs } = statSync(path);
    expect([readFileSync(path, 'utf8'), mode & 0o7777, mtimeMs]).toEqual(['content', 0o640, 1.7e12]);
  },
);

test.each([1, 3])('[promise 5] a damaged one is not staged, nor half of it; in %i parts', (parts) => {
  const [good, bad] = [wanted('good'), wanted('whole content')];
  const receiver = receiverOf(good, bad);
  send(receiver, nameOf(bad), { content: 'whole', parts });
  send(receiver, nameOf(good), { content: 'good' });
  expect(receiver.arrivals).toMatchObject({ damaged: [bad], absent: [] });
  expect(staged()).toEqual([nameOf(good)]);
});

test('[promise 5] one that breaks off is taken away', () => {
  const file = wanted('whole content');
  const receiver = receiverOf(file);
  receiver.begin({ name: nameOf(file), bytes: 13, time: 0, isFile: true });
  receiver.take(Buffer.from('whole'));
  expect(staged()).toHaveLength(1);
  receiver.close();
  expect([staged(), receiver.arrivals.damaged]).toEqual([[], [file]]);
});

test('what does not come is absent, and so is what is no file', () => {
  const [link, none, empty] = [wanted('a link there'), wanted('gone'), wanted('')];
  const receiver = receiverOf(link, none, empty);
  receiver.begin({ name: nameOf(link), bytes: 0, time: 0, isFile: false });
  receiver.take(Buffer.alloc(0));
  receiver.end();
  send(receiver, nameOf(empty), { content: '' });
  expect(receiver.arrivals).toMatchObject({ absent: [link, none], damaged: [] });
  expect(staged()).toEqual([nameOf(empty)]);
});

test('one that is larger than a stream is for never reaches the disk', () => {
  const file = wanted('small, as the database says');
  const receiver = receiverOf(file);
  receiver.begin({ name: nameOf(file), bytes: mostStreamedBytes + 1, time: 0, isFile: true });
  receiver.take(Buffer.alloc(1 << 20));
  receiver.end();
  expect([receiver.arrivals.damaged, staged()]).toEqual([[file], []]);
});

test.each(['../escape', '/etc/cron.d/x', 'prod/other', '', 'prod/aa/../../../x'])(
  '[promise 8] %j was not asked for: the stream is refused',
  (name) => {
    const file = wanted('content');
    const receiver = receiverOf(file);
    expect(() => receiver.begin({ name, bytes: 1, time: 0, isFile: true })).toThrow(
      'which was not asked for',
    );
    expect(existsSync(join(staging, 'prod'))).toBe(false);
  },
);

test('[promise 8] a second file of the same name is refused, and the first one stays as it is', () => {
  const file = wanted('content');
  const receiver = receiverOf(file);
  send(receiver, nameOf(file), { content: 'content' });
  expect(() => send(receiver, nameOf(file), { content: 'another' })).toThrow('which was not asked for');
  expect(readFileSync(join(staging, nameOf(file)), 'utf8')).toBe('content');
});
