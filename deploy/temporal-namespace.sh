#!/bin/sh
# The namespace, its retention and the search attributes the workflows set, on any Temporal server.
# Harmless when they are there. TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the command's other
# variables (TLS, API key) say where; the command `temporal` must be on the PATH.
set -eu
namespace=${TEMPORAL_NAMESPACE:-default}

if temporal operator namespace describe --namespace "$namespace" >/dev/null 2>&1; then
    temporal operator namespace update --namespace "$namespace" --retention 90d
else
    temporal operator namespace create --namespace "$namespace" --retention 90d
fi

# A new namespace is known to every part of the server a few seconds later.
tries=0
until known=$(temporal operator search-attribute list --namespace "$namespace" 2>/dev/null); do
    tries=$((tries + 1))
    if [ "$tries" -gt 30 ]; then
        temporal operator search-attribute list --namespace "$namespace"
    fi
    sleep 1
done
for attribute in CaseState:Keyword CaseKind:Keyword CustomerId:Keyword DueAt:Datetime; do
    name=${attribute%%:*}
    # One at a time: given several names the command adds only one.
    if ! printf '%s\n' "$known" | grep -qw "$name"; then
        temporal operator search-attribute create --namespace "$namespace" \
            --name "$name" --type "${attribute##*:}"
    fi
done
echo "The namespace $namespace is ready."
