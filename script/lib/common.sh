# shellcheck shell=bash
# Sourced by the scripts: the root folder, quiet steps that say what they cost, and one way to fail.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$root"
mkdir -p build/logs

# web_pak – the file with the pages of console and till; empty where the program is wanted without them.
web_pak() {
  if [ -z "${GUANXI_WITHOUT_WEB:-}" ]; then printf '%s' "$root/build/web/web.pak"; fi
}

# build_web – makes it, where something it follows from has changed.
build_web() {
  if [ -n "$(web_pak)" ]; then step "build web" script/web build; fi
}

# fail WHAT [COMMAND THAT FIXES IT]
fail() {
  printf 'failed: %s\n' "$1" >&2
  if [ $# -gt 1 ]; then printf 'to fix it: %s\n' "$2" >&2; fi
  exit 1
}

# step NAME COMMAND… – silent on success; on failure the end of the log, and the command to repeat it.
step() {
  local name=$1 log started=$SECONDS
  shift
  log=build/logs/$(printf '%s' "$name" | tr -c 'a-zA-Z0-9\n' '-').log
  if "$@" >"$log" 2>&1 </dev/null; then
    printf '%-30s %5d s\n' "$name" $((SECONDS - started))
  else
    printf '%-30s %5d s  FAILED, the end of %s:\n' "$name" $((SECONDS - started)) "$log" >&2
    # The first compiler error explains the rest; without one, the last lines do.
    if ! grep -n -m 5 -A 12 -E '(error:|FAILED:|CMake Error)' "$log" >&2; then tail -n 40 "$log" >&2; fi
    fail "$name" "cd $root && $*"
  fi
}
