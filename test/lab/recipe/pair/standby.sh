#!/bin/sh
# The standby: a copy of production's cluster that follows it through a slot; Odoo is there, but off.
set -eu
export LC_ALL=C.UTF-8

# Debian's package enables it: on a standby it would fail against a read-only database, and fight after a failover.
systemctl disable --quiet --now odoo.service
rm -rf /var/lib/odoo/.local

pg_ctlcluster "$PG" main stop
data=/var/lib/postgresql/$PG/main
rm -rf "$data"
printf '%s:5432:*:replication:%s\n' "$PRODUCTION" "$PASSWORD" > /var/lib/postgresql/.pgpass
chown postgres:postgres /var/lib/postgresql/.pgpass
chmod 600 /var/lib/postgresql/.pgpass
cd /
runuser -u postgres -- env HOME=/var/lib/postgresql "/usr/lib/postgresql/$PG/bin/pg_basebackup" --host="$PRODUCTION" \
  --username=replication --no-password --pgdata="$data" --write-recovery-conf --create-slot --slot=lab_standby \
  --wal-method=stream --checkpoint=fast
pg_ctlcluster "$PG" main start
