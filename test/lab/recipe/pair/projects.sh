#!/bin/sh
# Projects as odootools has them: git clones below /usr/share, owned by odoo. The standby gets the first state of one.
set -eu
export LC_ALL=C.UTF-8 GIT_AUTHOR_DATE='2024-05-01T10:00:00Z' GIT_COMMITTER_DATE='2024-05-01T10:00:00Z'
export GIT_AUTHOR_NAME=Lab GIT_AUTHOR_EMAIL=lab@localhost GIT_COMMITTER_NAME=Lab GIT_COMMITTER_EMAIL=lab@localhost

module() { # folder, title
  mkdir -p "$1/models" "$1/static/description"
  echo 'from . import models' > "$1/__init__.py"
  echo 'from . import note' > "$1/models/__init__.py"
  printf "{'name': '%s', 'version': '1.0', 'license': 'LGPL-3', 'depends': ['base'], 'installable': True}\n" "$2" \
    > "$1/__manifest__.py"
  cat > "$1/models/note.py" <<PY
from odoo import fields, models


class Note(models.Model):
    _name = '$(basename "$1" | tr _ .)'
    _description = '$2'

    name = fields.Char()
PY
}

commit() { # folder, message
  [ -d "$1/.git" ] || git -C "$1" init -q
  git -C "$1" add -A
  git -C "$1" commit -q -m "$2"
}

own() {
  chown -R odoo:odoo "$1"
  chmod -R g+w "$1"
}

own_project=/usr/share/odoo-lab
module "$own_project/lab_note" 'Notes of the lab'
commit "$own_project" 'Notes'
if [ "$ROLE" = production ]; then
  printf 'Notes, and what they are for.\n' > "$own_project/lab_note/static/description/index.html"
  module "$own_project/lab_visit" 'Visits to the lab'
  commit "$own_project" 'Visits'
  others=/usr/share/odooext-acme-stock-tools
  module "$others/acme_label" 'Labels for parcels'
  commit "$others" 'Labels'
  own "$others"
  # An older habit of odootools: a folder of links, which is no project.
  mkdir -p /usr/share/odoo-addons
  ln -sfn "$own_project/lab_note" /usr/share/odoo-addons/lab_note
fi
own "$own_project"
