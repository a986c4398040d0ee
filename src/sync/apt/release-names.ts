/** Code names of Debian's and Ubuntu's releases. Sources: debian.csv and ubuntu.csv of distro-info-data. */
const names = new Set(
  [
    'buzz rex bo hamm slink potato woody sarge etch lenny squeeze wheezy jessie stretch buster bullseye bookworm',
    'trixie forky duke sid experimental rc-buggy',
    'warty hoary breezy dapper edgy feisty gutsy hardy intrepid jaunty karmic lucid maverick natty oneiric precise',
    'quantal raring saucy trusty utopic vivid wily xenial yakkety zesty artful bionic cosmic disco eoan focal groovy',
    'hirsute impish jammy kinetic lunar mantic noble oracular plucky questing resolute',
  ].flatMap((line) => line.split(' ')),
);

/** The release that a suite such as "bookworm-updates" or "bookworm/updates" belongs to; undefined for other words. */
export function releaseOf(suite: string): string | undefined {
  if (names.has(suite)) return suite;
  const [base = ''] = suite.split(/[-/]/);
  return names.has(base) ? base : undefined;
}
