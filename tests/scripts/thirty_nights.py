"""Thirty nights of one county, and a model of a few lines that says what each night must find.

Cars come, go and change; the vehicle file is missing now and then; the rule is revised; households leave, return and are
renumbered; outcomes come in. The model knows nothing of the program: it keeps, for each household, what a careful clerk
would note. Called as `thirty_nights.py BIDUI FOLDER SEED [STORE]`.
"""

import csv
import json
import random
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

BIDUI, FOLDER, SEED = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
STORE = sys.argv[4] if len(sys.argv) > 4 else "bidui.sqlite"
RANDOM = random.Random(SEED)
HOUSEHOLDS = 14

RULE = """
id = 'any-car'
title = 'any car'
version = {version}
kind = 'present'
extract = 'vehicle'
scope = 'member'
where = "{where}"
evidence = ['plate_no', 'status']
[[basis]]
document = '-'
[[example]]
name = 'a'
record = {{ plate_no = 'x', status = ['A'] }}
verdict = 'suspect'
[[example]]
name = 'b'
records = []
verdict = 'clear'
"""

JOB = """
name = 'thirty-nights'
rules = ['rules']
gate = { max_row_drop_share = 1.0 }
[[extract]]
name = 'registry'
path = 'in/registry.csv'
[[extract]]
name = 'vehicle'
path = 'in/vehicle.csv'
optional = true
"""


def number(n):
    """The citizen number of person n, by GB 11643."""
    digits = f"13092719500101{n:03d}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights)) % 11]


def write(name, rows):
    path = FOLDER / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(",".join(row) for row in rows) + "\n", encoding="utf-8")


def bidui(*arguments, codes):
    done = subprocess.run([BIDUI, *arguments, "--lang", "en"], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode in codes, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def table(name):
    with open(FOLDER / "out" / "latest" / f"{name}.csv", encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class County:
    """What is true, and what the departments deliver of it."""

    def __init__(self):
        self.id = {h: f"H{h}" for h in range(HOUSEHOLDS)}
        self.registered = set(range(HOUSEHOLDS))
        self.cars = {h: "A" for h in range(HOUSEHOLDS) if RANDOM.random() < 0.6}
        self.delivered = True
        self.counts_stolen = True  # whether a car with status C counts: the rule says so until it is revised

    def a_day_passes(self):
        for h in range(HOUSEHOLDS):
            chance = RANDOM.random()
            if h in self.cars:
                if chance < 0.06:
                    del self.cars[h]
                elif chance < 0.12:
                    self.cars[h] = RANDOM.choice(["A", "Q", "C"])
            elif chance < 0.08:
                self.cars[h] = "A"
        if RANDOM.random() < 0.15:
            self.registered ^= {RANDOM.randrange(HOUSEHOLDS)}
        if RANDOM.random() < 0.1:
            h = RANDOM.randrange(HOUSEHOLDS)
            self.id[h] = f"N{h}-{RANDOM.randrange(10**6)}"
        self.delivered = RANDOM.random() > 0.2
        if RANDOM.random() < 0.1:
            self.counts_stolen = not self.counts_stolen

    def deliver(self):
        people = [
            [self.id[h], name, number(10 * h + nth), relation, "village"]
            for h in sorted(self.registered)
            for nth, (name, relation) in enumerate([(f"张{chr(0x4E00 + h)}", "户主"), (f"王{chr(0x5000 + h)}", "配偶")])
        ]
        write("in/registry.csv", [["household_id", "name", "citizen_id", "relation", "village"], *people])
        owners = [[f"张{chr(0x4E00 + h)}", number(10 * h), f"冀J{h}", s] for h, s in sorted(self.cars.items())]
        path = FOLDER / "in" / "vehicle.csv"
        if self.delivered:
            nobody = ["路人", number(999), "冀J9999", "A"]
            write("in/vehicle.csv", [["owner_name", "owner_id", "plate_no", "status"], *owners, nobody])
        elif path.exists():
            path.unlink()
        version, where = (1, "TRUE") if self.counts_stolen else (2, "NOT has_code(status, 'C')")
        rules = FOLDER / "rules"
        rules.mkdir(exist_ok=True)
        (rules / "any-car.toml").write_text(RULE.format(version=version, where=where), encoding="utf-8")


class Clerk:
    """What a careful clerk would note of each household."""

    def __init__(self):
        self.notes = {}  # household: (state, first day, last day it was seen, evidence)
        self.outcomes = {}  # household: (outcome, evidence it was about, until)

    def night(self, county, day):
        """What this night says: changes of findings, what stands unseen, and what went away."""
        changes, standing, gone = {}, {}, {}
        for h in range(HOUSEHOLDS):
            note = self.notes.get(h)
            stands = note is not None and note[0] in ("found", "unseen")
            if h not in county.registered:
                if stands:
                    gone[h] = "left_registry"
                    self.notes[h] = ("gone", *note[1:])
                continue
            if not county.delivered:
                if stands:
                    standing[h] = note[2]
                    self.notes[h] = ("unseen", *note[1:])
                continue
            status = county.cars.get(h)
            if status is None or (status == "C" and not county.counts_stolen):
                if stands:
                    gone[h] = "cleared"
                    self.notes[h] = ("gone", *note[1:])
                continue
            if note is None:
                changes[h] = ("new", day)
            elif not stands:
                changes[h] = ("reopened", note[1])
            else:
                changes[h] = ("unchanged" if note[3] == status else "changed", note[1])
            self.notes[h] = ("found", note[1] if note else day, day, status)
        return changes, standing, gone

    def visits_owed(self, day):
        """Who is to be visited: whoever stands and is not decided on the same evidence."""
        owed = set()
        for h, (state, _, _, evidence) in self.notes.items():
            outcome = self.outcomes.get(h)
            settled = outcome is not None and outcome[1] == evidence and (outcome[2] is None or day <= outcome[2])
            if state in ("found", "unseen") and not settled:
                owed.add(h)
        return owed


def main():
    (FOLDER / "job.toml").write_text(f"store = '{STORE}'\n{JOB}", encoding="utf-8")
    job = str(FOLDER / "job.toml")
    county, clerk, fingerprints, told = County(), Clerk(), {}, 0
    for night in range(30):
        day = date(2017, 8, 1) + timedelta(days=night)
        if night:
            county.a_day_passes()
        county.deliver()
        bidui("run", job, "--as-of", str(day), codes=(0, 3))
        who = {county.id[h]: h for h in range(HOUSEHOLDS)}
        changes, standing, gone = clerk.night(county, day)

        found = {who[row["household_id"]]: row for row in table("findings")}
        said = {h: (row["change"], date.fromisoformat(row["first_seen"])) for h, row in found.items()}
        assert said == changes, (night, said, changes)
        unseen = {who[row["household_id"]]: row for row in table("standing")}
        said = {h: date.fromisoformat(row["last_confirmed"]) for h, row in unseen.items()}
        assert said == standing, (night, said, standing)
        for h, row in {**found, **unseen}.items():
            assert fingerprints.setdefault(h, row["fingerprint"]) == row["fingerprint"], (night, h)
        whose = {fingerprint: h for h, fingerprint in fingerprints.items()}
        manifest = json.loads((FOLDER / "out" / "latest" / "run.json").read_text(encoding="utf-8"))
        went = {whose[own["fingerprint"]]: own["why"] for own in manifest["gone"] if own["why"] != "source_missing"}
        assert went == gone, (night, went, gone)
        owed = clerk.visits_owed(day)
        listed = (FOLDER / "out" / "latest" / "lists").exists()
        assert listed == bool(owed), (night, owed)
        decided = {h for h, note in clerk.notes.items() if note[0] in ("found", "unseen")} - owed
        assert manifest["counts"]["decided"] == len(decided), (night, manifest["counts"], decided)
        told += len(changes) + len(standing) + len(gone)

        # An inspector comes back from a visit.
        for h in RANDOM.sample(sorted(owed), min(2, len(owed))):
            outcome = RANDOM.choice(["retained", "removed", "reevaluate"])
            until = day + timedelta(days=5) if RANDOM.random() < 0.5 else None
            extra = ["--reason", "nominal_holder"] if outcome == "retained" else []
            extra += ["--until", str(until)] if until else []
            bidui("outcome", "record", fingerprints[h], "--job", job, "--outcome", outcome,
                  "--visited-on", str(day), *extra, codes=(0,))
            clerk.outcomes[h] = (outcome, clerk.notes[h][3], until)

    stats = json.loads(bidui("outcome", "stats", "--job", job, "--format", "json", codes=(0,)))
    ever, visited = set(clerk.notes), set(clerk.outcomes)
    assert (stats["households"]["found"], stats["households"]["visited"]) == (len(ever), len(visited)), stats["households"]
    bidui("audit", "verify", "--job", job, codes=(0,))
    assert len(json.loads(bidui("runs", "--job", job, "--format", "json", codes=(0,)))) == 30
    print(f"30 nights, {told} changes told, {len(clerk.outcomes)} outcomes: all as the model says")


main()
