#!/bin/sh
# Each file of the secrets' folder becomes the variable it is named after; then the command runs.
set -eu
for file in "${SECRETS_FOLDER:-/run/secrets}"/*; do
    if [ -f "$file" ]; then
        export "$(basename "$file")=$(cat "$file")"
    fi
done
exec "$@"
