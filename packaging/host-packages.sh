#!/bin/sh
# Installs the named Debian packages where they are missing and root runs this; otherwise says what is missing.
set -eu
missing=
for name in "$@"; do
  status=$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null || true)
  [ "$status" = installed ] || missing="$missing $name"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ]; then
  echo "missing on this computer: apt-get install$missing" >&2
  exit 0
fi
echo "installing on this computer:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# shellcheck disable=SC2086
apt-get -qq -o DPkg::Lock::Timeout=300 install -y --no-install-recommends $missing >/dev/null
