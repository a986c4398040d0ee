#!/bin/sh
# ot-redundancy gate: the only thing that the standby's ssh key may start on production.
#
# It answers a few read-only questions and lets rsync read below the folders it is given. All else is refused and
# logged. In authorized_keys (ot-configure prints the whole line):
#
#   restrict,command="/bin/sh /path/to/ot-redundancy-gate /folder /other/file" ssh-ed25519 AAAA… root@standby
#
# Without the forced command the standby sends this same text along, as "--inline", with each question.
version=1
set -f

refuse() {
  printf 'ot-gate: refused: %s\n' "$1" >&2
  logger -t ot-redundancy-gate "refused: $1 ($(printf '%s' "$SSH_ORIGINAL_COMMAND" | tr -cd '[:print:]' | cut -c1-300))" 2>/dev/null
  exit 93
}

if [ "$1" = --inline ]; then
  mode=inline
  shift
  roots=/
else
  mode=forced
  roots=$*
  # Splitting without globbing (set -f): no quote, variable or command in the request means anything.
  # shellcheck disable=SC2086
  set -- $SSH_ORIGINAL_COMMAND
fi

# Whether a path, and what it really leads to, lies below one of the folders that may be read.
inside() {
  case $1 in
    /*) ;;
    *) return 1 ;;
  esac
  case "$1/" in
    */../* | */./*) return 1 ;;
  esac
  [ "$mode" = inline ] && return 0
  real=$(readlink -m -- "$1") || return 1
  for root in $roots; do
    case "$real/" in
      "$(readlink -m -- "$root")"/*) return 0 ;;
    esac
  done
  return 1
}

must_be_inside() {
  inside "$1" || refuse "$1 is not among the folders that this key may read"
}

finish() {
  printf 'end\n'
  exit 0
}

hello() {
  printf 'gate %s %s\n' "$version" "$mode"
  printf 'host %s\n' "$(uname -n)"
  printf 'time %s\n' "$(date +%s)"
  printf 'rsync %s\n' "$(rsync --version 2>/dev/null | sed -n '1s/^rsync *version \([^ ]*\).*/\1/p')"
  # shellcheck disable=SC1091
  printf 'os %s\n' "$(. /etc/os-release 2>/dev/null && printf '%s %s' "$ID" "$VERSION_CODENAME")"
  printf 'arch %s\n' "$(dpkg --print-architecture 2>/dev/null)"
}

# What each path is, and whether it can be read.
check() {
  for path in "$@"; do
    kind=missing
    if ! inside "$path"; then kind=refused
    elif [ -d "$path" ]; then
      kind=folder
      [ -r "$path" ] && [ -x "$path" ] || kind=unreadable
    elif [ -e "$path" ]; then
      kind="file"
      [ -r "$path" ] || kind=unreadable
    fi
    printf '%s %s\n' "$kind" "$path"
  done
  finish
}

# Everything below a folder: type, size, time, mode, link target, name, each ended by a NUL. Needs no rsync.
list() {
  must_be_inside "$1"
  [ -d "$1" ] || { printf 'ot-gate: missing: %s\n' "$1" >&2; exit 94; }
  find "$1/" -mindepth 1 -name checklist -prune -o -mindepth 1 -printf '%y\0%s\0%T@\0%m\0%l\0%P\0' || exit 95
  finish
}

# The folders of the projects' folder, and the modules in them.
projects() {
  must_be_inside "$1"
  [ -d "$1" ] || { printf 'ot-gate: missing: %s\n' "$1" >&2; exit 94; }
  find "$1/" -mindepth 1 -maxdepth 1 -type d -printf 'folder\0%P\0' || exit 95
  find "$1/" -mindepth 3 -maxdepth 3 \( -name __manifest__.py -o -name __openerp__.py \) -printf 'module\0%P\0' 2>/dev/null
  finish
}

# rsync as a reader: exactly the options that the syncs use, and only paths that may be read.
transfer() {
  [ "$1 $2 $3" = 'rsync --server --sender' ] || refuse 'only rsync as a sender'
  request=$*
  shift 3
  while [ $# -gt 0 ] && [ "$1" != . ]; do
    case $1 in
      --files-from=- | --from0 | --timeout=* | --bwlimit=* | --no-implied-dirs | --list-only | --no-r | --log-format=%i* | --numeric-ids | --no-i-r | --no-W | --inplace | --partial | --checksum-choice=*) ;;
      --*) refuse "rsync option $1" ;;
      -*) short_options "$1" ;;
      *) refuse "rsync argument $1" ;;
    esac
    shift
  done
  [ "$1" = . ] || refuse 'rsync without a path'
  shift
  [ $# -gt 0 ] || refuse 'rsync without a path'
  for path in "$@"; do must_be_inside "$path"; done
  # shellcheck disable=SC2086
  exec $request
}

# The letters before "e." are options; those behind it only tell what the other rsync can do.
short_options() {
  letters=${1#-}
  letters=${letters%%e.*}
  case $letters in
    *[!vlogDtprnczWSHIdRm]*) refuse "rsync options $1" ;;
  esac
}

[ "$1" = ot-gate ] && shift
verb=$1
case $verb in
  hold)
    hello
    printf 'ready\n'
    # Stays until the standby lets go of it, or dies.
    exec cat >/dev/null
    ;;
  check) shift; check "$@" ;;
  list) list "$2" ;;
  projects) projects "$2" ;;
  rsync) transfer "$@" ;;
  *) refuse "unknown request" ;;
esac
