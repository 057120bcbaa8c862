#!/usr/bin/env bash
# Gradescope runs this once, as root, when the autograder is set up: a Python that is new enough, and in it the packages
# of requirements.txt. WORKSHOP_AUTOGRADER is another place than /autograder.
set -euo pipefail
cd "${WORKSHOP_AUTOGRADER:-/autograder}/source"

is_new_enough() { "$1" -c 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
  local name
  for name in python3.14 python3.13 python3.12 python3.11 python3; do
    if is_new_enough "$name"; then
      command -v "$name"
      return
    fi
  done
  return 1
}

if ! python=$(find_python); then
  export DEBIAN_FRONTEND=noninteractive
  apt-get update
  apt-get install -y --no-install-recommends software-properties-common
  add-apt-repository -y ppa:deadsnakes/ppa # who packs newer Pythons for Ubuntu
  apt-get install -y --no-install-recommends python3.13 python3.13-venv
  python=$(find_python)
fi

"$python" -m workshop --help >/dev/null # which makes .venv first

# what random values are made of: nobody's to know, and the same for whatever is handed in
(umask 077 && head -c 32 /dev/urandom >.secret)
chmod -R go-rwx tests
chmod a+rx . ..
