#!/usr/bin/env python3
"""Runs bidui and the scripts a good analyst would write instead, in turns, over one county.

    python -m venv VENV && VENV/bin/pip install -r benches/peers/requirements.txt
    VENV/bin/python benches/peers/run.py COUNTY [--rounds 5] [--threads 2] [--work FOLDER]

COUNTY holds a `job.toml` and its deliveries. Before any clock starts, a UTF-8 copy is made of them for
the peers, who read GB18030 slowly or not at all; bidui reads the deliveries themselves, with a fresh
cache and output folder each time. Every program has read the same pages before, so the disk plays no
part. The findings are compared with bidui's, and where the county's truth is known, with that.

Prints Markdown. Time is wall time, memory the largest resident set; both also as ratios to bidui's of
the same round, so that a slow minute of the machine is everybody's.
"""

import argparse
import csv
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = ["duckdb", "polars", "pandas"]
# bidui: published; published with verdicts left open for a missing or bad source.
PUBLISHED = (0, 3)


def prepare_job(county, folder):
    """The county's job beside links to its deliveries, with a cache and an output of its own."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for entry in county.iterdir():
        if entry.name != "job.toml":
            (folder / entry.name).symlink_to(entry.resolve())
    job = (county / "job.toml").read_text(encoding="utf-8")
    own = 'output = "run-out"\nstore = "run-store.sqlite"\ncache = "run-cache"\n'
    (folder / "job.toml").write_text(own + re.sub(r"(?m)^(output|store|cache)\s*=.*\n", "", job), encoding="utf-8")
    return folder / "job.toml"


def measure(command, log):
    """Runs a command; its seconds and its peak memory in bytes."""
    with open(log, "wb") as out:
        begin = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], stdout=out, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)
    # Linux counts in KiB, macOS in bytes.
    return process.returncode, seconds, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def run_once(name, args, work):
    log = work / f"{name}.log"
    if name == "bidui":
        job = prepare_job(args.county, work / "bidui")
        command = [args.bidui, "run", job, "--threads", args.threads]
    else:
        shutil.rmtree(work / name, ignore_errors=True)
        command = [sys.executable, HERE / f"peer_{name}.py", work / "copy", work / name, "--threads", args.threads]
    code, seconds, memory = measure(command, log)
    if code not in (PUBLISHED if name == "bidui" else (0,)):
        raise SystemExit(f"{name} ended with {code}:\n{log.read_text(encoding='utf-8', errors='replace')[-3000:]}")
    return seconds, memory


def read_csv(path):
    with open(path, encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def flagged_by(name, work):
    """The (card, rule) that a program flags: exempt, undetermined and to be checked first are none."""
    if name == "bidui":
        rows = read_csv(work / "bidui" / "run-out" / "latest" / "findings.csv")
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

    def says(self, finding):
        return self.states.get(finding, "nothing to find") if self.source else "unknown"


def print_differences(flagged, truth, most):
    """Per rule, where a peer and bidui differ, and who is right."""
    for name in [name for name in flagged if name != "bidui"]:
        ours, theirs = flagged["bidui"], flagged[name]
        print(f"\n### {name} and bidui: {len(ours & theirs)} findings agree, "
              f"{len(ours - theirs)} only bidui's, {len(theirs - ours)} only the script's\n")
        for side, findings in (("only bidui", ours - theirs), ("only the script", theirs - ours)):
            verdicts = Counter((rule, truth.says((card, rule))) for card, rule in findings)
            for (rule, says), count in sorted(verdicts.items()):
                cards = sorted(card for card, its in findings if its == rule and truth.says((card, its)) == says)
                shown = ", ".join(cards[:most]) + (", …" if len(cards) > most else "")
                print(f"- {rule}, {side}, truth: {says}: {count} ({shown})")


def print_errors(flagged, truth, most):
    """Per rule, what each program missed and flagged wrongly by the truth."""
    print("\n### Against the truth\n")
    for name, findings in flagged.items():
        for kind, wrong in (("missed", truth.missed(findings)), ("false", truth.false(findings))):
            for rule, count in sorted(Counter(rule for _, rule in wrong).items()):
                cards = sorted(card for card, its in wrong if its == rule)
                print(f"- {name}, {kind}, {rule}: {count} ({', '.join(cards[:most])}{', …' if count > most else ''})")


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
        if truth.source:
            left, right = truth.missed(flagged[name]), truth.false(flagged[name])
        else:
            left, right = flagged["bidui"] - flagged[name], flagged[name] - flagged["bidui"]
        print(f"| {name} | {spread(time_ratios, '.2f')} | {spread(memory_ratios, '.2f')} "
              f"| {spread([seconds for seconds, _ in rounds], '.2f')} "
              f"| {spread([memory / 1e6 for _, memory in rounds], '.0f')} "
              f"| {len(flagged[name])} | {len(left)} | {len(right)} |")


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    args.add_argument("county", type=Path)
    args.add_argument("--rounds", type=int, default=5)
    args.add_argument("--threads", type=int, default=2)
    args.add_argument("--bidui", type=Path, default=HERE.parents[1] / "target" / "release" / "bidui")
    args.add_argument("--peers", default=",".join(PEERS), help="some of " + ",".join(PEERS))
    args.add_argument("--work", type=Path, help="for the copy and all results; by default target/peers/NAME")
    args.add_argument("--most", type=int, default=10, help="cards named for each difference")
    args = args.parse_args()
    args.county, args.bidui = args.county.resolve(), args.bidui.resolve()
    work = (args.work or HERE.parents[1] / "target" / "peers" / args.county.name).resolve()
    if not (args.county / "job.toml").exists():
        raise SystemExit(f"no job.toml in {args.county}: benches/make_county.py makes a county")
    if not args.bidui.exists():
        raise SystemExit(f"no {args.bidui}: cargo build --release, or --bidui PATH")
    work.mkdir(parents=True, exist_ok=True)
    # A larger machine lends no core beyond the threads, whatever a program starts.
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: args.threads])
    # In a process of its own: a child's peak memory counts from that of the parent it was forked from.
    subprocess.run([sys.executable, HERE / "copies.py", args.county / "job.toml", work / "copy"], check=True)

    names = ["bidui", *args.peers.split(",")]
    measured = {name: [] for name in names}
    for number in range(args.rounds + 1):
        # Round 0 warms the pages of every file and is not counted. The order turns, so that nobody always
        # comes after the same one.
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            seconds, memory = run_once(name, args, work)
            print(f"round {number}: {name} {seconds:.2f} s, {memory / 1e6:.0f} MB", file=sys.stderr)
            if number > 0:
                measured[name].append((seconds, memory))

    truth = Truth(args.county)
    flagged = {name: flagged_by(name, work) for name in names}
    rows = json.loads((work / "copy" / "copy.json").read_text(encoding="utf-8"))["rows"]
    print(f"{args.county.name}: {rows:,} lines in the peers' copy, {args.rounds} rounds, {args.threads} threads; "
          f"median (min–max); truth: {truth.source or 'not known, compared with bidui'}")
    print_table(measured, flagged, truth)
    print_differences(flagged, truth, args.most)
    if truth.source:
        print_errors(flagged, truth, args.most)
    (work / "measured.json").write_text(json.dumps(measured, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
