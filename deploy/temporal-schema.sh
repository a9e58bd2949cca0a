#!/bin/sh
# Temporal's own tables, made or brought up to date; for the server's admin-tools image, which
# reads SQL_PLUGIN, SQL_HOST, SQL_PORT and SQL_USER.
set -eu
SQL_PASSWORD=$(cat "${SECRETS_FOLDER:-/run/secrets}/TEMPORAL_PASSWORD")
export SQL_PASSWORD
versions=/etc/temporal/schema/postgresql/v12

bring_up_to_date() {
    temporal-sql-tool --db "$1" setup-schema -v 0.0
    temporal-sql-tool --db "$1" update-schema -d "$versions/$2/versioned"
}

bring_up_to_date temporal temporal
bring_up_to_date temporal_visibility visibility
