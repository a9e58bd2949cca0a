#!/bin/sh
# Makes a folder with a secret of its own in each file, for deploy/compose.yaml.
#   deploy/make-secrets.sh FOLDER
set -eu
if [ "$#" -ne 1 ]; then
    echo "usage: deploy/make-secrets.sh FOLDER (which must not exist yet)" >&2
    exit 2
fi

# 192 bits in letters that no address or file needs to escape.
drawn() { od -An -tx1 -N24 /dev/urandom | tr -d ' \n'; }
keep() { printf '%s\n' "$2" >"$1"; }

# The folder keeps everybody out. The files in it are readable: a container sees only the files,
# under an account that this machine does not know.
mkdir -m 0700 "$1"
cd "$1"
umask 022
owner=$(drawn)
runtime=$(drawn)
keep POSTGRES_PASSWORD "$(drawn)"
keep TEMPORAL_PASSWORD "$(drawn)"
keep SWAPDESK_OWNER_PASSWORD "$owner"
keep SWAPDESK_RUNTIME_PASSWORD "$runtime"
keep DATABASE_URL "postgresql+psycopg://swapdesk_owner:$owner@postgres:5432/swapdesk"
keep DATABASE_RUNTIME_URL "postgresql+psycopg://swapdesk_runtime:$runtime@postgres:5432/swapdesk"
keep SWAPDESK_PRACTICE_KEY "$(drawn)"
keep SWAPDESK_PRACTICE_WEBHOOK_SECRET "$(drawn)"
keep SWAPDESK_LINK_KEY "$(drawn)"
echo "The secrets are in $(pwd). Keep a copy where your backups are not." >&2
