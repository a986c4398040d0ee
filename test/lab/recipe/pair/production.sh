#!/bin/sh
# Production: an Odoo with a database, behind nginx, ready to be replicated from.
set -eu
export LC_ALL=C.UTF-8

cat > /etc/nginx/sites-available/odoo <<'SITE'
upstream odoo {
    server 127.0.0.1:8069;
}

server {
    listen 80 default_server;
    server_name lab-production;
    proxy_read_timeout 720s;
    client_max_body_size 200m;

    location / {
        proxy_set_header Host $host;
        proxy_set_header X-Forwarded-Host $host;
        proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
        proxy_set_header X-Forwarded-Proto $scheme;
        proxy_pass http://odoo;
    }
}
SITE
ln -sfn ../sites-available/odoo /etc/nginx/sites-enabled/odoo
rm -f /etc/nginx/sites-enabled/default
nginx -t -q
systemctl reload nginx.service

systemctl stop odoo.service
pg_ctlcluster "$PG" main restart
cd /
runuser -u postgres -- createuser -d -R -S odoo
runuser -u postgres -- psql -X -q -c "CREATE ROLE replication REPLICATION LOGIN PASSWORD '$PASSWORD'"
runuser -u odoo -- env HOME=/var/lib/odoo odoo --config /etc/odoo/odoo.conf -d prod \
  -i base,sale_management,stock,account,lab_note --without-demo=all --stop-after-init --logfile /var/log/odoo/create.log
systemctl start odoo.service
