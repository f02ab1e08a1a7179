#!/usr/bin/env python3
"""Runs bidui and the scripts a good analyst would write instead, in turns, over one county.

    python3 -m venv VENV && VENV/bin/pip install -r benches/peers/requirements.txt
    cargo build --release
    VENV/bin/python benches/peers/run.py [--households 1050000] [--rounds 5] [--threads 2]

The county is made by `bidui generate`, twice from one seed: as departments deliver it, for bidui, and in UTF-8
for the scripts, who read GB18030 slowly or not at all. With `--county FOLDER` another one is compared, of which a
UTF-8 copy is made. bidui has no cache, output or earlier run each time. Every program has read the same pages
before, so the disk plays no part. What is flagged is compared with what bidui flags, and with the truth.

The scripts answer one question: who meets one of the six conditions, or stands on two cards. `bidui` answers that one,
by the same rules, and does not read the copies of the registry; `bidui-all` is the whole job with every
built-in rule, copies and people left out included, which no script attempts. `bidui-warm` is a second run with nothing
changed, `bidui-one` one with another vehicle delivery, both of the first question.

Prints Markdown. Time is wall time, memory the largest resident set; both also as ratios to bidui's of the same
round, so that a slow minute of the machine is everybody's.
"""

import argparse
import csv
import filecmp
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
# The rules that the scripts have, too.
QUESTION = ["six-no-evaluate", "reconciliation/person-on-two-cards.toml"]
# Of the generated county: the extracts that are copies of the registry, and the file of the vehicles.
COPIES = r'"(village_ledger|township_file)"'
VEHICLES = "机动车登记"
PEERS = {"duckdb": ["duckdb"], "polars": ["polars"], "pandas": ["pandas", "pyarrow"]}
# bidui: published; published with verdicts left open for a missing or bad source.
PUBLISHED = (0, 3)
OWN = ["bidui", "bidui-all", "bidui-warm", "bidui-one"]


def generate(args, work, encoding):
    """A county of its own for each size, seed and dirt; made once."""
    folder = work / encoding
    if not folder.exists():
        # Under its own name only when it is whole.
        unfinished = work / f"{encoding}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        command = [args.bidui, "generate", unfinished, "--households", args.households, "--seed", args.seed]
        command += ["--dirt", args.dirt, "--format", encoding]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
        unfinished.rename(folder)
    return folder


def prepare_county(args, work):
    """The folder that bidui compares, and the job that the scripts compare."""
    if args.county:
        # In a process of its own: a child's peak memory counts from that of the parent it was forked from.
        command = [sys.executable, HERE / "copies.py", args.county / "job.toml", work / "utf8"]
        subprocess.run([str(part) for part in command], check=True)
        return args.county, work / "utf8" / "job.toml"
    delivered, utf8 = generate(args, work, "delivered"), generate(args, work, "utf8")
    if not filecmp.cmp(delivered / "truth" / "findings.csv", utf8 / "truth" / "findings.csv", shallow=False):
        raise SystemExit(f"{work}: the two forms of the county are of two programs; remove the folder")
    return delivered, utf8 / "job.toml"


def set_aside(folder):
    """Takes a folder out of the way; it is removed after the last round, because a file system is slow to make new
    files where thousands were removed a moment ago."""
    if folder.exists():
        aside = folder.parent / "aside"
        aside.mkdir(exist_ok=True)
        folder.rename(aside / f"{folder.name}-{time.monotonic_ns()}")


def prepare_job(county, folder, everything):
    """The county's job beside links to its deliveries, with a cache and an output of its own."""
    set_aside(folder)
    folder.mkdir(parents=True)
    for entry in county.iterdir():
        if entry.name != "job.toml":
            (folder / entry.name).symlink_to(entry.resolve())
    job = (county / "job.toml").read_text(encoding="utf-8")
    own = 'output = "run-out"\nstore = "run-store.sqlite"\ncache = "run-cache"\n'
    if not everything:
        own += f"rules = {json.dumps([str(ROOT / 'rules' / path) for path in QUESTION])}\n"
        head, *extracts = re.split(r"(?m)^(?=\[\[extract\]\])", job)
        job = head + "".join(one for one in extracts if not re.search(COPIES, one))
    own += re.sub(r"(?m)^(output|store|cache)\s*=.*\n", "", job)
    (folder / "job.toml").write_text(own, encoding="utf-8")
    return folder / "job.toml"


def deliver_another(folder):
    """Another delivery of vehicles: the same file with a line more."""
    inputs = folder / "in"
    kept = {entry.name: entry.resolve() for entry in inputs.iterdir()}
    inputs.unlink()
    inputs.mkdir()
    for name, entry in kept.items():
        if name.startswith(VEHICLES):
            content = entry.read_bytes()
            content = content if content.endswith(b"\n") else content + b"\r\n"
            (inputs / name).write_bytes(content + content[content.rstrip().rfind(b"\n") + 1 :])
        else:
            (inputs / name).symlink_to(entry)


def measure(command, log):
    """Runs a command; its exit code, its seconds and its peak memory in bytes."""
    with open(log, "wb") as out:
        begin = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    # Linux counts in KiB, macOS in bytes.
    return process.returncode, seconds, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def run_once(name, args, county, job, work):
    log = work / f"{name}.log"
    if name in OWN:
        folder = work / ("bidui-all" if name == "bidui-all" else "bidui")
        if name in ("bidui", "bidui-all"):
            prepare_job(county, folder, everything=name == "bidui-all")
        if name == "bidui-one":
            deliver_another(folder)
        command = [args.bidui, "run", folder / "job.toml", "--threads", args.threads]
    else:
        set_aside(work / name)
        command = [sys.executable, HERE / f"peer_{name}.py", job, work / name, "--threads", args.threads]
    # What earlier runs left to be written must not slow this one.
    os.sync()
    code, seconds, memory = measure(command, log)
    if code not in (PUBLISHED if name in OWN else (0,)):
        raise SystemExit(f"{name} ended with {code}:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")
    if name == "bidui":
        (work / "bidui" / "cold").symlink_to((work / "bidui" / "run-out" / "latest").resolve())
    return seconds, memory


def read_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def flagged_by(name, work):
    """The (card, rule) that a program flags: exempt, undetermined and to be checked first are none."""
    if name == "bidui":
        rows = read_csv(work / "bidui" / "cold" / "findings.csv")
        standing = (row for row in rows if row["exempt"] == "false" and row["confidence"] in ("certain", "probable"))
    else:
        standing = (row for row in read_csv(work / name / "findings.csv") if row["state"] == "flagged")
    return {(row["household_id"], row["rule"]) for row in standing}


class Truth:
    """What must be flagged, and what nobody can know because the number is destroyed."""

    def __init__(self, county):
        self.source, self.states = None, {}
        if (county / "truth" / "findings.csv").exists():
            self.source = "truth/findings.csv"
            for row in read_csv(county / self.source):
                self.states[row["household_id"], row["rule"]] = row["state"]
        elif (county / "expected" / "findings.csv").exists():
            self.source = "expected/findings.csv"
            for row in read_csv(county / self.source):
                state = "exempt" if row["exempt"] == "true" else "must_flag"
                state = "check" if row["confidence"] == "possible" else state
                self.states[row["household_id"], row["rule"]] = state

    def missed(self, flagged):
        return {finding for finding, state in self.states.items() if state == "must_flag"} - flagged

    def false(self, flagged):
        return {finding for finding in flagged if self.states.get(finding, "clear") not in ("must_flag", "unknowable")}

    def of(self, finding):
        return self.states.get(finding, "nothing to find") if self.source else "not known"


def count_by_rule(findings, most):
    """`rule: count (cards)`, a line a rule."""
    for rule, count in sorted(Counter(rule for _, rule in findings).items()):
        cards = sorted(card for card, its in findings if its == rule)
        yield f"{rule}: {count} ({', '.join(cards[:most])}{', …' if count > most else ''})"


def together(flagged):
    """The programs by what they flag: those who flag the same stand in one line."""
    groups = {}
    for name, findings in flagged.items():
        groups.setdefault(frozenset(findings), []).append(name)
    return [(", ".join(names), set(findings)) for findings, names in groups.items()]


def print_differences(flagged, truth, most):
    """Per rule, where the scripts and bidui differ, and who is right."""
    ours = flagged["bidui"]
    for names, theirs in together({name: findings for name, findings in flagged.items() if name != "bidui"}):
        print(f"\n### bidui and {names}: {len(ours & theirs)} findings agree, "
              f"{len(ours - theirs)} only bidui's, {len(theirs - ours)} only the script's\n")
        for side, other, findings in (("bidui", names, ours - theirs), (names, "bidui", theirs - ours)):
            right = {"must_flag": f"{side} right", "unknowable": "nobody can know", "not known": "who is right is not known"}
            for state in sorted({truth.of(finding) for finding in findings}):
                of_state = {finding for finding in findings if truth.of(finding) == state}
                for line in count_by_rule(of_state, most):
                    print(f"- only {side}, truth says {state}: {right.get(state, f'{other} right')}: {line}")


def print_errors(flagged, truth, most):
    """Per rule, what each program missed and flagged wrongly by the truth."""
    print("\n### Against the truth\n")
    for names, findings in together(flagged):
        for kind, wrong in (("missed", truth.missed(findings)), ("false", truth.false(findings))):
            for line in count_by_rule(wrong, most) if wrong else ["none"]:
                print(f"- {names}, {kind}: {line}")


def spread(values, form):
    low, middle, high = min(values), statistics.median(values), max(values)
    return f"{middle:{form}} ({low:{form}}–{high:{form}})"


def print_table(measured, flagged, truth):
    judged = ["missed", "false"] if truth.source else ["only bidui's", "only this one's"]
    print(f"\n| | time ÷ bidui | memory ÷ bidui | seconds | MB | findings | {judged[0]} | {judged[1]} |")
    print("|---|---|---|---|---|---|---|---|")
    for name, rounds in measured.items():
        time_ratios = [own[0] / bidui[0] for own, bidui in zip(rounds, measured["bidui"])]
        memory_ratios = [own[1] / bidui[1] for own, bidui in zip(rounds, measured["bidui"])]
        if name not in flagged:
            counted = "– | – | –"
        elif truth.source:
            counted = " | ".join(str(len(own)) for own in (flagged[name], truth.missed(flagged[name]), truth.false(flagged[name])))
        else:
            theirs = (flagged[name], flagged["bidui"] - flagged[name], flagged[name] - flagged["bidui"])
            counted = " | ".join(str(len(own)) for own in theirs)
        print(f"| {name} | {spread(time_ratios, '.2f')} | {spread(memory_ratios, '.2f')} "
              f"| {spread([seconds for seconds, _ in rounds], '.2f')} "
              f"| {spread([memory / 1e6 for _, memory in rounds], '.0f')} "
              f"| {counted} |")


def parse():
    args = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    args.add_argument("--households", type=int, default=1_050_000, help="5.8 rows each; by default 6.1 million rows")
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--dirt", choices=["none", "usual", "heavy"], default="usual")
    args.add_argument("--county", type=Path, help="compare this county instead of a generated one")
    args.add_argument("--rounds", type=int, default=5, help="that count; one more comes before them")
    args.add_argument("--threads", type=int, default=2)
    args.add_argument("--bidui", type=Path, help="by default what `cargo build --release` has built")
    args.add_argument("--peers", default=",".join(PEERS), help="some of " + ",".join(PEERS))
    args.add_argument("--all", action="store_true", help="the whole job of bidui, too")
    args.add_argument("--work", type=Path, help="for the county and all results; by default target/peers")
    args.add_argument("--most", type=int, default=10, help="cards named for each difference")
    args = args.parse_args()
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    args.bidui = (args.bidui or target / "release" / "bidui").resolve()
    args.work = (args.work or target / "peers").resolve()
    args.peers = args.peers.split(",")
    if args.county:
        args.county = args.county.resolve()
        if not (args.county / "job.toml").exists():
            raise SystemExit(f"no job.toml in {args.county}")
    if not args.bidui.exists():
        raise SystemExit(f"no {args.bidui}: cargo build --release, or --bidui PATH")
    return args


def main():
    args = parse()
    of_county = args.county.name if args.county else f"{args.households}-{args.seed}-{args.dirt}"
    work = args.work / of_county
    work.mkdir(parents=True, exist_ok=True)
    # A larger machine lends no core beyond the threads, whatever a program starts.
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: args.threads])
    county, job = prepare_county(args, work)

    nights = ["bidui", "bidui-warm"]
    if (county / "in" / f"{VEHICLES}.csv").exists():
        nights.append("bidui-one")
    turns = [nights, *([["bidui-all"]] if args.all else []), *([name] for name in args.peers)]
    measured = {name: [] for turn in turns for name in turn}
    for number in range(args.rounds + 1):
        # Round 0 warms the pages of every file and is not counted. The order turns, so that nobody always
        # comes after the same one.
        turn = number % len(turns)
        for name in (name for names in turns[turn:] + turns[:turn] for name in names):
            seconds, memory = run_once(name, args, county, job, work)
            print(f"round {number}: {name} {seconds:.2f} s, {memory / 1e6:.0f} MB", file=sys.stderr)
            if number > 0:
                measured[name].append((seconds, memory))
    shutil.rmtree(work / "aside", ignore_errors=True)
    (work / "measured.json").write_text(json.dumps(measured, indent=1), encoding="utf-8")

    truth = Truth(county)
    flagged = {name: flagged_by(name, work) for name in ["bidui", *args.peers]}
    told = json.loads((work / "bidui" / "cold" / "run.json").read_text(encoding="utf-8"))
    rows, cards = sum(told["rows"].values()), told["counts"]["cards"]
    programs = [f"bidui {told['program_version']}"]
    programs += [f"{package} {version(package)}" for name in args.peers for package in PEERS[name]]
    made = "" if args.county else " (households-seed-dirt of `bidui generate`)"
    print(f"County {of_county}{made}: {rows:,} rows, {cards:,} cards; {args.rounds} rounds, {args.threads} threads; "
          f"median (least–most); truth: {truth.source or 'not known, compared with bidui'}.\n"
          f"{', '.join(programs)}, Python {platform.python_version()}.")
    if args.rounds > 0:
        print_table(measured, flagged, truth)
    print_differences(flagged, truth, args.most)
    if truth.source:
        print_errors(flagged, truth, args.most)


if __name__ == "__main__":
    main()
