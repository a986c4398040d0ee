#!/bin/sh
set -e

config=/etc/odoo/ot-redundancy-sync.conf
rotation=/etc/logrotate.d/ot-redundancy
state=/var/lib/ot-redundancy

# An upgrade from before 1.0 was broken off: all that preinst laid aside goes back.
give_back() {
	for file in "$config" "$rotation" /etc/cron.hourly/ot-cron-hourly /etc/cron.monthly/ot-cron-monthly; do
		if [ -e "$file.dpkg-kept" ]; then mv -f "$file.dpkg-kept" "$file"; fi
	done
	if [ -e "$rotation.dpkg-gone" ]; then rm -f "$rotation" "$rotation.dpkg-gone"; fi
}

# Notes of an incident are never deleted by a program.
purge_state() {
	[ -d "$state" ] || return 0
	if [ -d "$state/incidents" ]; then rmdir --ignore-fail-on-non-empty "$state/incidents"; fi
	find "$state" -mindepth 1 -maxdepth 1 ! -name incidents -exec rm -rf {} +
	rmdir --ignore-fail-on-non-empty "$state"
}

case $1 in
	abort-install | abort-upgrade)
		give_back
		;;
	remove)
		if [ -d /run/systemd/system ]; then systemctl --system daemon-reload || true; fi
		;;
	purge)
		rm -f "$config" "$config".dpkg-* "$rotation".dpkg-kept "$rotation".dpkg-gone
		rm -f /var/log/odoo/ot-redundancy-sync-timestamps.log*
		rm -rf /run/ot-redundancy
		wants=/etc/systemd/system/timers.target.wants
		rm -f "$wants/ot-attachments-sync.timer" "$wants/ot-sync-from-source.timer" "$wants/ot-verify.timer"
		rm -f /etc/systemd/system/multi-user.target.wants/ot-attachments-follow.service
		purge_state
		if [ -d /etc/odoo ]; then rmdir --ignore-fail-on-non-empty /etc/odoo; fi
		;;
esac
