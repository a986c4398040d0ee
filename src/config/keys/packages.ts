import { choice, namePattern, orEmpty, path, words } from '../kinds.ts';
import { keyIn } from './key.ts';

const key = keyIn('packages');

/** Packages. */
export const packagesKeys = {
  APT_DIR: key(path, '/etc/apt', "apt's configuration folder."),
  APT_KEYRING_DIR: key(
    path,
    '/usr/share/keyrings',
    'Second folder with keys of repositories; those that a repository names as its own come along with it.',
  ),
  APT_SOURCES: key(
    choice('sync', 'keep'),
    'sync',
    'Whether the package repositories are kept in step with production, or left as they are.',
  ),
  APT_EXCLUDE: key(
    words(namePattern),
    [
      'linux-image-*',
      'linux-headers-*',
      'linux-modules-*',
      'linux-generic*',
      'linux-virtual*',
      // Ubuntu's kernels for clouds and hardware, and what comes with each kernel.
      'linux-aws*',
      'linux-azure*',
      'linux-gcp*',
      'linux-gke*',
      'linux-ibm*',
      'linux-kvm*',
      'linux-lowlatency*',
      'linux-oem-*',
      'linux-oracle*',
      'linux-raspi*',
      'linux-tools-*',
      'linux-cloud-tools-*',
      'grub-*',
      'shim-*',
      'firmware-*',
      'intel-microcode',
      'amd64-microcode',
      'postgresql',
      'postgresql-*',
      'ot-redundancy',
    ],
    'Packages that no sync installs.',
  ),
  APT_DEB_DIR: key(
    path,
    '/var/lib/ot-redundancy/debs',
    'Folder for .deb files of packages that are in no repository; put them there to have them installed.',
  ),
  PIP_PYTHON: key(
    path,
    '/usr/bin/python3',
    'The Python that Odoo runs with, on both machines. Name that of a virtual environment when Odoo uses one.',
  ),
  PIP_BREAK_SYSTEM_PACKAGES: key(
    choice('yes', 'no'),
    'no',
    'Whether pip may install into a Python that the system manages itself (Debian 12 and later).',
  ),
  PIP_REQUIREMENTS: key(
    orEmpty(path),
    '',
    'A requirements file of the site with hashes or index options, which pip is then held to.',
  ),
  PIP_EXCLUDE: key(
    words(namePattern),
    ['pip', 'setuptools', 'wheel', 'pkg-resources'],
    'Python modules that no sync installs.',
  ),
} as const;
