-- The tables of an Odoo database that the product or its tests look at, with the columns that they use.
SET ROLE odoo;
CREATE TABLE res_users (
  id serial PRIMARY KEY, active boolean DEFAULT true, login varchar NOT NULL UNIQUE, password varchar,
  partner_id integer, company_id integer, share boolean DEFAULT false,
  create_date timestamp DEFAULT (now() AT TIME ZONE 'UTC'), write_date timestamp DEFAULT (now() AT TIME ZONE 'UTC'));
CREATE TABLE res_partner (
  id serial PRIMARY KEY, name varchar, email varchar, active boolean DEFAULT true);
CREATE TABLE res_company (
  id serial PRIMARY KEY, name varchar NOT NULL, partner_id integer);
CREATE TABLE ir_config_parameter (
  id serial PRIMARY KEY, key varchar NOT NULL UNIQUE, value text NOT NULL);
CREATE TABLE ir_module_module (
  id serial PRIMARY KEY, name varchar NOT NULL UNIQUE, state varchar(16), latest_version varchar,
  author varchar, application boolean DEFAULT false, auto_install boolean DEFAULT false);
CREATE TABLE ir_cron (
  id serial PRIMARY KEY, cron_name varchar, active boolean DEFAULT true, nextcall timestamp NOT NULL DEFAULT now(),
  interval_number integer DEFAULT 1, interval_type varchar DEFAULT 'days', numbercall integer DEFAULT -1);
CREATE TABLE mail_mail (
  id serial PRIMARY KEY, mail_message_id integer, email_to text, state varchar, scheduled_date timestamp);
CREATE TABLE ir_attachment (
  id serial PRIMARY KEY, name varchar NOT NULL, description text, res_name varchar, res_model varchar,
  res_field varchar, res_id integer, company_id integer, type varchar NOT NULL DEFAULT 'binary', url varchar(1024),
  public boolean DEFAULT false, access_token varchar, db_datas bytea, store_fname varchar, file_size integer,
  checksum varchar(40), mimetype varchar, index_content text, create_uid integer,
  create_date timestamp DEFAULT (now() AT TIME ZONE 'UTC'), write_uid integer,
  write_date timestamp DEFAULT (now() AT TIME ZONE 'UTC'));
CREATE INDEX ir_attachment_checksum_index ON ir_attachment (checksum);
CREATE INDEX ir_attachment_res_idx ON ir_attachment (res_model, res_id);

INSERT INTO res_partner (name, email) VALUES ('My Company', 'info@example.com'), ('Administrator', 'admin@example.com');
INSERT INTO res_company (name, partner_id) VALUES ('My Company', 1);
INSERT INTO res_users (login, password, partner_id, company_id) VALUES
  ('__system__', NULL, 1, 1), ('admin', 'admin', 2, 1);
INSERT INTO ir_config_parameter (key, value) VALUES
  ('database.uuid', '5a4f6c1e-0000-4000-8000-0123456789ab'), ('database.secret', 'not-a-secret'),
  ('web.base.url', 'http://production.example.com');
INSERT INTO ir_module_module (name, state, latest_version, author) VALUES
  ('base', 'installed', '14.0.1.3', 'Odoo S.A.'), ('web', 'installed', '14.0.1.0', 'Odoo S.A.'),
  ('sale', 'installed', '14.0.1.2', 'Odoo S.A.'), ('website', 'uninstalled', NULL, 'Odoo S.A.');
INSERT INTO ir_cron (cron_name) VALUES ('Base: Auto-vacuum internal data'), ('Mail: Email Queue Manager');
