#!/usr/bin/env bash
# django-environ 0.14.0: a secret that begins with "$" is not read. The rest of it is taken as the name of another
# variable, and where there is none, the default comes back: without a warning, no error, a password that nobody set.
# Expected: the value as it stands in the environment. Seen: the default.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check django-environ==0.14.0
PASSWORD='$ecret-of-all' "$folder/venv/bin/python" - <<'PYTHON'
import os
import environ
value = environ.Env().str("PASSWORD", "default")
print("in the environment:", os.environ["PASSWORD"], "- read:", value)
assert value == "default", "the behavior has changed"
PYTHON
