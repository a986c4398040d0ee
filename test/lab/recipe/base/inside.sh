#!/bin/sh
# Runs inside the new root: gives it the shape of a server installed with odootools.
set -eu
export LC_ALL=C.UTF-8

usermod --shell /bin/bash odoo
ln -sfn /usr/lib/python3/dist-packages/odoo /usr/share/core-odoo
mkdir -p /etc/odoo/patch.d /var/log/odoo
chown odoo:odoo /var/log/odoo

# Nothing here may wait for, or ask for, the world outside.
for unit in apt-daily.timer apt-daily-upgrade.timer e2scrub_all.timer fstrim.timer man-db.timer dpkg-db-backup.timer \
  console-getty.service getty@tty1.service systemd-networkd-wait-online.service systemd-resolved.service \
  systemd-timesyncd.service; do
  systemctl mask --quiet "$unit"
done
systemctl enable --quiet ssh.service cron.service nginx.service

rm -f /etc/machine-id /var/lib/dbus/machine-id /etc/ssh/ssh_host_*
: > /etc/machine-id
