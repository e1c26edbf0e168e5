#!/bin/sh
# Install pinned, hashed dependencies and this package into a virtual environment: install.sh BIN LOCKFILE
set -eu
bin=$1
lock=$2
if command -v uv >/dev/null 2>&1; then
    uv pip install -q --python "$bin/python" --require-hashes -r "$lock"
    uv pip install -q --python "$bin/python" --no-deps --no-build-isolation -e .
else
    "$bin/python" -m pip install -q --disable-pip-version-check --require-hashes -r "$lock"
    "$bin/python" -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
fi
