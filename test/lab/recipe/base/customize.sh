#!/bin/sh
# Runs on the host when every package is in. $1 = the new root.
set -eu
root=$1
hooks=$(dirname "$0")

cp "$hooks/inside.sh" "$root/tmp/inside.sh"
chroot "$root" sh /tmp/inside.sh
rm -f "$root/tmp/inside.sh"

# From here on the machine knows the lab's own little repository and index only.
rm -f "$root/etc/apt/preferences.d/lab" "$root/etc/dpkg/dpkg.cfg.d/99mmdebstrap" "$root/etc/apt/apt.conf.d/99mmdebstrap"
rm -f "$root"/etc/apt/sources.list.d/*
# mmdebstrap copied these from the computer that builds.
rm -f "$root/etc/resolv.conf" "$root/etc/hostname"
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb
