#!/bin/sh
# Both machines, first: names, keys of their own, where packages come from, how odootools leaves a server.
set -eu
export LC_ALL=C.UTF-8

cat > /etc/hosts <<HOSTS
127.0.0.1 localhost
::1 localhost ip6-localhost
$PRODUCTION lab-production
$STANDBY lab-standby
$HUB lab-packages
HOSTS
echo "lab-$ROLE" > /etc/hostname
ssh-keygen -q -A
systemctl reset-failed ssh.service
systemctl restart ssh.service

echo "deb [trusted=yes] http://lab-packages/debian $SUITE main" > /etc/apt/sources.list
printf '[global]\nindex-url = http://lab-packages/pip/simple/\ntrusted-host = lab-packages\n' > /etc/pip.conf
apt-get update -qq

cat > "/etc/postgresql/$PG/main/conf.d/lab.conf" <<CONF
listen_addresses = '*'
wal_level = replica
max_wal_senders = 10
max_replication_slots = 10
max_slot_wal_keep_size = '1GB'
hot_standby = on
password_encryption = 'scram-sha-256'
wal_retrieve_retry_interval = '500ms'
shared_buffers = '64MB'
CONF
echo "host replication replication $NETWORK scram-sha-256" >> "/etc/postgresql/$PG/main/pg_hba.conf"

cat > /etc/odoo/odoo.tools <<'TOOLS'
export ODOO_ADDONS="/usr/lib/python3/dist-packages/odoo/addons"
for project in /usr/share/odoo-*/ /usr/share/odooext-*/; do
  case $project in /usr/share/odoo-addons/) ;; *) ODOO_ADDONS="$ODOO_ADDONS,${project%/}" ;; esac
done
TOOLS
echo '[ -r /etc/odoo/odoo.tools ] && . /etc/odoo/odoo.tools' > /etc/profile.d/odootools.sh

core=/usr/lib/python3/dist-packages/odoo/addons
password=$(od -An -N12 -tx1 /dev/urandom | tr -d ' \n')
cat > /etc/odoo/odoo.conf <<CONF
[options]
; This is the password that allows database operations:
admin_passwd = $password
db_host = False
db_port = False
db_user = odoo
db_password = False
addons_path = $core${PROJECTS:+,$PROJECTS}
proxy_mode = True
CONF
chown odoo:odoo /etc/odoo/odoo.conf
chmod 640 /etc/odoo/odoo.conf
