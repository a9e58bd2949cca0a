#!/bin/sh
# On the first start of PostgreSQL: its accounts and databases, each with a password of its own.
# The owner makes roles but is no superuser; the runtime account owns nothing (decision 0007).
set -eu
cd "${SECRETS_FOLDER:-/run/secrets}"
# The passwords are read inside psql, so that no command line shows them.
psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres <<'SQL'
\set owner `cat SWAPDESK_OWNER_PASSWORD`
\set runtime `cat SWAPDESK_RUNTIME_PASSWORD`
\set temporal `cat TEMPORAL_PASSWORD`
CREATE ROLE swapdesk_owner LOGIN CREATEROLE PASSWORD :'owner';
CREATE ROLE swapdesk_runtime LOGIN NOINHERIT PASSWORD :'runtime';
CREATE ROLE temporal LOGIN PASSWORD :'temporal';
CREATE DATABASE swapdesk OWNER swapdesk_owner;
CREATE DATABASE temporal OWNER temporal;
CREATE DATABASE temporal_visibility OWNER temporal;
REVOKE CONNECT ON DATABASE swapdesk, temporal, temporal_visibility FROM PUBLIC;
GRANT CONNECT ON DATABASE swapdesk TO swapdesk_runtime;
SQL
