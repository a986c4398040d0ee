import { afterAll, beforeAll, expect, test } from 'vitest';
import { parsePolicy } from '../../../src/sync/apt/policy.ts';
import { isTracked, otherRelease } from '../../../src/sync/apt/repository-files.ts';
import { parseSources } from '../../../src/sync/apt/source-entries.ts';
import type { Place } from '../../support/place.ts';
import { openPlace } from '../../support/place.ts';

let place: Place;

beforeAll(async () => {
  place = await openPlace();
});

afterAll(() => place.close());

/** As Ubuntu 24.04 has them. */
const sources = `# See http://help.ubuntu.com/community/UpgradeNotes
Types: deb
URIs: http://archive.ubuntu.com/ubuntu/
Suites: noble noble-updates noble-backports
Components: main universe restricted multiverse
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg

Types: deb
URIs: http://security.ubuntu.com/ubuntu/
Suites: noble-security
Components: main universe restricted multiverse
Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg
`;

test('[promise 9] the sources of Ubuntu are read, and never those of another release of it', () => {
  const path = '/etc/apt/sources.list.d/ubuntu.sources';
  const keyFiles = ['/usr/share/keyrings/ubuntu-archive-keyring.gpg'];
  expect(parseSources(path, sources)).toEqual([
    { suites: ['noble', 'noble-updates', 'noble-backports'], keyFiles },
    { suites: ['noble-security'], keyFiles },
  ]);
  expect(otherRelease(path, Buffer.from(sources), 'noble')).toBeUndefined();
  expect(otherRelease(path, Buffer.from(sources), 'jammy')).toBe('noble');
});

test("a subscription of Ubuntu Pro is the machine's own: without one its sources would fail the others", () => {
  const tracked = (name: string) => isTracked(place.config, `/etc/apt/${name}`);
  for (const name of ['ubuntu-esm-infra.list', 'ubuntu-esm-apps.sources'])
    expect([name, tracked(`sources.list.d/${name}`)]).toEqual([name, false]);
  expect(tracked('preferences.d/ubuntu-pro-esm-apps')).toBe(false);
  for (const name of ['sources.list.d/ubuntu.sources', 'sources.list.d/odoo.list', 'preferences.d/ubuntu'])
    expect([name, tracked(name)]).toEqual([name, true]);
});

test('versions that are given out in phases are available', () => {
  const text = `nginx:
  Installed: 1.24.0-2ubuntu7.3
  Candidate: 1.24.0-2ubuntu7.4
  Version table:
     1.24.0-2ubuntu7.4 500 (phased 20%)
        500 http://archive.ubuntu.com/ubuntu noble-updates/main amd64 Packages
 *** 1.24.0-2ubuntu7.3 100
        100 /var/lib/dpkg/status
`;
  const versions = ['1.24.0-2ubuntu7.4'];
  expect(parsePolicy(text).get('nginx')).toEqual({ candidate: versions[0], versions });
});

test('kernels of Ubuntu are never installed from here', () => {
  const patterns = place.config.APT_EXCLUDE.map(
    (pattern) => new RegExp(`^${pattern.replaceAll('*', '.*')}$`),
  );
  const kernels = ['linux-aws', 'linux-azure-lts-22.04', 'linux-generic-hwe-24.04', 'linux-kvm', 'linux-gcp'];
  for (const name of [...kernels, 'linux-tools-generic', 'linux-modules-extra-6.8.0-31-generic'])
    expect([name, patterns.some((pattern) => pattern.test(name))]).toEqual([name, true]);
});
