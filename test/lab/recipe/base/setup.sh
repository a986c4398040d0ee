#!/bin/sh
# Runs on the host before the first package is unpacked. $1 = the new root, OT_LAB_PIN = a package that comes from sid.
set -eu
root=$1

# Single quotes: with double quotes pg_createcluster silently makes no cluster.
mkdir -p "$root/etc/postgresql-common/createcluster.d"
cat > "$root/etc/postgresql-common/createcluster.d/lab.conf" <<'CONF'
initdb_options = '--data-checksums --encoding=UTF8 --locale=C.UTF-8'
CONF

if [ -n "${OT_LAB_PIN:-}" ]; then
  mkdir -p "$root/etc/apt/preferences.d"
  cat > "$root/etc/apt/preferences.d/lab" <<CONF
Package: $OT_LAB_PIN
Pin: release n=sid
Pin-Priority: 600

Package: *
Pin: release n=sid
Pin-Priority: 50
CONF
fi
