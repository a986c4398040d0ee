#!/bin/sh
# Becomes one machine of the lab. Arguments: its name, its host name, its folder, the read-only layers (lowerdir=).
# Started with a mount namespace of its own, so that the mount goes when the machine goes.
set -eu
name=$1 hostname=$2 folder=$3 layers=$4

# Each machine in a cgroup of its own: in a common one their two systemds would fight.
for tree in /sys/fs/cgroup/systemd /sys/fs/cgroup/unified /sys/fs/cgroup; do
  [ -e "$tree/cgroup.procs" ] || continue
  mkdir -p "$tree/$name"
  echo $$ > "$tree/$name/cgroup.procs"
done

mkdir -p "$folder/upper" "$folder/work" "$folder/root"
# redirect_dir: so that a folder which came from a lower layer can be renamed, as on a plain disk.
# volatile: nothing waits for this computer's disk; a pair need not outlive it. The mark of the last mount goes first.
rm -rf "$folder/work/work/incompat/volatile"
mount -t overlay "$name" "$folder/root" \
  -o "lowerdir=$layers,upperdir=$folder/upper,workdir=$folder/work,redirect_dir=on,volatile"

export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1
# nsenter, not `ip netns exec`: that mounts a new /sys, without the cgroups.
exec nsenter --net="/run/netns/$name" systemd-nspawn --quiet --boot --directory="$folder/root" --machine="$name" \
  --hostname="$hostname" --register=no --keep-unit --network-namespace-path="/run/netns/$name" --resolv-conf=off \
  --timezone=off --link-journal=no --console=pipe
