#!/bin/sh
# Runs on the host, in a mount namespace of its own: installs packages over a base system, into a layer beside it.
# $1 = base, $2 = folder of the layer; PACKAGES, SOURCE = what to install and its line of sources.list; the rest goes to apt.
set -eu
base=$1 folder=$2
shift 2
root=$folder/root

mkdir -p "$root" "$folder/upper" "$folder/work"
mount -t overlay extra "$root" -o "lowerdir=$base,upperdir=$folder/upper,workdir=$folder/work"
mount --bind /proc "$root/proc"
cp /etc/resolv.conf "$root/etc/resolv.conf"
echo "$SOURCE" > "$root/etc/apt/sources.list"
# Nothing starts while it is installed.
printf '#!/bin/sh\nexit 101\n' > "$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"

inside() { chroot "$root" env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "$@"; }
inside apt-get "$@" -q update
# shellcheck disable=SC2086 # a list of packages
inside apt-get "$@" -q -y --no-install-recommends install $PACKAGES
for unit in $DISABLE; do inside systemctl disable --quiet "$unit"; done

rm -f "$root/usr/sbin/policy-rc.d" "$root/etc/resolv.conf" "$root/etc/apt/sources.list"
rm -rf "$root"/var/lib/apt/lists/* "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb
umount "$root/proc" "$root"
rm -rf "$root" "$folder/work"
