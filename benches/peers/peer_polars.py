"""The comparison in Polars, from Python.

    python peer_polars.py JOB OUT [--threads 2]

Every delivery is scanned lazily with the columns that are needed, and only the rows whose number is
on the roster, or is written in an odd way, leave the scan: check characters, names, dates and words
are then read in thousands of rows, not in millions.
"""

import argparse
import os
from datetime import date
from pathlib import Path

from layout import *  # noqa: F403
from names import goes_by, owners

args = argparse.ArgumentParser()
args.add_argument("job", type=Path)
args.add_argument("out", type=Path)
args.add_argument("--threads", type=int, default=2)
args = args.parse_args()
# Before the import: Polars takes the number from the environment, and only once.
os.environ["POLARS_MAX_THREADS"] = str(args.threads)

import polars as pl  # noqa: E402
from polars import col, lit  # noqa: E402

HIT = ["household_id", "rule", "state", "reason", "person_id", "name", "relation", "source", "values"]


def said(column):
    """Text as meant, null where it says nothing."""
    text = col(column).str.normalize("NFKC").str.strip_chars(" \t\r\n\ufeff")
    return pl.when(~text.is_in(NOTHING)).then(text).alias(column)


def folded(column):
    """A name for comparison: no spaces, one kind of dot, one mark for what cannot be read."""
    text = col(column).str.to_uppercase().str.replace_all(r"\s", "")
    return text.str.replace_all(f"[{DOTS}]", "·").str.replace_all(UNREADABLE, "?")


def day(column):
    """A day in any form seen; a month is its first day, and what is no day is null."""
    text = col(column)
    parts = text.str.extract_groups(r"^((?:19|20)\d\d)[-/.年](\d\d?)[-/.月]?(\d\d?)?日?(?:[ T]\d.*)?$").struct
    serial = text.str.extract(r"^([2-5]\d{4})(?:\.\d+)?$").cast(pl.Int32)
    return pl.coalesce(
        text.str.extract(r"^((?:19|20)\d{6})(?:\d{6})?$").str.to_date("%Y%m%d", strict=False),
        (text.str.extract(r"^((?:19|20)\d{4})$") + "01").str.to_date("%Y%m%d", strict=False),
        # As a spreadsheet counts days.
        lit(date(1899, 12, 30)) + pl.duration(days=serial),
        (
            parts.field("1") + "-" + parts.field("2").str.zfill(2) + "-" + parts.field("3").fill_null("1").str.zfill(2)
        ).str.to_date("%Y-%m-%d", strict=False),
    ).alias(column)


def amount(column):
    """An amount with commas and units, in yuan or whatever the column is in."""
    text = col(column).str.replace_all(",", "", literal=True)
    number = text.str.extract(r"^[¥￥]?(-?\d+(?:\.\d+)?)").cast(pl.Decimal(18, 4))
    return (number * pl.when(text.str.contains("万", literal=True)).then(10000).otherwise(1)).alias(column)


def quick_person(number):
    """The first 17 digits where the number is 18 characters long, as nearly every one is."""
    return pl.when(col(number).str.len_bytes() == 18).then(
        col(number).str.slice(0, 17).cast(pl.Int64, strict=False)
    )


def is_odd(number):
    return col(number).str.len_bytes() != 18


def identified(frame, number):
    """Adds the person whom the number identifies; null where it cannot be used."""
    frame = frame.with_columns(
        bare=col(number).str.normalize("NFKC").str.replace_all(NOT_OF_A_NUMBER, "").str.to_uppercase()
    )
    bare, length = col("bare"), col("bare").str.len_bytes()
    is_certificate = bare.str.contains("^.{18}[1-7][1-4](B[0-9])?$")
    first_17 = (
        pl.when((length == 18) | is_certificate)
        .then(bare.str.slice(0, 17))
        .when(length == 15)
        .then(bare.str.slice(0, 6) + "19" + bare.str.slice(6))
        .cast(pl.Int64, strict=False)
    )
    frame = frame.with_columns(person=first_17)
    person = col("person")
    remainder = sum(weight * (person // 10 ** (16 - place) % 10) for place, weight in enumerate(WEIGHTS)) % 11
    check = remainder.replace_strict(dict(enumerate(CHECKS)), return_dtype=pl.String)
    born = (person // 1000 % 100000000).cast(pl.String).str.to_date("%Y%m%d", strict=False)
    is_valid = (
        (person >= 11000000000000000)
        & ((length == 15) | (bare.str.slice(17, 1) == check))
        & born.dt.year().is_between(1860, 2100)
    )
    return frame.with_columns(person=pl.when(is_valid).then(person)).drop("bare")


def read(deliveries, extract):
    """Every delivery of an extract, all text, by our names."""
    frames = []
    for delivery in deliveries[extract]:
        frame = pl.scan_csv(
            delivery.path, has_header=False, skip_lines=delivery.lines_to_skip,
            schema={name: pl.String for name in delivery.names}, truncate_ragged_lines=True, ignore_errors=True,
        )
        columns = [
            col(name) if delivery.has(name) else lit(None, pl.String).alias(name) for name in HEADERS[extract]
        ]
        frames.append(frame.select(*columns, source=lit(delivery.source)))
    return pl.concat(frames)


def understood(frame, extract):
    """Text tidied, days and amounts read."""
    frame = frame.with_columns(said(name) for name in HEADERS[extract] if name not in SHOWN[extract])
    return frame.with_columns(*map(day, DAYS[extract]), *map(amount, AMOUNTS.get(extract, [])))


def agreeing(frame, name, known):
    """Adds whether the known names may go by `name`. Nearly all are simply equal; the others are few."""
    same = (col(known[0]) == col(name)).fill_null(False)
    equal, other = frame.filter(same), frame.filter(~same)
    answers = [goes_by(row[0], row[1:]) for row in other.select(name, *known).iter_rows()]
    return pl.concat(
        [equal.with_columns(agrees=lit(True)), other.with_columns(pl.Series("agrees", answers, dtype=pl.Boolean))]
    )


def of_each_owner(frame, number, name):
    """A record with several owners in one cell is a record of each of them."""
    several = col(number).str.contains(SEVERAL_OWNERS).fill_null(False)
    apart = [
        row | {number: one, name: named}
        for row in frame.filter(several).iter_rows(named=True)
        for one, named in owners(row[number], row[name])
    ]
    return pl.concat([frame.filter(~several), pl.DataFrame(apart, schema=frame.schema)])


def build_roster(deliveries, as_of):
    """Who matters to a card: members, those in their household registers, spouses."""
    member = identified(understood(read(deliveries, "registry"), "registry"), "citizen_id")
    member = member.filter(col("name").is_not_null() & (col("household_id") != "")).collect()
    member = member.with_columns(known_as=folded("name"))
    # What the registry says of a card is what it says of the head, or else of anybody.
    of_head = col("registered_on").filter(col("relation").is_in(HEAD)).min()
    card = member.group_by("household_id").agg(
        card_registered_on=pl.coalesce(of_head, col("registered_on").min())
    )

    members = member["person"].drop_nulls().unique()
    population = read(deliveries, "population").with_columns(maybe=quick_person("citizen_id"))
    population = population.collect(engine="streaming")
    # The registers of the members, and who is in them; an odd number may be anybody's.
    of_member = population.filter(col("maybe").is_in(members.implode()) | is_odd("citizen_id")).drop("maybe")
    of_member = identified(of_member, "citizen_id").filter(col("person").is_in(members.implode()))
    registers = of_member.select("register_id").drop_nulls().unique()
    registered = population.drop("maybe").join(registers, on="register_id", how="semi")
    del population
    registered = pl.concat(
        [identified(registered, "citizen_id"), of_member.filter(col("register_id").is_null())]
    )
    registered = understood(registered, "population").filter(
        col("person").is_not_null() & col("name").is_not_null()
    )
    registered = registered.with_columns(
        known_as=folded("name"),
        formerly=folded("former_name"),
        gone=col("status").is_in(LEFT_THE_REGISTER).fill_null(False),
    )
    # The members as the register knows them. A number typed for the wrong person brings neither that
    # person's names nor family.
    known = registered.join(
        member.select("household_id", "person", "person_id", member_name="name", member_known_as="known_as"),
        on="person",
    )
    known = agreeing(known, "member_known_as", ["known_as", "formerly"])
    taught = (
        known.filter("agrees")
        .group_by("household_id", "person", "member_known_as")
        .agg(known_too=col("known_as").max(), formerly=col("formerly").max())
    )
    roster = member.join(
        taught,
        left_on=["household_id", "person", "known_as"],
        right_on=["household_id", "person", "member_known_as"],
        how="left",
    ).with_columns(roster_relation=lit("member"))
    columns = [
        "household_id", "person", "person_id", "name", "roster_relation", "known_as", "known_too", "formerly",
    ]
    # A register as large as a dormitory is no family.
    family = registered.filter(~col("gone") & (pl.len().over("register_id", "gone") <= LARGEST_FAMILY))
    family = (
        known.filter(col("agrees") & ~col("gone"))
        .select("household_id", "register_id")
        .unique()
        .join(family.select("register_id", "person", "name", "known_as", "formerly"), on="register_id")
        .join(member, on=["household_id", "person"], how="anti")
        .unique(["household_id", "person", "known_as"], keep="any")
        .with_columns(
            person_id=lit(None, pl.String), roster_relation=lit("same_register"), known_too=lit(None, pl.String)
        )
    )
    roster = pl.concat([roster.select(columns), family.select(columns)])
    if "marriage" in deliveries:
        roster = pl.concat([roster, spouses(deliveries, roster, as_of).select(columns)])
    return member, known, roster, card


def spouses(deliveries, roster, as_of):
    """Married is a couple each of whom was last heard of with the other, and not in a divorce."""
    wedding = read(deliveries, "marriage").with_columns(
        a=quick_person("party_a_id"), b=quick_person("party_b_id")
    )
    wedding = wedding.collect(engine="streaming")
    members = roster.filter(col("roster_relation") == "member")["person"].drop_nulls().unique()
    odd = is_odd("party_a_id") | is_odd("party_b_id")

    def about(people):
        people = people.drop_nulls().implode()
        return wedding.filter(col("a").is_in(people) | col("b").is_in(people) | odd)

    own = about(members)
    wedding = about(pl.concat([members, own["a"], own["b"]]).unique())
    wedding = identified(wedding.drop("a", "b"), "party_a_id").rename({"person": "a"})
    wedding = identified(wedding, "party_b_id").rename({"person": "b"})
    wedding = understood(wedding, "marriage").filter(
        col("a").is_not_null() & col("b").is_not_null()
        & (col("kind").is_null() | col("kind").is_in(MARRIED + DIVORCED))
        & ((col("registered_on") <= as_of) | col("registered_on").is_null())
    )
    wedding = wedding.with_columns(
        over=col("kind").is_in(DIVORCED).fill_null(False),
        a_name=folded("party_a_name"),
        b_name=folded("party_b_name"),
    )
    event = ["registered_on", "over"]
    heard = pl.concat(
        [
            wedding.select(*event, person="a", spouse="b", own_name="a_name", spouse_name="b_name"),
            wedding.select(*event, person="b", spouse="a", own_name="b_name", spouse_name="a_name"),
        ]
    )
    last = heard.sort(event, nulls_last=False).unique("person", keep="last", maintain_order=True)
    married = last.filter(~col("over")).join(
        last.select("person", "spouse"), left_on=["person", "spouse"], right_on=["spouse", "person"], how="semi"
    )
    found = agreeing(
        roster.filter(col("roster_relation") == "member").join(married, on="person"),
        "own_name", ["known_as", "known_too", "formerly"],
    )
    found = found.filter("agrees").join(
        roster, left_on=["household_id", "spouse"], right_on=["household_id", "person"], how="anti"
    )
    return found.unique(["household_id", "spouse"], keep="any").with_columns(
        person="spouse", person_id=lit(None, pl.String), name="spouse_name", roster_relation=lit("spouse"),
        known_as="spouse_name", known_too=lit(None, pl.String), formerly=lit(None, pl.String),
    )


def keep_records(deliveries, extract, roster, card):
    """The records of an extract whose number is on the roster, each beside its roster person."""
    number, name = SUBJECT[extract]
    wanted = roster["person"].drop_nulls().unique().implode()
    raw = read(deliveries, extract).filter(quick_person(number).is_in(wanted) | is_odd(number))
    raw = of_each_owner(raw.collect(engine="streaming"), number, name)
    records = understood(identified(raw, number), extract)
    records = records.filter(col(name).is_not_null()).with_columns(its_name=folded(name))
    people = roster.filter(col("roster_relation") != "spouse").select(
        "household_id", "person", "roster_relation", "known_as", "known_too", "formerly",
        member_id="person_id", roster_name="name",
    )
    records = records.join(people, on="person").join(card, on="household_id")
    return agreeing(records, "its_name", ["known_as", "known_too", "formerly"])


def rule(rule_id, records, where, unless=(), evidence=(), scope="household"):
    """The hits of a rule. A condition that is null leaves the record undetermined, exempt is exempt, and where
    number and name contradict each other somebody has to look first."""
    if scope == "member":
        records = records.filter(col("roster_relation") == "member")
    reason, undecided = lit(None, pl.String), lit(False)
    for when, why in reversed(unless):
        reason = pl.when(when).then(lit(why)).otherwise(reason)
        undecided = undecided | when.is_null()
    records = records.with_columns(meets=where).filter(col("meets").fill_null(True))
    records = records.with_columns(reason=reason, undecided=undecided)
    state = (
        pl.when(col("meets").is_null()).then(lit("undetermined"))
        .when(col("reason").is_not_null()).then(lit("exempt"))
        .when("undecided").then(lit("undetermined"))
        .when(~col("agrees")).then(lit("check"))
        .otherwise(lit("flagged"))
    )
    return records.select(
        "household_id", "reason", "source", rule=lit(rule_id), state=state, person_id="member_id", name="roster_name",
        relation="roster_relation", values=pl.struct(col(name).cast(pl.String) for name in evidence).struct.json_encode(),
    ).select(HIT)


def run_rules(deliveries, member, known, roster, card, as_of):
    later = "识别后购置"

    def no_later(column):
        return (col(column) <= as_of).fill_null(True)

    def no_earlier(column):
        return (col(column) >= as_of).fill_null(True)

    def after_card(column):
        return col(column) > col("card_registered_on")

    def records(extract):
        return keep_records(deliveries, extract, roster, card)

    yield rule(
        "payroll-stable-wage", records("payroll"),
        col("post_type").is_in(STABLE_POSTS) & no_later("paid_from") & no_earlier("paid_until"),
        [((col("wage") < least_wage(as_of)).fill_null(False), "月工资低于最低工资标准")],
        ["employer", "post_type", "wage", "paid_from", "paid_until"],
    )
    yield rule(
        "village-cadre", records("cadre"),
        col("post").is_in(VILLAGE_HEADS) & no_later("from") & no_earlier("until"),
        evidence=["village", "post", "from", "until"],
    )
    housing = records("housing")
    house = ["certificate_no", "location", "area", "usage", "kind", "acquired_by", "registered_on", "share"]
    given = (col("acquired_by").is_in(GIVEN).fill_null(False), "拆迁或搬迁安置取得")
    stands = col("status").is_in(STANDING) & (col("registered_on") <= as_of)
    yield rule(
        "town-housing", housing,
        stands & col("usage").is_in(DWELLING) & col("kind").is_in(BOUGHT + RESETTLED + RELOCATED + REBUILT),
        [
            given,
            (col("kind").is_in(RESETTLED), "拆迁安置房"),
            (col("kind").is_in(RELOCATED), "易地扶贫搬迁安置房"),
            (col("kind").is_in(REBUILT), "灾后重建房"),
            (after_card("registered_on"), later),
        ],
        house,
    )
    yield rule(
        "town-shop", housing, stands & col("usage").is_in(TRADE) & ~col("kind").is_in(SELF_BUILT),
        [given, (after_card("registered_on"), later)], house,
    )
    yield rule(
        "town-land", records("land"),
        stands & col("right_type").is_in(STATE_LAND) & col("usage").is_in(TOWN_LAND),
        [(after_card("registered_on"), "识别后取得")],
        ["parcel_no", "unit_no", "area", "usage", "right_type", "registered_on"],
    )
    # Whoever has a certificate of grade 1 or 2 of the limbs; null where that cannot be said.
    held = (
        col("category").is_in(OF_LIMBS) & col("grade").is_in(SEVERE) & col("status").is_in(CERTIFICATE_IN_FORCE)
        & no_later("issued_on")
    )
    holds = pl.when(col("agrees") | ~col("held")).then("held")
    disabled = records("disability").with_columns(held=held).group_by("household_id", "person").agg(
        for_disabled=pl.when(holds.any()).then(True).when(holds.is_not_null().all()).then(False),
        has_certificate=lit(True),
    )
    vehicles = records("vehicle").join(disabled, on=["household_id", "person"], how="left").with_columns(
        col("vehicle_class", "status").str.to_uppercase(),
        acquired_on=pl.coalesce("transferred_on", "first_registered_on"),
        for_disabled=pl.when("has_certificate").then("for_disabled").otherwise(False),
    )
    vehicle = [
        "plate_class", "plate_no", "vehicle_class", "use_nature", "brand", "first_registered_on", "transferred_on",
        "inspection_until", "status",
    ]
    owned = ~col("status").str.contains(STATUS_E) & (col("acquired_on") <= as_of)
    unless = [(col("status").str.contains(STATUS_M), "达到强制报废标准"), (after_card("acquired_on"), later)]
    yield rule(
        "vehicle-car", vehicles, col("vehicle_class").is_in(CARS) & owned,
        [*unless, (col("for_disabled"), "残疾人专用")], vehicle,
    )
    yield rule(
        "construction-machinery", vehicles, col("vehicle_class").is_in(DIGGERS) & owned, unless, vehicle
    )
    yield rule(
        "farm-machinery-large", records("machinery"),
        col("status").is_in(MACHINE_IN_USE) & col("kind").is_in(LARGE_MACHINES)
        & (col("horsepower") >= LEAST_HORSEPOWER) & (col("purchased_on") <= as_of),
        [(after_card("purchased_on"), later)],
        ["kind", "horsepower", "price", "purchased_on", "status"],
    )
    business = records("business").with_columns(began=pl.coalesce("role_from", "established_on"))
    yield rule(
        "company-role", business,
        col("role").is_in(ROLES) & col("status").is_in(TRADING)
        & (col("last_annual_report_year") >= as_of.year - 2).fill_null(False)
        & (col("began") <= as_of) & no_earlier("role_to"),
        [
            (col("enterprise_type").is_in(COOPERATIVE), "农民专业合作社成员"),
            (col("enterprise_type").is_in(SOLE_TRADER), "个体工商户"),
            (after_card("began"), "识别后任职或入股"),
        ],
        ["credit_code", "enterprise_name", "enterprise_type", "role", "share_ratio", "established_on", "role_from",
         "role_to", "last_annual_report_year", "status"],
    )
    yield rule(
        "deceased-civil-affairs", records("death"), pl.coalesce("died_on", "cremated_on") <= as_of,
        evidence=["died_on", "cremated_on"], scope="member",
    )
    in_register = known.with_columns(
        roster_relation=lit("member"), member_id="person_id", roster_name="member_name"
    )
    for rule_id, statuses in (("deceased-register", DEAD), ("moved-away", MOVED)):
        yield rule(
            rule_id, in_register, col("status").is_in(statuses) & no_later("status_on"),
            evidence=["register_id", "status", "status_on"],
        )
    # The rules on the registry itself.
    rows = member.with_columns(roster_relation=lit("member"), member_id="person_id", roster_name="name")
    yield rule(
        "no-register-entry",
        rows.filter(col("person").is_not_null()).join(known, on="person", how="anti").with_columns(agrees=True),
        lit(True), evidence=["relation", "person_registered_on"],
    )
    twice = roster.filter(col("roster_relation") != "spouse").join(
        member.rename({"household_id": "other_card", "known_as": "its_name"}).drop("person_id", "name"), on="person"
    )
    twice = agreeing(
        twice.filter(col("household_id") != col("other_card")), "its_name", ["known_as", "known_too", "formerly"]
    ).with_columns(member_id="person_id", roster_name="name")
    of_member = col("roster_relation") == "member"
    place = ["other_card", "township", "village", "relation", "registered_on"]
    yield rule("person-on-two-cards", twice.filter(of_member), lit(True), evidence=place)
    yield rule("split-household", twice.filter(~of_member), lit(True), evidence=place)


def main():
    found, as_of = deliveries(args.job)
    args.out.mkdir(parents=True, exist_ok=True)
    member, known, roster, card = build_roster(found, as_of)
    hits = pl.concat(run_rules(found, member, known, roster, card, as_of))
    state = col("state")
    best = pl.coalesce(
        pl.when((state == one).any()).then(lit(one)) for one in ("flagged", "check", "undetermined", "exempt")
    )
    findings = hits.group_by("household_id", "rule").agg(state=best, records=pl.len())
    findings.sort("household_id", "rule").write_csv(args.out / "findings.csv")
    hits.sort(HIT).write_csv(args.out / "evidence.csv")
    ends = col("person").cast(pl.String).str.slice(-3).alias("number_ends")
    shown = roster.select("household_id", relation="roster_relation", person_id="person_id", name="name", number_ends=ends)
    shown.sort(pl.all()).write_csv(args.out / "roster.csv")


if __name__ == "__main__":
    main()
