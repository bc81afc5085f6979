#!/usr/bin/env bash
# What the client's tests need: its npm packages as package-lock.json names them, solders for the example in Python, and a
# Chromium to look at the page with.
set -euo pipefail
cd "$(dirname "$0")"

if ! cmp -s package-lock.json node_modules/.locked; then
  # not `npm ci`: it insists on packages for other platforms that registries need not serve
  npm install --no-save --ignore-scripts --no-audit --no-fund --loglevel=error
  cp package-lock.json node_modules/.locked
fi
python=../../target/python
if ! cmp -s python/requirements.txt "$python/installed"; then
  python3 -m venv "$python"
  "$python/bin/pip" install --quiet --disable-pip-version-check --requirement python/requirements.txt
  cp python/requirements.txt "$python/installed"
fi
if [ ! -x /usr/bin/chromium ]; then
  command -v apt-get >/dev/null || {
    echo 'setup: error: the page tests need /usr/bin/chromium: install it' >&2
    exit 1
  }
  export DEBIAN_FRONTEND=noninteractive
  apt=(apt-get -qq -o Acquire::Retries=3 -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=120)
  "${apt[@]}" update
  "${apt[@]}" install --yes --no-install-recommends chromium >/dev/null
fi
