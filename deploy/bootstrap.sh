#!/bin/sh
# Makes .venv with exactly the packages of requirements.lock, and this project in it.
#   deploy/bootstrap.sh            the Python environment (instant when nothing changed)
#   deploy/bootstrap.sh chromium   the browser that the browser tests drive
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

# Installs Debian packages when we may; otherwise says what to type and ends.
install_packages() {
    if ! command -v apt-get >/dev/null 2>&1; then
        say "Please install these yourself, then run this again: $*"
        exit 3
    elif [ "$(id -u)" = 0 ]; then
        as_root=""
    elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
        as_root="sudo -n"
    else
        say "Please type this, then run this again:"
        say "    sudo apt-get update && sudo apt-get install -y $*"
        exit 3
    fi
    say "Installing $* with apt-get ..."
    $as_root apt-get update -qq >&2
    $as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends "$@" >&2
}

browser() {
    for name in chromium chromium-browser google-chrome; do
        if command -v "$name" >/dev/null 2>&1; then return; fi
    done
    install_packages chromium
}

new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

complete() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

# Every Python from 3.11 on, newest first.
pythons() {
    for name in python3.14 python3.13 python3.12 python3.11 python3 python; do
        if command -v "$name" >/dev/null 2>&1 && new_enough "$name"; then command -v "$name"; fi
    done
}

# One that can make a virtual environment; Debian keeps that in a package of its own.
find_python() {
    for python in $(pythons); do
        if complete "$python"; then return; fi
    done
    python=$(pythons | head -n 1)
    if [ -z "$python" ]; then
        install_packages python3 python3-venv
    else
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        install_packages "python$version-venv"
    fi
    for python in $(pythons); do
        if complete "$python"; then return; fi
    done
    say "Python 3.11 or newer with its venv module is needed and was not found."
    exit 3
}

works() { .venv/bin/python -m pip --version >/dev/null 2>&1 && new_enough .venv/bin/python; }

wanted() {
    { pwd; cat requirements.lock pyproject.toml deploy/bootstrap.sh; } | cksum
}

pip_install() {
    PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 \
        .venv/bin/python -m pip install --quiet --no-warn-script-location "$@"
}

environment() {
    stamp=.venv/swapdesk-stamp
    if [ -x .venv/bin/swapdesk ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(wanted)" ]; then
        return
    fi
    if ! works; then
        find_python
        say "Making .venv with $python ..."
        rm -rf .venv
        "$python" -m venv .venv
    fi
    rm -f "$stamp"
    say "Installing the packages of requirements.lock (once; a minute or two) ..."
    pip_install --require-hashes -r requirements.lock
    pip_install --no-deps --no-build-isolation --editable .
    wanted >"$stamp"
}

case "${1:-environment}" in
    environment) environment ;;
    chromium) browser ;;
    *)
        say "usage: deploy/bootstrap.sh [environment|chromium]"
        exit 2
        ;;
esac
