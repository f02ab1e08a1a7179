"""The comparison as DuckDB SQL.

    python peer_duckdb.py COPY OUT [--threads 2]

Every delivery is read once, with its columns named and typed beforehand. While it is read, only the
first 17 digits of the number are looked at, and only the rows whose number is on the roster are
kept: check characters, names, dates and words are then read in thousands of rows, not in millions.
"""

import argparse
from pathlib import Path

import duckdb

from layout import *  # noqa: F403


def text(value):
    return "'" + value.replace("'", "''") + "'"


def words(values):
    return "(" + ", ".join(text(value) for value in values) + ")"


DIGIT_SUM = " + ".join(f"{weight} * (p // {10 ** (16 - place)} % 10)" for place, weight in enumerate(WEIGHTS))

MACROS = f"""
-- Text as meant: half width, trimmed, null where it says nothing.
CREATE MACRO tidy(t) AS trim(translate(t, {text(WIDE)}, {text(NARROW)}), E' \\t\\r\\n\\ufeff');
CREATE MACRO said(t) AS CASE WHEN tidy(t) NOT IN {words(NOTHING)} THEN tidy(t) END;

-- A name for comparison: no spaces, one kind of dot, one mark for what cannot be read.
CREATE MACRO folded(t) AS regexp_replace(
    translate(upper(regexp_replace(said(t), '\\s', '', 'g')), {text(DOTS)}, repeat('·', {len(DOTS)})),
    {text(UNREADABLE)}, '?', 'g');
-- Not plainly two people's names: one character lost or unreadable, a long name cut short, no name.
CREATE MACRO variant(short, long) AS
    (length(long) >= 3 AND length(long) = length(short) + 1 AND left(long, 1) = left(short, 1)
        AND NOT contains(short || long, '?')
        AND list_contains([left(long, i - 1) || substr(long, i + 1) FOR i IN range(2, length(long) + 1)], short))
    OR (length(long) = length(short) AND length(replace(short || long, '?', '')) = 2 * length(long) - 1
        AND (long LIKE replace(short, '?', '_') OR short LIKE replace(long, '?', '_'))
        AND (length(long) >= 3 OR left(long, 1) = left(short, 1)))
    OR (contains(long, '·') AND length(short) >= 3 AND NOT contains(short || long, '?')
        AND starts_with(long, short));
CREATE MACRO may_be_one(a, b) AS
    CASE WHEN a = b THEN true
         WHEN a IS NULL OR b IS NULL OR a IN ('', '?') OR b IN ('', '?') THEN true
         WHEN length(a) <= length(b) THEN variant(a, b)
         ELSE variant(b, a) END;

-- A citizen number without the marks around it, and its first 17 digits as a number.
CREATE MACRO bare(t) AS upper(regexp_replace(
    translate(t, {text(WIDE)}, {text(NARROW)}), {text(NOT_OF_A_NUMBER)}, '', 'g'));
CREATE MACRO first_17(n) AS CASE
    WHEN length(n) = 18 THEN TRY_CAST(left(n, 17) AS BIGINT)
    WHEN length(n) = 15 THEN TRY_CAST(left(n, 6) || '19' || right(n, 9) AS BIGINT)
    WHEN regexp_full_match(n, '.{{18}}[1-7][1-4](B[0-9])?') THEN TRY_CAST(left(n, 17) AS BIGINT) END;
-- Nearly every number is 18 clean characters; the others take the long way.
CREATE MACRO person(t) AS coalesce(
    CASE WHEN strlen(t) = 18 THEN TRY_CAST(left(t, 17) AS BIGINT) END, first_17(bare(t)));
CREATE MACRO check_character(p) AS substr('{CHECKS}', CAST(({DIGIT_SUM}) % 11 + 1 AS INT), 1);
CREATE MACRO is_valid(n, p) AS
    p >= 11000000000000000 AND (length(n) = 15 OR substr(n, 18, 1) = check_character(p))
    AND TRY_STRPTIME(CAST(p // 1000 % 100000000 AS VARCHAR), '%Y%m%d') BETWEEN DATE '1860-01-01' AND DATE '2100-12-31';
-- The person a number identifies; null where it cannot be used.
CREATE MACRO usable(t) AS CASE WHEN is_valid(bare(t), person(t)) THEN person(t) END;

-- A day in any form seen; a month is its first day, and what is no day is null.
CREATE MACRO day_parts(t) AS regexp_extract(
    tidy(t), '^(\\d{{4}})(?:\\s*[-/.年]\\s*(\\d{{1,2}}))(?:\\s*[-/.月]\\s*(\\d{{1,2}}))?\\s*[月日号]?(?:[ T].*)?$',
    ['y', 'm', 'd']);
CREATE MACRO day_of(t) AS CASE
    WHEN regexp_full_match(tidy(t), '\\d{{8}}(\\d{{6}})?') THEN TRY_STRPTIME(left(tidy(t), 8), '%Y%m%d')
    WHEN regexp_full_match(tidy(t), '\\d{{6}}') THEN TRY_STRPTIME(tidy(t) || '01', '%Y%m%d')
    -- As a spreadsheet counts days.
    WHEN regexp_full_match(tidy(t), '[2-5]\\d{{4}}(\\.\\d+)?')
        THEN TIMESTAMP '1899-12-30' + to_days(CAST(left(tidy(t), 5) AS INT))
    ELSE TRY_STRPTIME(concat_ws('-', day_parts(t).y, day_parts(t).m, coalesce(nullif(day_parts(t).d, ''), '1')), '%Y-%m-%d')
    END;
CREATE MACRO day(t) AS CAST(CASE WHEN day_of(t) BETWEEN DATE '1900-01-01' AND DATE '2100-12-31' THEN day_of(t) END AS DATE);

-- An amount with commas and units, in yuan or whatever the column is in.
CREATE MACRO amount(t) AS
    TRY_CAST(regexp_extract(replace(tidy(t), ',', ''), '-?[0-9]+(\\.[0-9]+)?') AS DECIMAL(18, 4))
    * CASE WHEN contains(t, '万') THEN 10000 ELSE 1 END;
"""


def read(deliveries, extract):
    """Every delivery of an extract, all text, by our names; the reader leaves out the columns not asked for."""
    selects = []
    for delivery in deliveries[extract]:
        types = "{" + ", ".join(f"{text(header)}: 'VARCHAR'" for header in delivery.header) + "}"
        columns = ", ".join(
            (f'"{delivery.columns[name]}"' if name in delivery.columns else "NULL::VARCHAR") + f' AS "{name}"'
            for name in HEADERS[extract]
        )
        selects.append(
            f"SELECT {columns}, {text(delivery.source)} AS source FROM read_csv({text(delivery.path)}, "
            f"auto_detect = false, header = true, delim = ',', quote = '\"', escape = '\"', columns = {types}, "
            "ignore_errors = true)"
        )
    return " UNION ALL ".join(selects)


def build_roster(db, deliveries, as_of):
    """Who matters to a card: members, those in their household registers, spouses."""
    db.execute(f"""
        CREATE TABLE member AS
        SELECT * EXCLUDE citizen_id, folded(name) AS known_as, usable(citizen_id) AS person,
            day(registered_on) AS card_registered_on
        FROM ({read(deliveries, "registry")})
        WHERE said(name) IS NOT NULL AND said(household_id) IS NOT NULL;

        -- What the registry says of a card is what it says of the head, or else of anybody.
        CREATE TABLE card AS
        SELECT household_id,
            coalesce(min(card_registered_on) FILTER (tidy(relation) IN {words(HEAD)}), min(card_registered_on)) AS registered_on
        FROM member GROUP BY household_id;

        CREATE TABLE population AS
        SELECT *, person(citizen_id) AS person FROM ({read(deliveries, "population")});

        -- The members as the register knows them.
        CREATE TABLE registered_member AS
        SELECT m.household_id, m.person, m.known_as, p.register_id, folded(p.name) AS name,
            folded(p.former_name) AS former_name,
            coalesce(tidy(p.status) IN {words(LEFT_THE_REGISTER)}, false) AS gone,
            may_be_one(m.known_as, folded(p.name))
                OR (folded(p.former_name) IS NOT NULL AND may_be_one(m.known_as, folded(p.former_name))) AS agrees,
            p.status, p.status_on, p.source, m.person_id, m.name AS member_name
        FROM population p JOIN member m ON p.person = m.person
        WHERE usable(p.citizen_id) = m.person;

        -- Who lives in their registers. A register as large as a dormitory is no family.
        CREATE TABLE family AS
        SELECT p.register_id, p.person, p.name, folded(p.name) AS known_as, folded(p.former_name) AS formerly
        FROM (
            SELECT *, usable(citizen_id) AS usable_person FROM population
            WHERE register_id IN (SELECT register_id FROM registered_member)
        ) p
        WHERE p.usable_person IS NOT NULL AND coalesce(tidy(p.status) NOT IN {words(LEFT_THE_REGISTER)}, true)
        QUALIFY count(*) OVER (PARTITION BY p.register_id) <= {LARGEST_FAMILY};

        CREATE TABLE roster AS
        -- A number typed for the wrong person brings neither that person's names nor family.
        SELECT m.household_id, m.person, m.person_id, m.name, 'member' AS relation, m.known_as,
            max(r.name) FILTER (r.agrees) AS known_too, max(r.former_name) FILTER (r.agrees) AS formerly
        FROM member m LEFT JOIN registered_member r ON r.household_id = m.household_id AND r.person = m.person
            AND r.known_as = m.known_as
        GROUP BY ALL
        UNION ALL
        SELECT m.household_id, f.person, NULL, any_value(f.name), 'same_register', f.known_as, NULL, any_value(f.formerly)
        FROM registered_member m JOIN family f USING (register_id)
        WHERE m.agrees AND NOT m.gone
            AND NOT EXISTS (FROM member o WHERE o.household_id = m.household_id AND o.person = f.person)
        GROUP BY m.household_id, f.person, f.known_as;
    """)
    if "marriage" in deliveries:
        # Married is a couple each of whom was last heard of with the other, and not in a divorce.
        db.execute(f"""
            CREATE TABLE record AS
            SELECT *, person(party_a_id) AS a, person(party_b_id) AS b,
                coalesce(day(registered_on), DATE '1900-01-01') AS on_day,
                coalesce(tidy(kind) IN {words(DIVORCED)}, false) AS over
            FROM ({read(deliveries, "marriage")})
            WHERE said(kind) IS NULL OR tidy(kind) IN {words(MARRIED + DIVORCED)};

            CREATE TABLE last_heard AS
            SELECT p.person, max_by(p, (p.on_day, p.over)) AS record FROM (
                SELECT a AS person, b AS spouse, on_day, over, party_a_id AS person_id, party_b_id AS spouse_id,
                    party_a_name AS name, party_b_name AS spouse_name FROM record
                UNION ALL
                SELECT b, a, on_day, over, party_b_id, party_a_id, party_b_name, party_a_name FROM record
            ) p
            WHERE p.person IS NOT NULL AND p.spouse IS NOT NULL AND p.on_day <= DATE '{as_of}'
            GROUP BY p.person;

            INSERT INTO roster
            SELECT DISTINCT ON (m.household_id, h.record.spouse)
                m.household_id, h.record.spouse, NULL, folded(h.record.spouse_name), 'spouse',
                folded(h.record.spouse_name), NULL, NULL
            FROM roster m
            JOIN last_heard h ON h.person = m.person
            JOIN last_heard o ON o.person = h.record.spouse AND o.record.spouse = m.person
            WHERE m.relation = 'member' AND NOT h.record.over
                AND usable(h.record.person_id) = m.person AND usable(h.record.spouse_id) = h.record.spouse
                AND (may_be_one(m.known_as, folded(h.record.name))
                    OR coalesce(may_be_one(nullif(m.known_too, ''), folded(h.record.name)), false))
                AND NOT EXISTS (FROM roster s WHERE s.household_id = m.household_id AND s.person = h.record.spouse);
        """)


def keep_records(db, deliveries):
    """Of every other delivery, the records whose number is on the roster, each beside its roster person."""
    db.execute("CREATE TABLE wanted AS SELECT DISTINCT person FROM roster WHERE person IS NOT NULL")
    for extract, (number, name) in SUBJECT.items():
        if extract == "population":
            continue
        if extract not in deliveries:
            raise SystemExit(f"{extract} was not delivered")
        db.execute(f"""
            CREATE TABLE raw AS
            SELECT * FROM (SELECT *, person({number}) AS person FROM ({read(deliveries, extract)}))
            SEMI JOIN wanted USING (person);

            CREATE TABLE {extract} AS
            SELECT r.household_id, r.relation AS roster_relation, r.person_id AS member_id, r.name AS roster_name,
                c.registered_on AS card_registered_on, x.*,
                may_be_one(r.known_as, folded(x.{name}))
                    OR coalesce(r.known_too IS NOT NULL AND may_be_one(r.known_too, folded(x.{name})), false)
                    OR coalesce(r.formerly IS NOT NULL AND may_be_one(r.formerly, folded(x.{name})), false) AS agrees
            FROM raw x JOIN roster r USING (person) JOIN card c USING (household_id)
            WHERE usable(x.{number}) = r.person AND r.relation <> 'spouse' AND said(x.{name}) IS NOT NULL;

            DROP TABLE raw;
        """)


def rule(db, rule_id, table, where, unless=(), evidence=(), scope="household"):
    """Adds the hits of a rule. A condition that is null leaves the record undetermined, exempt is exempt, and
    where number and name contradict each other somebody has to look first."""
    undecided = " OR ".join(f"({when}) IS NULL" for when, _ in unless) or "false"
    exempt = " ".join(f"WHEN {when} THEN {text(reason)}" for when, reason in unless)
    values = ", ".join(f"{text(name)}, \"{name}\"" for name in evidence)
    db.execute(f"""
        INSERT INTO hit
        SELECT household_id, {text(rule_id)},
            CASE WHEN NOT meets THEN NULL WHEN meets IS NULL THEN 'undetermined' WHEN reason IS NOT NULL THEN 'exempt'
                 WHEN undecided THEN 'undetermined' WHEN NOT agrees THEN 'check' ELSE 'flagged' END AS state,
            reason, member_id, roster_name, roster_relation, source, json_object({values})
        FROM (
            SELECT *, ({where}) AS meets, {"CASE " + exempt + " END" if exempt else "NULL"} AS reason,
                {undecided} AS undecided
            FROM {table} {"WHERE roster_relation = 'member'" if scope == "member" else ""}
        )
        WHERE state IS NOT NULL
    """)


def run_rules(db, as_of):
    day = f"DATE '{as_of}'"
    later = "识别后购置"
    db.execute("""
        CREATE TABLE hit (household_id VARCHAR, rule VARCHAR, state VARCHAR, reason VARCHAR, person_id VARCHAR,
            name VARCHAR, relation VARCHAR, source VARCHAR, "values" VARCHAR)
    """)
    rule(
        db, "payroll-stable-wage", "payroll",
        f"said(post_type) IN {words(STABLE_POSTS)} AND coalesce(day(paid_from) <= {day}, true)"
        f" AND coalesce(day(paid_until) >= {day}, true)",
        [(f"coalesce(amount(wage) < {least_wage(as_of)}, false)", "月工资低于最低工资标准")],
        ["employer", "post_type", "wage", "paid_from", "paid_until"],
    )
    rule(
        db, "village-cadre", "cadre",
        f"said(post) IN {words(VILLAGE_HEADS)} AND coalesce(day(\"from\") <= {day}, true)"
        f" AND coalesce(day(\"until\") >= {day}, true)",
        evidence=["village", "post", "from", "until"],
    )
    house = ["certificate_no", "location", "area", "usage", "kind", "acquired_by", "registered_on", "share"]
    given = (f"coalesce(said(acquired_by) IN {words(GIVEN)}, false)", "拆迁或搬迁安置取得")
    rule(
        db, "town-housing", "housing",
        f"said(status) IN {words(STANDING)} AND said(usage) IN {words(DWELLING)}"
        f" AND said(kind) IN {words(BOUGHT + RESETTLED + RELOCATED + REBUILT)} AND day(registered_on) <= {day}",
        [
            given,
            (f"said(kind) IN {words(RESETTLED)}", "拆迁安置房"),
            (f"said(kind) IN {words(RELOCATED)}", "易地扶贫搬迁安置房"),
            (f"said(kind) IN {words(REBUILT)}", "灾后重建房"),
            ("day(registered_on) > card_registered_on", later),
        ],
        house,
    )
    rule(
        db, "town-shop", "housing",
        f"said(status) IN {words(STANDING)} AND said(usage) IN {words(TRADE)}"
        f" AND said(kind) NOT IN {words(SELF_BUILT)} AND day(registered_on) <= {day}",
        [given, ("day(registered_on) > card_registered_on", later)],
        house,
    )
    rule(
        db, "town-land", "land",
        f"said(status) IN {words(STANDING)} AND said(right_type) IN {words(STATE_LAND)}"
        f" AND said(usage) IN {words(TOWN_LAND)} AND day(registered_on) <= {day}",
        [("day(registered_on) > card_registered_on", "识别后取得")],
        ["parcel_no", "unit_no", "area", "usage", "right_type", "registered_on"],
    )
    # Whoever has a certificate of grade 1 or 2 of the limbs; null where that cannot be said.
    db.execute(f"""
        CREATE TABLE severely_disabled AS
        SELECT household_id, person, CASE WHEN bool_or(holds) THEN true WHEN count(holds) = count(*) THEN false END AS holds
        FROM (
            SELECT *, CASE WHEN agrees OR NOT held THEN held END AS holds FROM (
                SELECT *, said(category) IN {words(OF_LIMBS)} AND said(grade) IN {words(SEVERE)}
                    AND said(status) IN {words(CERTIFICATE_IN_FORCE)} AND coalesce(day(issued_on) <= {day}, true) AS held
                FROM disability
            )
        )
        GROUP BY ALL;

        CREATE TABLE owned_vehicle AS
        SELECT v.*, coalesce(day(v.transferred_on), day(v.first_registered_on)) AS acquired_on,
            CASE WHEN d.person IS NULL THEN false ELSE d.holds END AS for_disabled
        FROM vehicle v LEFT JOIN severely_disabled d USING (household_id, person);
    """)
    vehicle = [
        "plate_class", "plate_no", "vehicle_class", "use_nature", "brand", "first_registered_on", "transferred_on",
        "inspection_until", "status",
    ]
    for rule_id, classes in (("vehicle-car", CARS), ("construction-machinery", DIGGERS)):
        unless = [
            (f"regexp_matches(said(upper(status)), {text(STATUS_M)})", "达到强制报废标准"),
            ("acquired_on > card_registered_on", later),
        ]
        if rule_id == "vehicle-car":
            unless.append(("for_disabled", "残疾人专用"))
        rule(
            db, rule_id, "owned_vehicle",
            f"said(upper(vehicle_class)) IN {words(classes)} AND NOT regexp_matches(said(upper(status)), {text(STATUS_E)})"
            f" AND acquired_on <= {day}",
            unless, vehicle,
        )
    rule(
        db, "farm-machinery-large", "machinery",
        f"said(status) IN {words(MACHINE_IN_USE)} AND said(kind) IN {words(LARGE_MACHINES)}"
        f" AND amount(horsepower) >= {LEAST_HORSEPOWER} AND day(purchased_on) <= {day}",
        [("day(purchased_on) > card_registered_on", later)],
        ["kind", "horsepower", "price", "purchased_on", "status"],
    )
    began = "coalesce(day(role_from), day(established_on))"
    rule(
        db, "company-role", "business",
        f"said(role) IN {words(ROLES)} AND said(status) IN {words(TRADING)}"
        f" AND coalesce(TRY_CAST(regexp_extract(last_annual_report_year, '[0-9]+') AS INT) >= {as_of.year - 2}, false)"
        f" AND {began} <= {day} AND coalesce(day(role_to) >= {day}, true)",
        [
            (f"said(enterprise_type) IN {words(COOPERATIVE)}", "农民专业合作社成员"),
            (f"said(enterprise_type) IN {words(SOLE_TRADER)}", "个体工商户"),
            (f"{began} > card_registered_on", "识别后任职或入股"),
        ],
        ["credit_code", "enterprise_name", "enterprise_type", "role", "share_ratio", "established_on", "role_from",
         "role_to", "last_annual_report_year", "status"],
    )
    rule(
        db, "deceased-civil-affairs", "death",
        f"coalesce(day(died_on), day(cremated_on)) <= {day}",
        evidence=["died_on", "cremated_on"], scope="member",
    )
    db.execute("""
        CREATE VIEW in_register AS
        SELECT *, 'member' AS roster_relation, person_id AS member_id, member_name AS roster_name FROM registered_member
    """)
    for rule_id, statuses in (("deceased-register", DEAD), ("moved-away", MOVED)):
        rule(
            db, rule_id, "in_register",
            f"said(status) IN {words(statuses)} AND coalesce(day(status_on) <= {day}, true)",
            evidence=["register_id", "status", "status_on"],
        )
    # The rules on the registry itself.
    db.execute("""
        INSERT INTO hit
        SELECT household_id, 'no-register-entry', 'flagged', NULL, person_id, name, 'member', source,
            json_object('relation', relation, 'person_registered_on', person_registered_on)
        FROM member m
        WHERE person IS NOT NULL AND NOT EXISTS (FROM registered_member r WHERE r.person = m.person);

        INSERT INTO hit
        SELECT r.household_id, CASE WHEN r.relation = 'member' THEN 'person-on-two-cards' ELSE 'split-household' END,
            CASE WHEN may_be_one(r.known_as, m.known_as)
                    OR coalesce(r.known_too IS NOT NULL AND may_be_one(r.known_too, m.known_as), false)
                    OR coalesce(r.formerly IS NOT NULL AND may_be_one(r.formerly, m.known_as), false)
                THEN 'flagged' ELSE 'check' END,
            NULL, r.person_id, r.name, r.relation, m.source,
            json_object('household_id', m.household_id, 'township', m.township, 'village', m.village,
                'relation', m.relation, 'registered_on', m.registered_on)
        FROM roster r JOIN member m ON m.person = r.person AND m.household_id <> r.household_id
        WHERE r.relation <> 'spouse';
    """)


def main():
    args = argparse.ArgumentParser()
    args.add_argument("copy", type=Path)
    args.add_argument("out", type=Path)
    args.add_argument("--threads", type=int, default=2)
    args = args.parse_args()
    found, as_of = deliveries(args.copy)
    args.out.mkdir(parents=True, exist_ok=True)
    db = duckdb.connect()
    # The order of rows means nothing here, and keeping it costs.
    db.execute(f"SET threads = {args.threads}; SET preserve_insertion_order = false")
    db.execute(MACROS)
    build_roster(db, found, as_of)
    keep_records(db, found)
    run_rules(db, as_of)
    db.execute(f"""
        COPY (
            SELECT household_id, rule,
                CASE WHEN bool_or(state = 'flagged') THEN 'flagged' WHEN bool_or(state = 'check') THEN 'check'
                     WHEN bool_or(state = 'undetermined') THEN 'undetermined' ELSE 'exempt' END AS state,
                count(*) AS records
            FROM hit GROUP BY ALL ORDER BY ALL
        ) TO '{args.out}/findings.csv';
        COPY (FROM hit ORDER BY ALL) TO '{args.out}/evidence.csv';
        COPY (
            SELECT household_id, relation, person_id, name, right(CAST(person AS VARCHAR), 3) AS number_ends
            FROM roster ORDER BY ALL
        ) TO '{args.out}/roster.csv';
    """)


if __name__ == "__main__":
    main()
