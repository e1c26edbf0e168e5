#!/bin/sh
# Install pinned, hashed dependencies and this package into a virtual environment: install.sh BIN LOCKFILE
set -eu
bin=$1
lock=$2
if command -v uv >/dev/null 2>&1; then
    uv pip install -q --python "$bin/python" --require-hashes -r "$lock"
    uv pip install -q --python "$bin/python" --no-deps --no-build-isolation -e .
else
    "$bin/python" -m pip install -q --disable-pip-version-check --no-compile --require-hashes -r "$lock"
    "$bin/python" -m pip install -q --disable-pip-version-check --no-compile --no-deps --no-build-isolation -e .
fi
# Byte code of what is used, and not of the rest, which would be a fifth of the whole. Workers write none themselves.
"$bin/python" -c '
from importlib import import_module
from sealcanvas.jobs.working.preload import PRELOAD
for name in ("sealcanvas.cli", "sealcanvas.server.run", *PRELOAD):
    import_module(name)
'
