#!/bin/sh
# Runs once, on an empty data folder: two roles, one database, the extensions. The application's
# role gets its rights from the migrations, which run as the owner.
set -eu

psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
  --set=owner_password="$KEYDESK_OWNER_PASSWORD" --set=app_password="$KEYDESK_APP_PASSWORD" <<'SQL'
CREATE ROLE keydesk_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE keydesk_app LOGIN PASSWORD :'app_password';
CREATE DATABASE keydesk OWNER keydesk_owner;
REVOKE ALL ON DATABASE keydesk FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE keydesk TO keydesk_app;
\connect keydesk
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS citext;
GRANT ALL ON SCHEMA public TO keydesk_owner;
SQL
