"""Records without numbers: three extracts of a county whose number column is taken away, linked to its registry by
`bidui link` and by Splink. Prints time, memory, precision, recall and F1 of both.

    python benches/peers/link.py --households 100000 --seed 1

Of a number a list may still show the birth date and the sex: those are kept where the department has no column for them.
Both programs read the same two tables and compare only pairs that share the name, or birth date and sex. Right is a pair
whose two rows are about one person by the county's truth; to be found is every row about somebody on the registry.
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
from importlib.metadata import version
from pathlib import Path

from run import HERE, ROOT, measure, read_csv

# Extract, its file and its columns; the rest comes from the number.
EXTRACTS = {
    "population": ("户籍人口", {"name": "姓名", "id": "公民身份号码", "birth": "出生日期", "sex": "性别", "township": "乡镇", "village": "村(居)"}),
    "assistance": ("社会救助", {"name": "姓名", "id": "身份证号"}),
    "disability": ("残疾人证", {"name": "姓名", "id": "身份证号"}),
}
REGISTRY = ("建档立卡贫困人口", {"name": "姓名", "id": "证件号码", "sex": "性别", "township": "乡(镇)", "village": "行政村"})


def of_number(number):
    """Birth date and sex as far as the number shows them."""
    number = number.strip()
    digits = number[6:14] if len(number) == 18 else "19" + number[6:12] if len(number) == 15 else ""
    birth = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}" if len(digits) == 8 and digits.isdigit() else ""
    place = number[16:17] if len(number) == 18 else number[14:15] if len(number) == 15 else ""
    sex = ("女", "男")[int(place) % 2] if place.isdigit() else ""
    return birth, sex


def write_table(source, target, columns):
    """One table without numbers, each row under its line in the file."""
    fields = ["id", "name", "birth", "sex", "township", "village"]
    with open(target, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(fields)
        for line, row in enumerate(read_csv(source), start=2):
            birth, sex = of_number(row[columns["id"]])
            # As a workbook shows a date that a clerk did not format; neither program is to be tested on that.
            own_birth = row.get(columns.get("birth", ""), "")
            birth = own_birth if own_birth.count("-") == 2 else birth
            sex = row.get(columns.get("sex", ""), "") or sex
            place = [row.get(columns.get(field, ""), "") for field in ("township", "village")]
            writer.writerow([line, row[columns["name"]], birth, sex, *place])


def truth_of(county):
    """By extract: who each line is about."""
    truth = {}
    for row in read_csv(county / "truth" / "records.csv"):
        truth.setdefault(row["extract"], {})[row["source_row"]] = row["person"]
    return truth


def commands(args, work, name, fields):
    a, b = work / f"{name}.csv", work / "registry.csv"
    kinds = {"name": "name:name", "birth": "birth:date"}
    own = [args.bidui, "link", a, b, "--relation", "many-to-one", "--threads", args.threads, "--lang", "en"]
    own += [part for field in fields for part in ("--on", kinds.get(field, field))]
    own += ["--block", "name", "--block", "birth,sex", "--key", "id", "--threshold", "0.01", "-o", work / f"{name}-bidui.csv"]
    splink = [sys.executable, HERE / "peer_splink.py", a, b, work / f"{name}-splink.csv"]
    splink += ["--fields", ",".join(fields), "--threads", args.threads]
    return {"bidui": own, "splink": splink}


def score(path, truth, registry, threshold):
    """Precision, recall and F1 of pairs from a probability on."""
    members = set(registry.values())
    wanted = {line for line, person in truth.items() if person in members}
    right = given = 0
    for row in read_csv(path):
        if float(row["probability"]) >= threshold:
            given += 1
            right += truth.get(row["a_id"]) == registry.get(row["b_id"], "nobody")
    precision, recall = right / max(given, 1), right / max(len(wanted), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def best(path, truth, registry):
    """The threshold with the largest F1, which only the truth knows: what a program can do at best."""
    members = set(registry.values())
    wanted = len({line for line, person in truth.items() if person in members})
    pairs = [(float(row["probability"]), truth.get(row["a_id"]) == registry.get(row["b_id"], "nobody")) for row in read_csv(path)]
    right, top = 0, (0.0, 1.0)
    for given, (probability, is_right) in enumerate(sorted(pairs, key=lambda pair: -pair[0]), start=1):
        right += is_right
        top = max(top, (2 * right / (given + wanted), probability))
    return top


def prepare_job(args, county, folder):
    """The county's job with three deliveries that have no numbers; of two of them a schema that has a birth date."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(county, folder)
    job = (folder / "job.toml").read_text(encoding="utf-8")
    (folder / "schemas").mkdir()
    for name, (file, columns) in EXTRACTS.items():
        path = folder / "in" / f"{file}.csv"
        rows = list(read_csv(path))
        if "birth" not in columns:
            for row in rows:
                row["出生日期"] = of_number(row[columns["id"]])[0]
            schema = (ROOT / "rules" / "schemas" / f"{name}.toml").read_text(encoding="utf-8")
            schema = schema.replace('name = "name" }', 'name = "name", birth = "birth_date" }', 1)
            schema += '\n[[column]]\nname = "birth_date"\ntitle = "出生日期"\ntype = "date"\n'
            schema = schema.replace(f'name = "{name}"', f'name = "{name}-with-birth"', 1)
            (folder / "schemas" / f"{name}.toml").write_text(schema, encoding="utf-8")
            job = re.sub(rf'(name\s+= "{name}")', rf'\1\nschema   = "schemas/{name}.toml"', job, count=1)
        # A certificate's number holds its owner's.
        fields = [field for field in rows[0] if field not in (columns["id"], "残疾人证号")]
        with open(path, "w", encoding="utf-8", newline="") as target:
            writer = csv.DictWriter(target, fields, extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
    job = job.replace("[[extract]]", "[gate]\nmin_usable_id_share = 0\n\n[[extract]]", 1)
    (folder / "job.toml").write_text(job, encoding="utf-8")
    return folder / "job.toml"


def print_run(args, county, folder):
    """What a whole run makes of the three deliveries: links that are certain or probable, by extract."""
    job = prepare_job(args, county, folder)
    code, seconds, _ = measure([args.bidui, "run", job, "--threads", args.threads], folder / "run.log")
    if code not in (0, 3):
        raise SystemExit((folder / "run.log").read_text(encoding="utf-8")[-3000:])
    told = subprocess.run([str(args.bidui), "score", str(folder / "out"), str(county / "truth"), "--format", "json"],
                          check=True, capture_output=True, text=True)
    score = json.loads(told.stdout)
    print(f"\n`bidui run` with these three deliveries, {seconds:.1f} s:\n")
    print("| extract | right | wrong | missed | of them possible | precision | recall |")
    print("|---|---|---|---|---|---|---|")
    for group in score["links"]["extracts"]:
        if group["name"] in EXTRACTS:
            own = group["measure"]
            right, wrong, missed = own["right"], own["wrong"], own["missed"]
            print(f"| {group['name']} | {right} | {wrong} | {missed} | {group['missed_possible']} "
                  f"| {right / max(right + wrong, 1):.4f} | {right / max(right + missed, 1):.4f} |")
    own = score["findings"]["all"]["measure"]
    print(f"\nFindings: {own['right']} right, {own['wrong']} wrong, {own['missed']} missed.")


def print_peers(args, work, county):
    """Both programs on the same two tables, for each of the three extracts."""
    truth = truth_of(county)
    registry = truth["registry"]
    write_table(county / "in" / f"{REGISTRY[0]}.csv", work / "registry.csv", REGISTRY[1])
    print(f"{args.households} households, seed {args.seed}, dirt {args.dirt}; bidui and Splink {version('splink')}, "
          f"{args.threads} threads, median of {args.rounds}; probable from {args.threshold}\n")
    print("| extract | program | seconds | time ÷ bidui | MB | precision | recall | F1 | best F1 (at) |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, (file, columns) in EXTRACTS.items():
        write_table(county / "in" / f"{file}.csv", work / f"{name}.csv", columns)
        fields = ["name", "birth", "sex"] + [field for field in ("township", "village") if field in columns]
        measured = {}
        for _ in range(args.rounds):
            for program, command in commands(args, work, name, fields).items():
                code, seconds, memory = measure(command, work / f"{name}-{program}.log")
                if code != 0:
                    raise SystemExit((work / f"{name}-{program}.log").read_text(encoding="utf-8")[-3000:])
                measured.setdefault(program, []).append((seconds, memory))
        seconds = {program: statistics.median(own[0] for own in rounds) for program, rounds in measured.items()}
        for program, rounds in measured.items():
            path = work / f"{name}-{program}.csv"
            precision, recall, f1 = score(path, truth[name], registry, args.threshold)
            top = best(path, truth[name], registry)
            memory = max(own[1] for own in rounds) / 1e6
            print(f"| {name} | {program} | {seconds[program]:.2f} | {seconds[program] / seconds['bidui']:.1f} "
                  f"| {memory:.0f} | {precision:.4f} | {recall:.4f} | {f1:.4f} | {top[0]:.4f} ({top[1]:.2f}) |")


def main():
    args = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    args.add_argument("--households", type=int, default=100_000)
    args.add_argument("--seed", type=int, default=1)
    args.add_argument("--dirt", choices=["none", "usual", "heavy"], default="usual")
    args.add_argument("--rounds", type=int, default=3)
    args.add_argument("--threads", type=int, default=2)
    args.add_argument("--threshold", type=float, default=0.99, help="what counts as probable, for both")
    args.add_argument("--only-run", action="store_true", help="no peer: only what a whole run makes of the deliveries")
    args.add_argument("--bidui", type=Path, help="by default what `cargo build --release` has built")
    args.add_argument("--work", type=Path, help="for the county and all results; by default target/peers")
    args = args.parse_args()
    target = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
    args.bidui = (args.bidui or target / "release" / "bidui").resolve()
    work = (args.work or target / "peers").resolve() / f"link-{args.households}-{args.seed}-{args.dirt}"
    county = work / "county"
    if not county.exists():
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        command = [args.bidui, "generate", county, "--households", args.households, "--seed", args.seed]
        command += ["--dirt", args.dirt, "--format", "utf8"]
        subprocess.run([str(part) for part in command], check=True, stdout=subprocess.DEVNULL)
    if not args.only_run:
        print_peers(args, work, county)
    print_run(args, county, work / "run")


if __name__ == "__main__":
    main()
