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
unset CDPATH TAR_OPTIONS
LC_ALL=C
export LC_ALL

# With 93 the standby knows that it was refused, and why.
refuse() {
  printf 'ot-gate: refused: %s\n' "$1" >&2
  request=$(printf '%s' "$SSH_ORIGINAL_COMMAND" | tr -c '[:print:]' '?' | cut -c1-300)
  logger -t ot-redundancy-gate "refused: $1 (asked: $request; from: ${SSH_CONNECTION%% *})" 2>/dev/null
  exit 93
}

if [ "$1" = --inline ]; then
  mode=inline
  shift
  roots=
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
    *[*?\[\]\\]* | -*) return 1 ;;
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

# How many words a question takes.
takes() {
  [ "$1" -eq "$2" ] || refuse "a question of $2 words instead of $1"
}

must_be_folder() {
  must_be_inside "$1"
  [ -d "$1" ] && return
  printf 'ot-gate: missing: %s\n' "$1" >&2
  exit 94
}

# An answer stands between two marks: a login shell may chatter before it, and it may be cut short.
begin() {
  printf '\nbegin\n'
}

finish() {
  printf 'end\n'
  exit 0
}

hello() {
  printf '\ngate %s %s\n' "$version" "$mode"
  printf 'host %s\n' "$(uname -n)"
  printf 'time %s\n' "$(date +%s)"
  printf 'rsync %s\n' "$(rsync --version 2>/dev/null | sed -n '1s/^rsync *version \([^ ]*\).*/\1/p')"
  # shellcheck disable=SC1091
  printf 'os %s\n' "$(. /etc/os-release 2>/dev/null && printf '%s %s' "$ID" "$VERSION_CODENAME")"
  printf 'arch %s\n' "$(dpkg --print-architecture 2>/dev/null)"
  printf 'ready\n'
}

# What each path is, and whether it can be read.
check() {
  for path in "$@"; do printf '%s %s\n' "$(kind_of "$path")" "$path"; done
}

kind_of() {
  if ! inside "$1"; then echo refused
  elif [ -d "$1" ]; then
    if [ -r "$1" ] && [ -x "$1" ]; then echo folder; else echo unreadable; fi
  elif [ -e "$1" ]; then
    if [ -r "$1" ]; then echo "file"; else echo unreadable; fi
  else
    hidden_or_missing "$1"
  fi
}

# A folder that may not be entered hides whether the path is there.
hidden_or_missing() {
  above=$1
  while [ -n "$above" ] && ! [ -e "$above" ]; do above=${above%/*}; done
  if [ -n "$above" ] && [ -d "$above" ] && ! [ -x "$above" ]; then echo unreadable; else echo missing; fi
}

# Everything below a folder: type, size, time, mode, link target, name, each ended by a NUL. Needs no rsync.
list() {
  find "$1/" -mindepth 1 -name checklist -prune -o -mindepth 1 -printf '%y\0%s\0%T@\0%m\0%l\0%P\0' || exit 95
}

# The files below a filestore that are named on standard input, each name ended by a NUL, as one archive; then how tar
# ended. What is not there, or may not be read, does not come.
stream() {
  # Of what tar says, which may be a line for each name, the last two lines go to the standby.
  exec 3>&1
  ended=$({ { store_names | archive "$1" 2>&1 >&3; echo $? >&4; } | tail -n 2 >&2; } 4>&1)
  printf 'end %s\n' "$ended"
}

# Only names of Odoo's own form reach tar, and not more than memory is there for.
store_names() {
  head -c 16777216 | grep -z -x -E '[A-Za-z0-9_][A-Za-z0-9_.-]*/[0-9a-f]{2,3}/[0-9a-f]{40}'
}

# A second name of a file is a file like the first. The owner is left out: large numbers have no room in this format.
archive() {
  tar --create --format=ustar --no-recursion --hard-dereference --owner=0 --group=0 --ignore-failed-read \
    --blocking-factor=128 --directory="$1" --null --verbatim-files-from --files-from=-
}

# What each path is and all below it: type, size, time, mode, owner, group, link target, name (none for the path itself),
# each ended by a NUL. A record of type "." ends each path; its size is 0, or the exit code of find, or 94: no such path.
tree() {
  for path in "$@"; do
    if [ -d "$path" ]; then find "$path/" -printf '%y\0%s\0%T@\0%m\0%u\0%g\0%l\0%P\0'
    elif [ -e "$path" ] || [ -L "$path" ]; then find "$path" -printf '%y\0%s\0%T@\0%m\0%u\0%g\0%l\0%P\0'
    else (exit 94)
    fi
    printf '.\0%s\0\0\0\0\0\0\0' "$?"
  done
}

# The folders of the projects' folder, and the modules in them.
projects() {
  find "$1/" -mindepth 1 -maxdepth 1 -type d -printf 'folder\0%P\0' || exit 95
  find "$1/" -mindepth 3 -maxdepth 3 \( -name __manifest__.py -o -name __openerp__.py \) -printf 'module\0%P\0' 2>/dev/null
}

# Packages: what is installed, what of it by hand, held or from no repository; and apt's own files, with their sums.
apt_facts() {
  packages=$(dpkg-query -W -f 'package ${Package} ${Version} ${Architecture} ${db:Status-Status}\n') || exit 95
  manual=$(apt-mark showmanual) || exit 95
  held=$(apt-mark showhold) || exit 95
  policy=$(printf '%s\n' "$manual" | xargs -r apt-cache policy --) || exit 95
  repositories_facts "$@"
  printf 'arch %s\n' "$(dpkg --print-architecture)"
  dpkg --print-foreign-architectures | sed 's/^/foreign /'
  printf '%s\n' "$packages"
  printf '%s\n' "$manual" | sed -n 's/^./manual &/p'
  printf '%s\n' "$held" | sed -n 's/^./held &/p'
  printf '%s\n' "$policy" | without_repository
}

# The release, and the files that say where packages come from, when their folders are named.
repositories_facts() {
  # shellcheck disable=SC1091
  printf 'release %s\n' "$(. /etc/os-release 2>/dev/null && printf '%s %s' "$ID" "$VERSION_CODENAME")"
  [ $# -eq 0 ] || apt_files "$@"
}

# Of apt-cache's policy: the packages of which no version stands in a repository. Sources are indented by eight.
without_repository() {
  awk '
    /^[^ ].*:$/ { tell(); name = substr($0, 1, length($0) - 1); found = 0 }
    /^        / && $2 !~ /\/dpkg\/status$/ { found = 1 }
    END { tell() }
    function tell() { if (name != "" && !found) print "single " name }'
}

# The files that say where packages come from, and the keys of a second folder. Never apt.conf or auth.conf.
apt_files() {
  for place in sources.list sources.list.d preferences preferences.d trusted.gpg trusted.gpg.d keyrings; do
    if [ -e "$1/$place" ]; then sums "$1/$place"; fi
  done
  shift
  for folder in "$@"; do
    if [ -d "$folder" ]; then sums "$folder"; fi
  done
}

sums() {
  find "$1" -maxdepth 1 -type f ! -readable -printf 'unreadable %p\n' -o -maxdepth 1 -type l -printf 'link %p\n'
  find "$1" -maxdepth 1 -type f -readable -exec sha256sum -- {} + | sed 's/^/file /'
}

must_be_python() {
  case $1 in
    *[!A-Za-z0-9._/-]* | */../* | */./* | */.. | */.) refuse 'pip with a strange path' ;;
    /*) ;;
    *) refuse 'pip without the path of a Python' ;;
  esac
  case $mode:${1##*/} in
    inline:* | forced:python3*) ;;
    *) refuse "$1 is not a Python 3" ;;
  esac
  must_be_inside "$1"
  if [ ! -f "$1" ] || [ ! -x "$1" ]; then
    printf 'ot-gate: missing: %s\n' "$1" >&2
    exit 94
  fi
}

# The modules of a Python: name, version, and whether pip, the system or somebody's checkout brought it.
pip_facts() {
  "$1" -I - <<'PYTHON' || exit 95
import importlib.metadata as metadata, json, os, re, sys, sysconfig
def tell(*words):
    print(*(re.sub('[^!-~]', '?', str(word)) or '-' for word in words))
venv = sys.prefix != sys.base_prefix
marker = os.path.join(sysconfig.get_path('stdlib'), 'EXTERNALLY-MANAGED')
tell('python', '%d.%d.%d' % sys.version_info[:3])
tell('kind', 'venv' if venv else 'managed' if os.path.exists(marker) else 'plain')
sites = [os.path.realpath(path) for path in sys.path if re.search('/(site|dist)-packages/?$', path)]
def origin(dist):
    folder = os.path.realpath(str(dist.locate_file('')))
    direct = dist.read_text('direct_url.json')
    if direct: return 'editable' if json.loads(direct).get('dir_info', {}).get('editable') else 'direct'
    if folder not in sites: return 'editable'
    if venv and not folder.startswith(os.path.realpath(sys.prefix) + '/'): return 'system'
    pip = (dist.read_text('INSTALLER') or '').strip() == 'pip'
    return 'system' if not pip and re.match('/usr/lib/python3[0-9.]*/dist-packages$', folder) else 'pip'
for dist in metadata.distributions():
    if dist.metadata['Name']: tell('module', dist.metadata['Name'], dist.version, origin(dist))
try: tell('pip', metadata.version('pip'))
except metadata.PackageNotFoundError: pass
PYTHON
}

# rsync as a reader: exactly the options that a pulling rsync 3.1 to 3.5 sends, and only paths that may be read. The
# names that come later on its input stay below that path (rsync cleans them); links are followed only there, where
# somebody on production has put them.
transfer() {
  [ "$1 $2 $3" = 'rsync --server --sender' ] || refuse 'only rsync as a sender'
  request=$*
  shift 3
  while [ $# -gt 0 ] && [ "$1" != . ]; do
    case $1 in
      --files-from=- | --from0 | --no-implied-dirs | --no-relative | --numeric-ids | --list-only) ;;
      --inplace | --ignore-missing-args | --specials | --no-specials) ;;
      --timeout=*[!0-9]* | --bwlimit=*[!0-9.KMGkmg]* | --checksum-choice=*[!a-z0-9,]*) refuse "rsync option $1" ;;
      --timeout=?* | --bwlimit=?* | --checksum-choice=?*) ;;
      --*) refuse "rsync option $1" ;;
      -?*) short_options "$1" ;;
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
  case $letters in
    *e.*[!A-Za-z]*) refuse "rsync options $1" ;;
  esac
  letters=${letters%%e.*}
  case $letters in
    *[!vqlogDtpurnczxWSHIdRm]*) refuse "rsync options $1" ;;
  esac
}

[ "$1" = ot-gate ] && shift
verb=$1
case $verb in
  hold)
    takes 1 $#
    hello
    # Stays until the standby lets go of it, or dies.
    exec cat >/dev/null
    ;;
  check)
    shift
    begin
    check "$@"
    finish
    ;;
  tree)
    shift
    for path in "$@"; do must_be_inside "$path"; done
    begin
    tree "$@"
    finish
    ;;
  list | projects)
    takes 2 $#
    must_be_folder "$2"
    begin
    "$verb" "$2"
    finish
    ;;
  stream)
    takes 2 $#
    must_be_folder "$2"
    begin
    stream "$2"
    ;;
  apt | repositories)
    shift
    [ $# -eq 0 ] || must_be_folder "$1"
    for path in "$@"; do must_be_inside "$path"; done
    begin
    "${verb}_facts" "$@"
    finish
    ;;
  pip)
    takes 2 $#
    must_be_python "$2"
    begin
    pip_facts "$2"
    finish
    ;;
  rsync) transfer "$@" ;;
  *) refuse 'a request that is not one of its own' ;;
esac
