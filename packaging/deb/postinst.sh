#!/bin/sh
set -e

config=/etc/odoo/ot-redundancy-sync.conf
rotation=/etc/logrotate.d/ot-redundancy
state=/var/lib/ot-redundancy

make_folders() {
	install -d -m 0750 "$state"
	if [ -d /run/systemd/system ]; then systemd-tmpfiles --create ot-redundancy.conf || true; fi
}

give_back() {
	for file in "$@"; do
		if [ -e "$file.dpkg-kept" ]; then mv -f "$file.dpkg-kept" "$file"; fi
	done
	if [ -e "$rotation.dpkg-gone" ]; then rm -f "$rotation" "$rotation.dpkg-gone"; fi
}

# The cron files of the scripts before 1.0 would run beside ours: wherever they were moved, they are kept for reading.
retire_cron_files() {
	for name in ot-cron-hourly ot-cron-monthly; do
		for folder in hourly daily weekly monthly d; do
			for file in "/etc/cron.$folder/$name" "/etc/cron.$folder/$name.dpkg-kept"; do
				[ -e "$file" ] || continue
				install -d -m 0750 "$state/replaced"
				mv -f "$file" "$state/replaced/$name"
			done
		done
	done
}

make_config() {
	if [ -e "$config" ] || [ -L "$config" ]; then return 0; fi
	mkdir -p /etc/odoo
	install -m 0640 /usr/share/ot-redundancy/ot-redundancy-sync.conf "$config.dpkg-new"
	mv -f "$config.dpkg-new" "$config"
}

# What an administrator has switched on goes on with the new program; nothing else is started.
renew_follower() {
	[ -d /run/systemd/system ] || return 0
	systemctl --system daemon-reload || true
	deb-systemd-invoke try-restart ot-attachments-follow.service || true
}

case $1 in
	configure)
		make_folders
		give_back "$config" "$rotation"
		if [ -n "$2" ] && dpkg --compare-versions "$2" lt 1.0.0~; then retire_cron_files; fi
		make_config
		if [ -n "$2" ]; then renew_follower; fi
		;;
	abort-upgrade)
		give_back "$config" "$rotation"
		;;
esac
