#!/bin/sh
set -e

config=/etc/odoo/ot-redundancy-sync.conf
rotation=/etc/logrotate.d/ot-redundancy

# What the new package has as /etc/logrotate.d/ot-redundancy.
print_rotation() {
	cat <<'ROTATION'
@LOGROTATE@
ROTATION
}

# dpkg asks about a file that was edited here and has changed in the package. It does not ask when what it finds is
# what it brings: so it is given that, and postinst puts the edited file back, or takes it away where it was deleted.
lay_rotation_aside() {
	if [ ! -e "$rotation" ]; then
		mkdir -p /etc/logrotate.d
		print_rotation >"$rotation"
		: >"$rotation.dpkg-gone"
		return 0
	fi
	was=$(dpkg-query -W -f='${Conffiles}\n' ot-redundancy | sed -n "s|^ $rotation ||p" | cut -d' ' -f1)
	[ "$(md5sum <"$rotation" | cut -d' ' -f1)" != "$was" ] || return 0
	mv -f "$rotation" "$rotation.dpkg-kept"
	print_rotation >"$rotation"
}

# dpkg forgets that a file was part of the package when it is away while the new files are unpacked. The configuration
# belongs to the administrator from now on; the cron files end here.
lay_aside() {
	for file in "$config" /etc/cron.hourly/ot-cron-hourly /etc/cron.monthly/ot-cron-monthly; do
		if [ -e "$file" ]; then mv -f "$file" "$file.dpkg-kept"; fi
	done
}

case $1 in
	install | upgrade)
		if [ -n "$2" ] && dpkg --compare-versions "$2" lt 1.0.0~; then
			lay_rotation_aside
			lay_aside
		fi
		;;
esac
