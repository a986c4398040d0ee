#!/bin/sh
set -e

# systemd would start a program that is gone again and again.
if [ "$1" = remove ] && [ -d /run/systemd/system ]; then
	deb-systemd-invoke stop ot-attachments-follow.service ot-attachments-sync.timer ot-sync-from-source.timer ot-verify.timer || true
fi
