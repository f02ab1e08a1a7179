#!/usr/bin/env bash
# How many instructions does one cold county take? Seconds depend on the machine and its neighbours; these are the same
# to a thousandth from run to run, so that a change which costs work is seen at once.
#
#     benches/instructions.sh             # compares with benches/instructions.txt: a tenth more fails
#     benches/instructions.sh --renew     # writes what was counted there
#
# Needs Rust, gcc, Python 3 and valgrind, which is installed where that may be done. Half a minute.
set -euo pipefail
cd "$(dirname "$0")/.."

known=benches/instructions.txt
if ! command -v valgrind > /dev/null && [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null; then
    { apt-get update && apt-get install -y valgrind; } > /dev/null 2>&1 || true
fi
if ! command -v valgrind > /dev/null; then
    echo "NOT COUNTED: valgrind is not here and could not be installed" >&2
    exit 0
fi
cargo build --release --locked --quiet
bidui="${CARGO_TARGET_DIR:-target}/release/bidui"
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
"$bidui" generate "$folder/county" --households 20000 > /dev/null 2>&1
# Published, with verdicts left open or without.
valgrind --tool=cachegrind --cache-sim=no --cachegrind-out-file=/dev/null --log-file="$folder/counted" \
    "$bidui" run "$folder/county/job.toml" --threads 1 > /dev/null 2>&1 || [ $? = 3 ]
counted="$(sed -n 's/.*I *refs: *//p' "$folder/counted" | tr -d ', ')"
if [ "${1:-}" = --renew ]; then
    echo "$counted" > "$known"
fi
python3 - "$counted" "$(cat "$known")" <<'PY'
import sys

counted, known = int(sys.argv[1]), int(sys.argv[2])
print(f"{counted / 1e6:,.0f} million instructions, {counted / known - 1:+.1%} against {known / 1e6:,.0f} million")
if counted > known * 1.1:
    sys.exit("a tenth more work than before: see `Speed` in CONTRIBUTING.md")
if counted < known * 0.9:
    print("a tenth less: write it down, benches/instructions.sh --renew")
PY
