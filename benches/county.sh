#!/usr/bin/env bash
# How long does one county take? Builds a synthetic county and compares it cold, again and again: no cache, no
# output, no earlier run. Prints medians, with the least and the most, as Markdown; of each stage also the processor
# seconds, the cores it kept busy, and the most memory held up to its end, a household of the registry.
#
#     benches/county.sh [HOUSEHOLDS]        # 1,050,000 households are 6 million rows and 1.2 GB of disk
#
# Needs Rust, gcc and Python 3. RUNS=5, THREADS (all), FOLDER (a temporary one, removed again; a county that is
# there already is used as it is) and BIDUI (a program built elsewhere) may be set in the environment.
set -euo pipefail
cd "$(dirname "$0")/.."

households="${1:-1050000}"
if [ -z "${BIDUI:-}" ]; then
    cargo build --release --locked
    BIDUI="${CARGO_TARGET_DIR:-target}/release/bidui"
fi
if [ -z "${FOLDER:-}" ]; then
    FOLDER="$(mktemp -d)"
    trap 'rm -rf "$FOLDER"' EXIT
fi
county="$FOLDER/county-$households"
if [ ! -d "$county" ]; then
    # Under its own name only when it is whole.
    rm -rf "$county.unfinished"
    "$BIDUI" generate "$county.unfinished" --households "$households" >&2
    mv "$county.unfinished" "$county"
fi

python3 - "$BIDUI" "$county" "${RUNS:-5}" "${THREADS:-}" <<'PY'
import json
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

bidui, county, runs, threads = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
# Published; published with verdicts left open for a missing or bad source.
PUBLISHED = (0, 3)
OUT, CACHE, STORE, ASIDE = county / "out", county / ".bidui", county / "bidui.sqlite", county / "aside"
shutil.rmtree(ASIDE, ignore_errors=True)
STAGES = ["extract", "roster", "link", "evaluate", "change", "publish"]


def size(folder):
    """The bytes of all files below a folder; `latest` is only a link."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def of_stages(measured, cards):
    """Seconds, processor seconds, cores and memory of each stage; the last three where the system tells."""
    told = {}
    for stage in STAGES:
        seconds = measured["seconds"].get(stage, 0)
        told[f"– {stage}: seconds"] = seconds
        processor = measured["processor_seconds"].get(stage)
        if processor is not None:
            told[f"– {stage}: processor seconds"] = processor
            told[f"– {stage}: cores"] = processor / seconds if seconds else 0
        peak = measured["peak_memory_bytes_by_stage"].get(stage)
        if peak is not None:
            told[f"– {stage}: peak so far, KB a card"] = peak / 1e3 / cards
    return told


def run_cold(number):
    # Removed after the last run only: a file system is slow to make new files where thousands were removed a
    # moment ago.
    for folder in (OUT, CACHE, STORE):
        if folder.exists():
            ASIDE.mkdir(exist_ok=True)
            folder.rename(ASIDE / f"{number}-{folder.name}")
    # What earlier runs left to be written must not slow this one.
    os.sync()
    command = [bidui, "run", county / "job.toml", *(["--threads", threads] if threads else [])]
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in PUBLISHED:
        raise SystemExit(f"bidui ended with {process.returncode}")
    told = json.loads((OUT / "latest" / "run.json").read_text(encoding="utf-8"))
    # Linux counts in KiB, macOS in bytes.
    memory = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {
        "seconds": seconds,
        "processor seconds": used.ru_utime + used.ru_stime,
        **of_stages(told["measured"], told["counts"]["cards"]),
        "peak memory, MB": memory / 1e6,
        "written: staged deliveries, MB": size(CACHE) / 1e6,
        "written: the published run, MB": size(OUT) / 1e6,
    }, told


measured = []
for number in range(runs):
    one, told = run_cold(number)
    print(f"run {number + 1}: {one['seconds']:.2f} s, {one['peak memory, MB']:.0f} MB", file=sys.stderr)
    measured.append(one)
shutil.rmtree(ASIDE, ignore_errors=True)

rows = sum(told["rows"].values())
delivered = sum(file["bytes"] for file in told["inputs"])
seconds = statistics.median(one["seconds"] for one in measured)
print(f"{rows:,} rows, {delivered / 1e6:.0f} MB delivered, {told['counts']['cards']:,} cards, "
      f"{told['counts']['suspects']:,} suspects; {told['measured']['threads']} threads, {runs} cold runs: "
      f"{rows / seconds / 1e6:.2f} million rows and {delivered / seconds / 1e6:.0f} MB a second\n")
print("| | median | least | most |")
print("|---|---|---|---|")
for name in measured[0]:
    values = [one[name] for one in measured]
    digits = 1 if "MB" in name else 2
    shown = (f"{value:.{digits}f}" for value in (statistics.median(values), min(values), max(values)))
    print(f"| {name} | {' | '.join(shown)} |")
PY
