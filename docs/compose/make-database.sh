#!/bin/sh
# Run once by the image of PostgreSQL, when its volume is empty: the application's own role, which may no more than use
# its database. The image's POSTGRES_USER is a superuser, with which consult does not start.
set -eu
psql --username "$POSTGRES_USER" --set ON_ERROR_STOP=1 --set password="$DATABASE_PASSWORD" <<'SQL'
CREATE ROLE consult LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';
CREATE DATABASE consult OWNER consult ENCODING 'UTF8' LC_CTYPE 'C.UTF-8' TEMPLATE template0;
SQL
