"""The comparison in pandas.

    python peer_pandas.py JOB OUT [--threads 2]

Every delivery is read by pyarrow's CSV reader, its columns named and typed beforehand: pandas' own
`read_csv(engine="pyarrow")` is the same reader, but guesses types first, and a guess costs the zeros
in front of a code. Only the rows whose number is on the roster, or is written in an odd way, are kept:
check characters, names, dates and words are then read in thousands of rows, not in millions.
"""

import argparse
import json
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv

from layout import *  # noqa: F403
from names import goes_by, owners

TEXT = pd.ArrowDtype(pa.string())
NUMBER = pd.ArrowDtype(pa.int64())
DAY = pd.ArrowDtype(pa.date32())
HIT = ["household_id", "rule", "state", "reason", "person_id", "name", "relation", "source", "values"]


def narrow(text):
    """Full width as half width, by pyarrow: pandas goes through such a column value by value."""
    narrowed = pa.compute.utf8_normalize(pa.array(text, pa.string()), form="NFKC")
    return pd.Series(pd.arrays.ArrowExtensionArray(narrowed), text.index)


def said(text):
    """Text as meant, null where it says nothing."""
    text = narrow(text).str.strip(" \t\r\n\ufeff")
    return text.mask(text.isin(NOTHING))


def folded(name):
    """A name for comparison: no spaces, one kind of dot, one mark for what cannot be read."""
    name = name.str.upper().str.replace(r"\s", "", regex=True)
    return name.str.replace(f"[{DOTS}]", "·", regex=True).str.replace(UNREADABLE, "?", regex=True)


def day(text):
    """A day in any form seen; a month is its first day, and what is no day is null."""
    iso = text.str.replace(r"^((?:19|20)\d\d)(\d\d)(\d\d)(?:\d{6})?$", r"\1-\2-\3", regex=True)
    iso = iso.str.replace(r"^((?:19|20)\d\d)(\d\d)$", r"\1-\2-1", regex=True)
    written = r"^((?:19|20)\d\d)[-/.年](\d\d?)[-/.月]?(\d\d?)?日?(?:[ T]\d.*)?$"
    iso = iso.str.replace(written, r"\1-\2-\3", regex=True).str.replace("-$", "-1", regex=True)
    days = pd.to_datetime(iso, format="%Y-%m-%d", errors="coerce")
    # As a spreadsheet counts days.
    is_serial = text.str.fullmatch(r"[2-5]\d{4}(\.\d+)?").fillna(False).astype(bool)
    if is_serial.any():
        serial = text[is_serial].str.slice(0, 5).astype("int64")
        days[is_serial] = pd.Timestamp("1899-12-30") + pd.to_timedelta(serial, unit="D")
    return days.astype(DAY)


def amount(text):
    """An amount with commas and units, in yuan or whatever the column is in."""
    number = text.str.replace(",", "", regex=False).str.extract(r"^[¥￥]?(-?\d+(?:\.\d+)?)")[0]
    # A float can hold what is compared here: whole yuan, years and horsepower.
    number = pd.to_numeric(number).astype(pd.ArrowDtype(pa.float64()))
    return number.where(~text.str.contains("万", regex=False).fillna(False), number * 10000)


def is_plain(number):
    return number.str.fullmatch(r"\d{17}[\dXx]").fillna(False).astype(bool)


def quick_person(number):
    """The first 17 digits where the number is 18 clean characters, as nearly every one is."""
    return number.where(is_plain(number)).str.slice(0, 17).astype(NUMBER)


def is_odd(number):
    """Something stands there, and it is not 18 clean characters."""
    return (number.str.len() > 0).fillna(False).astype(bool) & ~is_plain(number)


def may_be_of(number, wanted):
    """Whether a number is one of those wanted, or odd, so that nothing can be said yet."""
    plain = is_plain(number)
    maybe = (number.str.len() > 0).fillna(False).astype(bool)
    maybe[plain] = number[plain].str.slice(0, 17).astype(NUMBER).isin(wanted)
    return maybe


def identified(number):
    """The person whom a number identifies; null where it cannot be used."""
    bare = narrow(number).str.replace(NOT_OF_A_NUMBER, "", regex=True).str.upper()
    is_18 = bare.str.fullmatch(r"\d{17}[\dX]([1-7][1-4](B[0-9])?)?").fillna(False).astype(bool)
    is_15 = bare.str.fullmatch(r"\d{15}").fillna(False).astype(bool)
    first_17 = bare.str.slice(0, 17).where(is_18)
    first_17 = first_17.where(~is_15, bare.str.slice(0, 6) + "19" + bare.str.slice(6))
    person = first_17.astype(NUMBER)
    known = person.notna()
    digits = person[known].astype("int64")
    total = sum(weight * (digits // 10 ** (16 - place) % 10) for place, weight in enumerate(WEIGHTS))
    check = (total % 11).map(dict(enumerate(CHECKS)))
    born = pd.to_datetime((digits // 1000 % 100000000).astype(str), format="%Y%m%d", errors="coerce")
    is_valid = (
        (digits >= 11000000000000000)
        & (is_15[known] | (bare[known].str.slice(17, 18) == check).astype(bool))
        & born.dt.year.between(1860, 2100)
    )
    return person.where(is_valid.reindex(person.index, fill_value=False))


def read(deliveries, extract, keep=None):
    """Every delivery of an extract, all text, by our names; of the rows, those that `keep` says."""
    frames = []
    for delivery in deliveries[extract]:
        known = [name for name in HEADERS[extract] if delivery.has(name)]
        table = pyarrow.csv.read_csv(
            delivery.path,
            # Larger blocks than the default of one megabyte go faster.
            read_options=pyarrow.csv.ReadOptions(
                block_size=8 << 20, skip_rows=delivery.lines_to_skip, column_names=delivery.names
            ),
            parse_options=pyarrow.csv.ParseOptions(
                newlines_in_values=True, invalid_row_handler=lambda row: "skip"
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                include_columns=known,
                column_types={name: pa.string() for name in known},
                # What is empty is read as empty text, and said() makes it null.
                strings_can_be_null=False,
            ),
        )
        frame = table.to_pandas(types_mapper=pd.ArrowDtype)
        if keep is not None:
            frame = frame[keep(frame)]
        missing = {name: pd.Series(pd.NA, frame.index, TEXT) for name in HEADERS[extract] if name not in frame}
        frames.append(frame.assign(source=delivery.source, **missing))
    return pd.concat(frames, ignore_index=True)


def understood(frame, extract):
    """Text tidied, days and amounts read."""
    tidied = {name: said(frame[name]) for name in HEADERS[extract] if name not in SHOWN[extract]}
    typed = {name: day(tidied[name]) for name in DAYS[extract]}
    typed |= {name: amount(tidied[name]) for name in AMOUNTS.get(extract, [])}
    return frame.assign(**tidied | typed)


def among(values, wanted):
    """Whether a value is one of those; null where there is no value."""
    return values.isin(wanted).astype("bool[pyarrow]").where(values.notna())


def agreeing(frame, name, known):
    """Adds whether the known names may go by `name`. Nearly all are simply equal; the others are few."""
    agrees = (frame[known[0]] == frame[name]).fillna(False).astype(bool)
    others = frame.loc[~agrees, [name, *known]]
    others = others.astype(object).where(others.notna(), None)
    answers = [goes_by(row[0], row[1:]) for row in others.itertuples(index=False, name=None)]
    agrees[others.index] = pd.Series(answers, others.index, dtype=bool)
    return frame.assign(agrees=agrees)


def without(frame, others, on):
    """The rows that have no partner among the others."""
    marked = frame.merge(others[on].drop_duplicates(), on=on, how="left", indicator="side")
    return marked[marked["side"] == "left_only"].drop(columns="side")


def of_each_owner(frame, number, name):
    """A record with several owners in one cell is a record of each of them."""
    several = frame[number].str.contains(SEVERAL_OWNERS, regex=True).fillna(False).astype(bool)
    if not several.any():
        return frame
    apart = [
        row | {number: one, name: named}
        for row in frame[several].to_dict("records")
        for one, named in owners(row[number], row[name])
    ]
    return pd.concat([frame[~several], pd.DataFrame(apart).astype(frame.dtypes.to_dict())], ignore_index=True)


def build_roster(deliveries, as_of):
    """Who matters to a card: members, those in their household registers, spouses."""
    member = understood(read(deliveries, "registry"), "registry")
    member = member[member["name"].notna() & member["household_id"].notna()]
    member = member.assign(person=identified(member["citizen_id"]), known_as=folded(member["name"]))
    # What the registry says of a card is what it says of the head, or else of anybody.
    dated = member[member["registered_on"].notna()].assign(not_head=lambda rows: ~rows["relation"].isin(HEAD))
    card = dated.sort_values(["not_head", "registered_on"]).drop_duplicates("household_id")
    card = member[["household_id"]].drop_duplicates().merge(
        card[["household_id", "registered_on"]].rename(columns={"registered_on": "card_registered_on"}), how="left"
    )

    members = member["person"].dropna().unique()
    population = read(deliveries, "population")
    number = population["citizen_id"]
    # The registers of the members, and who is in them; an odd number may be anybody's.
    of_member = population[may_be_of(number, members)]
    of_member = of_member.assign(person=identified(of_member["citizen_id"]))
    of_member = of_member[of_member["person"].isin(members)]
    registers = of_member.loc[of_member["register_id"] != "", "register_id"].unique()
    registered = population[population["register_id"].isin(registers)]
    registered = registered.assign(person=identified(registered["citizen_id"]))
    registered = pd.concat([registered, of_member[of_member["register_id"] == ""]], ignore_index=True)
    del population, number
    registered = understood(registered, "population")
    registered = registered[registered["person"].notna() & registered["name"].notna()]
    registered = registered.assign(
        known_as=folded(registered["name"]),
        formerly=folded(registered["former_name"]),
        gone=registered["status"].isin(LEFT_THE_REGISTER),
    )
    # The members as the register knows them. A number typed for the wrong person brings neither that
    # person's names nor family.
    usable = member.loc[member["person"].notna(), ["household_id", "person", "person_id", "name", "known_as"]]
    known = registered.merge(usable.rename(columns={"name": "member_name", "known_as": "member_known_as"}), on="person")
    known = agreeing(known, "member_known_as", ["known_as", "formerly"])
    keys = ["household_id", "person", "member_known_as"]
    taught = known.loc[known["agrees"], [*keys, "known_as", "formerly"]].sort_values(["known_as", "formerly"])
    taught = taught.drop_duplicates(keys, keep="last").rename(
        columns={"known_as": "known_too", "member_known_as": "known_as"}
    )
    columns = [
        "household_id", "person", "person_id", "name", "roster_relation", "known_as", "known_too", "formerly",
    ]
    roster = usable.merge(taught, on=["household_id", "person", "known_as"], how="left")
    roster = pd.concat([roster, member[member["person"].isna()]])
    roster["roster_relation"] = "member"
    # A register as large as a dormitory is no family.
    living = registered[~registered["gone"]]
    size = living.groupby("register_id")["person"].transform("size")
    living = living.loc[size <= LARGEST_FAMILY, ["register_id", "person", "name", "known_as", "formerly"]]
    homes = known.loc[known["agrees"] & ~known["gone"], ["household_id", "register_id"]].drop_duplicates()
    family = without(homes.merge(living, on="register_id"), usable, ["household_id", "person"])
    family = family.drop_duplicates(["household_id", "person", "known_as"]).assign(roster_relation="same_register")
    roster = pd.concat([roster[columns], family.reindex(columns=columns)], ignore_index=True)
    if "marriage" in deliveries:
        found = spouses(deliveries, roster, as_of)
        roster = pd.concat([roster, found.reindex(columns=columns)], ignore_index=True)
    return member, known, roster, card


def spouses(deliveries, roster, as_of):
    """Married is a couple each of whom was last heard of with the other, and not in a divorce."""
    wedding = read(deliveries, "marriage")
    wedding = wedding.assign(a=quick_person(wedding["party_a_id"]), b=quick_person(wedding["party_b_id"]))
    of_members = roster[(roster["roster_relation"] == "member") & roster["person"].notna()]
    members = of_members["person"].unique()
    odd = is_odd(wedding["party_a_id"]) | is_odd(wedding["party_b_id"])
    own = wedding[wedding["a"].isin(members) | wedding["b"].isin(members) | odd]
    people = pd.concat([own["a"], own["b"], of_members["person"]]).dropna().unique()
    wedding = wedding[wedding["a"].isin(people) | wedding["b"].isin(people) | odd]
    wedding = understood(wedding, "marriage").assign(
        a=identified(wedding["party_a_id"]), b=identified(wedding["party_b_id"])
    )
    wedding = wedding[
        wedding["a"].notna() & wedding["b"].notna()
        & (wedding["kind"].isna() | wedding["kind"].isin(MARRIED + DIVORCED))
        & (wedding["registered_on"] <= as_of).fillna(True)
    ]
    one = pd.DataFrame({
        "person": wedding["a"], "spouse": wedding["b"], "own_name": folded(wedding["party_a_name"]),
        "spouse_name": folded(wedding["party_b_name"]), "on": wedding["registered_on"],
        "over": wedding["kind"].isin(DIVORCED),
    })
    other = one.rename(
        columns={"person": "spouse", "spouse": "person", "own_name": "spouse_name", "spouse_name": "own_name"}
    )
    heard = pd.concat([one, other]).sort_values(["on", "over"], na_position="first")
    last = heard.drop_duplicates("person", keep="last")
    mutual = last[["person", "spouse"]].rename(columns={"person": "spouse", "spouse": "person"})
    married = last[~last["over"]].merge(mutual, on=["person", "spouse"])
    found = agreeing(of_members.merge(married, on="person"), "own_name", ["known_as", "known_too", "formerly"])
    found = found.loc[found["agrees"], ["household_id", "spouse", "spouse_name"]].drop_duplicates()
    found = found.rename(columns={"spouse": "person", "spouse_name": "name"})
    found = without(found, roster[roster["person"].notna()], ["household_id", "person"])
    found = found.drop_duplicates(["household_id", "person"])
    return found.assign(known_as=found["name"], roster_relation="spouse")


def keep_records(deliveries, extract, roster, card):
    """The records of an extract whose number is on the roster, each beside its roster person."""
    number, name = SUBJECT[extract]
    people = roster.loc[
        (roster["roster_relation"] != "spouse") & roster["person"].notna(),
        ["household_id", "person", "roster_relation", "known_as", "known_too", "formerly", "person_id", "name"],
    ].rename(columns={"person_id": "member_id", "name": "roster_name"})
    wanted = people["person"].unique()
    raw = read(deliveries, extract, lambda rows: may_be_of(rows[number], wanted))
    raw = of_each_owner(raw, number, name)
    records = understood(raw.assign(person=identified(raw[number])), extract)
    records = records[records[name].notna() & records["person"].notna()]
    records = records.assign(its_name=folded(records[name]))
    records = records.merge(people, on="person").merge(card, on="household_id")
    return agreeing(records, "its_name", ["known_as", "known_too", "formerly"])


def rule(rule_id, records, where, unless=(), evidence=(), scope="household"):
    """The hits of a rule. A condition that is null leaves the record undetermined, exempt is exempt, and where
    number and name contradict each other somebody has to look first."""
    chosen = where.fillna(True).astype(bool)
    if scope == "member":
        chosen &= records["roster_relation"] == "member"
    records, where = records[chosen], where[chosen]
    state = pd.Series("flagged", records.index).where(records["agrees"], "check")
    reason = pd.Series(None, records.index, dtype=object)
    for when, why in reversed(unless):
        when = when[chosen]
        state = state.where(when.notna(), "undetermined")
        reason = reason.mask(when.fillna(False).astype(bool), why)
    state = state.where(reason.isna(), "exempt").where(where.notna(), "undetermined")
    shown = records[list(evidence)].astype(object).where(records[list(evidence)].notna(), None)
    values = [json.dumps(row, ensure_ascii=False, default=str) for row in shown.to_dict("records")]
    return pd.DataFrame({
        "household_id": records["household_id"], "rule": rule_id, "state": state, "reason": reason,
        "person_id": records["member_id"], "name": records["roster_name"], "relation": records["roster_relation"],
        "source": records["source"], "values": values,
    })


def run_rules(deliveries, member, known, roster, card, as_of):
    later = "识别后购置"

    def no_later(days):
        return (days <= as_of).fillna(True)

    def no_earlier(days):
        return (days >= as_of).fillna(True)

    def records(extract):
        return keep_records(deliveries, extract, roster, card)

    rows = records("payroll")
    yield rule(
        "payroll-stable-wage", rows,
        among(rows["post_type"], STABLE_POSTS) & no_later(rows["paid_from"]) & no_earlier(rows["paid_until"]),
        [((rows["wage"] < least_wage(as_of)).fillna(False), "月工资低于最低工资标准")],
        ["employer", "post_type", "wage", "paid_from", "paid_until"],
    )
    rows = records("cadre")
    yield rule(
        "village-cadre", rows,
        among(rows["post"], VILLAGE_HEADS) & no_later(rows["from"]) & no_earlier(rows["until"]),
        evidence=["village", "post", "from", "until"],
    )
    rows = records("housing")
    house = ["certificate_no", "location", "area", "usage", "kind", "acquired_by", "registered_on", "share"]
    given = (among(rows["acquired_by"], GIVEN).fillna(False), "拆迁或搬迁安置取得")
    stands = among(rows["status"], STANDING) & (rows["registered_on"] <= as_of)
    bought_later = (rows["registered_on"] > rows["card_registered_on"], later)
    kind = rows["kind"]
    yield rule(
        "town-housing", rows,
        stands & among(rows["usage"], DWELLING) & among(kind, BOUGHT + RESETTLED + RELOCATED + REBUILT),
        [
            given,
            (among(kind, RESETTLED), "拆迁安置房"),
            (among(kind, RELOCATED), "易地扶贫搬迁安置房"),
            (among(kind, REBUILT), "灾后重建房"),
            bought_later,
        ],
        house,
    )
    yield rule(
        "town-shop", rows, stands & among(rows["usage"], TRADE) & ~among(kind, SELF_BUILT),
        [given, bought_later], house,
    )
    rows = records("land")
    yield rule(
        "town-land", rows,
        among(rows["status"], STANDING) & among(rows["right_type"], STATE_LAND) & among(rows["usage"], TOWN_LAND)
        & (rows["registered_on"] <= as_of),
        [(rows["registered_on"] > rows["card_registered_on"], "识别后取得")],
        ["parcel_no", "unit_no", "area", "usage", "right_type", "registered_on"],
    )
    # Whoever has a certificate of grade 1 or 2 of the limbs; null where that cannot be said.
    rows = records("disability")
    held = (
        among(rows["category"], OF_LIMBS) & among(rows["grade"], SEVERE)
        & among(rows["status"], CERTIFICATE_IN_FORCE) & no_later(rows["issued_on"])
    )
    held = held.where(rows["agrees"] | ~held.fillna(True).astype(bool))
    rows = rows.assign(yes=held.fillna(False).astype(bool), unsaid=held.isna())
    disabled = rows.groupby(["household_id", "person"])[["yes", "unsaid"]].any().reset_index()
    rows = records("vehicle").merge(disabled, on=["household_id", "person"], how="left")
    for_disabled = rows["yes"].fillna(False).astype("bool[pyarrow]")
    for_disabled = for_disabled.mask(~for_disabled & rows["unsaid"].fillna(False).astype(bool))
    rows["status"], rows["vehicle_class"] = rows["status"].str.upper(), rows["vehicle_class"].str.upper()
    acquired_on = rows["transferred_on"].fillna(rows["first_registered_on"])
    vehicle = [
        "plate_class", "plate_no", "vehicle_class", "use_nature", "brand", "first_registered_on", "transferred_on",
        "inspection_until", "status",
    ]
    owned = ~rows["status"].str.contains(STATUS_E) & (acquired_on <= as_of)
    unless = [
        (rows["status"].str.contains(STATUS_M), "达到强制报废标准"),
        (acquired_on > rows["card_registered_on"], later),
    ]
    yield rule(
        "vehicle-car", rows, among(rows["vehicle_class"], CARS) & owned,
        [*unless, (for_disabled, "残疾人专用")], vehicle,
    )
    yield rule("construction-machinery", rows, among(rows["vehicle_class"], DIGGERS) & owned, unless, vehicle)
    rows = records("machinery")
    yield rule(
        "farm-machinery-large", rows,
        among(rows["status"], MACHINE_IN_USE) & among(rows["kind"], LARGE_MACHINES)
        & (rows["horsepower"] >= LEAST_HORSEPOWER) & (rows["purchased_on"] <= as_of),
        [(rows["purchased_on"] > rows["card_registered_on"], later)],
        ["kind", "horsepower", "price", "purchased_on", "status"],
    )
    rows = records("business")
    began = rows["role_from"].fillna(rows["established_on"])
    yield rule(
        "company-role", rows,
        among(rows["role"], ROLES) & among(rows["status"], TRADING)
        & (rows["last_annual_report_year"] >= as_of.year - 2).fillna(False)
        & (began <= as_of) & no_earlier(rows["role_to"]),
        [
            (among(rows["enterprise_type"], COOPERATIVE), "农民专业合作社成员"),
            (among(rows["enterprise_type"], SOLE_TRADER), "个体工商户"),
            (began > rows["card_registered_on"], "识别后任职或入股"),
        ],
        ["credit_code", "enterprise_name", "enterprise_type", "role", "share_ratio", "established_on", "role_from",
         "role_to", "last_annual_report_year", "status"],
    )
    rows = records("death")
    yield rule(
        "deceased-civil-affairs", rows, rows["died_on"].fillna(rows["cremated_on"]) <= as_of,
        evidence=["died_on", "cremated_on"], scope="member",
    )
    rows = known.assign(roster_relation="member", member_id=known["person_id"], roster_name=known["member_name"])
    for rule_id, statuses in (("deceased-register", DEAD), ("moved-away", MOVED)):
        yield rule(
            rule_id, rows, among(rows["status"], statuses) & no_later(rows["status_on"]),
            evidence=["register_id", "status", "status_on"],
        )
    # The rules on the registry itself.
    usable = member[member["person"].notna()]
    rows = usable[~usable["person"].isin(known["person"])]
    rows = rows.assign(roster_relation="member", member_id=rows["person_id"], roster_name=rows["name"], agrees=True)
    always = pd.Series(True, rows.index)
    yield rule("no-register-entry", rows, always, evidence=["relation", "person_registered_on"])
    people = roster[(roster["roster_relation"] != "spouse") & roster["person"].notna()]
    rows = people.merge(
        usable.drop(columns=["person_id", "name"]).rename(
            columns={"household_id": "other_card", "known_as": "its_name"}
        ),
        on="person",
    )
    rows = rows[rows["household_id"] != rows["other_card"]].reset_index(drop=True)
    rows = agreeing(rows, "its_name", ["known_as", "known_too", "formerly"])
    rows = rows.assign(member_id=rows["person_id"], roster_name=rows["name"])
    of_member = rows["roster_relation"] == "member"
    place = ["other_card", "township", "village", "relation", "registered_on"]
    yield rule("person-on-two-cards", rows, of_member, evidence=place)
    yield rule("split-household", rows, ~of_member, evidence=place)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("job", type=Path)
    args.add_argument("out", type=Path)
    args.add_argument("--threads", type=int, default=2)
    args = args.parse_args()
    pa.set_cpu_count(args.threads)
    found, as_of = deliveries(args.job)
    args.out.mkdir(parents=True, exist_ok=True)
    member, known, roster, card = build_roster(found, as_of)
    hits = pd.concat(run_rules(found, member, known, roster, card, as_of), ignore_index=True)
    # Of several records of a card, the one that says most.
    order = pd.CategoricalDtype(["flagged", "check", "undetermined", "exempt"], ordered=True)
    findings = hits.assign(state=hits["state"].astype(order)).groupby(["household_id", "rule"])
    findings = findings["state"].agg(state="min", records="size").reset_index()
    findings.to_csv(args.out / "findings.csv", index=False)
    hits[HIT].sort_values(HIT).to_csv(args.out / "evidence.csv", index=False)
    roster["number_ends"] = roster["person"].astype(TEXT).str.slice(-3)
    shown = ["household_id", "roster_relation", "person_id", "name", "number_ends"]
    roster[shown].sort_values(shown).rename(columns={"roster_relation": "relation"}).to_csv(args.out / "roster.csv", index=False)


if __name__ == "__main__":
    main()
