import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine.ts';

/** Gives a machine the stand-ins of programs that would act on the real one: service manager and web server. */
export function installPrograms(machine: Machine, postgresBin: string): void {
  machine.fixture('systemctl', systemctl);
  machine.fixture('nginx', nginx);
  const web = join(import.meta.dirname, 'odoo-web.ts');
  machine.write(
    'etc/services/odoo',
    `exec '${realpathSync(process.execPath)}' '${web}' "$HERE" '${postgresBin}'\n`,
  );
}

// A service is a file in etc/services with the line that runs it; var/services holds what is enabled and active.
const systemctl = `
state="$HERE/var/services"; mkdir -p "$state"
if [ "$1" = show ]; then
  shift; while [ "$1" != -- ]; do shift; done; shift
  for unit in "$@"; do
    unit=\${unit%.service}; load=loaded; active=inactive; file=disabled
    [ -f "$HERE/etc/services/$unit" ] || { load=not-found; file=; }
    [ -f "$state/$unit.enabled" ] && file=enabled
    [ -f "$state/$unit.pid" ] && kill -0 "$(cat "$state/$unit.pid")" 2>/dev/null && active=active
    printf 'LoadState=%s\\nActiveState=%s\\nUnitFileState=%s\\n\\n' "$load" "$active" "$file"
  done
  exit 0
fi
while case "$1" in -*) true ;; *) false ;; esac; do [ "$1" = --now ] && now=1; shift; done
verb=$1; shift
while case "$1" in -*) true ;; *) false ;; esac; do [ "$1" = --now ] && now=1; shift; done
unit=\${1%.service}
running() { [ -f "$state/$unit.pid" ] && kill -0 "$(cat "$state/$unit.pid")" 2>/dev/null; }
known() { [ -f "$HERE/etc/services/$unit" ] || { echo "Unit $unit.service could not be found." >&2; exit 5; }; }
begin() { running || { HERE="$HERE" setsid sh "$HERE/etc/services/$unit" >>"$HERE/log/$unit.log" 2>&1 </dev/null & echo $! >"$state/$unit.pid"; }; }
finish() { running && kill "$(cat "$state/$unit.pid")"; rm -f "$state/$unit.pid"; }
case $verb in
  is-active) running && echo active || { echo inactive; exit 3; } ;;
  is-enabled) known; [ -f "$state/$unit.enabled" ] && echo enabled || { echo disabled; exit 1; } ;;
  enable) for unit in "$@"; do
    unit=\${unit%.service}; known; : >"$state/$unit.enabled"; [ -z "$now" ] || begin
  done ;;
  disable) known; rm -f "$state/$unit.enabled"; [ -z "$now" ] || finish ;;
  start) known; begin ;;
  stop) known; finish ;;
  restart) known; finish; begin ;;
  reload | daemon-reload) : ;;
  *) echo "systemctl of the sandbox: unknown verb $verb" >&2; exit 1 ;;
esac`;

// The two faults that count: a folder where a site should be, and a site that is not closed.
const nginx = `
conf="$HERE/etc/nginx/nginx.conf"
while [ $# -gt 0 ]; do
  case $1 in
    -v | -V) echo 'nginx version: nginx/1.22.1' >&2; exit 0 ;;
    -c) conf=$2; shift ;;
  esac
  shift
done
for site in "$(dirname "$conf")"/sites-enabled/*; do
  [ -e "$site" ] || [ -L "$site" ] || continue
  [ -d "$site" ] && { echo "nginx: [crit] pread() \\"$site\\" failed (21: Is a directory)" >&2; exit 1; }
  [ -f "$site" ] || { echo "nginx: [emerg] open() \\"$site\\" failed (2: No such file or directory)" >&2; exit 1; }
  open=$(tr -cd '{' <"$site" | wc -c); close=$(tr -cd '}' <"$site" | wc -c)
  [ "$open" = "$close" ] || { echo "nginx: [emerg] unexpected end of file, expecting \\"}\\" in $site" >&2; exit 1; }
done
echo "nginx: the configuration file $conf syntax is ok" >&2
echo "nginx: configuration file $conf test is successful" >&2`;
