"""The comparison as DuckDB SQL.

    python peer_duckdb.py JOB OUT [--threads 2]

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
-- Full width as half width, and nothing blank around it. translate() and trim() with a list of characters are
-- slow, so only where there is something to do.
CREATE MACRO narrow(t) AS CASE
    WHEN regexp_matches(t, '[\uff01-\uff5e\u3000\u00a0]') THEN translate(t, {text(WIDE)}, {text(NARROW)}) ELSE t END;
CREATE MACRO tidy(t) AS CASE
    WHEN regexp_matches(t, '[\uff01-\uff5e\u3000\u00a0\ufeff\\s]')
    THEN trim(translate(t, {text(WIDE)}, {text(NARROW)}), E' \\t\\r\\n\ufeff') ELSE t END;
-- Text as meant, null where it says nothing.
CREATE MACRO said(t) AS CASE WHEN tidy(t) NOT IN {words(NOTHING)} THEN tidy(t) END;

-- A name for comparison: no spaces, one kind of dot, one mark for what cannot be read. Takes text that said() something.
CREATE MACRO folded(t) AS regexp_replace(regexp_replace(regexp_replace(
    upper(t), '\\s', '', 'g'), '[{DOTS}]', '·', 'g'), {text(UNREADABLE)}, '?', 'g');
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
CREATE MACRO bare(t) AS upper(regexp_replace(narrow(t), {text(NOT_OF_A_NUMBER)}, '', 'g'));
CREATE MACRO first_17(n) AS CASE
    WHEN length(n) = 18 THEN TRY_CAST(left(n, 17) AS BIGINT)
    WHEN length(n) = 15 THEN TRY_CAST(left(n, 6) || '19' || right(n, 9) AS BIGINT)
    WHEN regexp_full_match(n, '.{{18}}[1-7][1-4](B[0-9])?') THEN TRY_CAST(left(n, 17) AS BIGINT) END;
-- Nearly every number is 18 clean characters; the others take the long way.
CREATE MACRO person(t) AS
    CASE WHEN strlen(t) = 18 THEN TRY_CAST(left(t, 17) AS BIGINT) ELSE first_17(bare(t)) END;
CREATE MACRO check_character(p) AS substr('{CHECKS}', CAST(({DIGIT_SUM}) % 11 + 1 AS INT), 1);
CREATE MACRO is_valid(n, p) AS
    p >= 11000000000000000 AND (length(n) = 15 OR substr(n, 18, 1) = check_character(p))
    AND TRY_STRPTIME(CAST(p // 1000 % 100000000 AS VARCHAR), '%Y%m%d') BETWEEN DATE '1860-01-01' AND DATE '2100-12-31';

-- A day in any form seen; a month is its first day, and what is no day is null. Takes text that said() something.
CREATE MACRO day(t) AS CAST(CASE
    WHEN regexp_full_match(t, '(19|20)\\d{{6}}(\\d{{6}})?') THEN TRY_STRPTIME(left(t, 8), '%Y%m%d')
    WHEN regexp_full_match(t, '(19|20)\\d{{4}}') THEN TRY_STRPTIME(t || '01', '%Y%m%d')
    -- As a spreadsheet counts days.
    WHEN regexp_full_match(t, '[2-5]\\d{{4}}(\\.\\d+)?') THEN TIMESTAMP '1899-12-30' + to_days(CAST(left(t, 5) AS INT))
    ELSE TRY_STRPTIME(
        regexp_replace(t, '^((?:19|20)\\d\\d)[-/.年](\\d\\d?)[-/.月]?(\\d\\d?)?日?(?:[ T]\\d.*)?$', '\\1-\\2-\\3'),
        ['%Y-%m-%d', '%Y-%m-'])
    END AS DATE);

-- An amount with commas and units, in yuan or whatever the column is in. Takes text that said() something.
CREATE MACRO amount(t) AS
    TRY_CAST(regexp_extract(replace(t, ',', ''), '^[¥￥]?(-?[0-9]+(\\.[0-9]+)?)', 1) AS DECIMAL(18, 4))
    * CASE WHEN contains(t, '万') THEN 10000 ELSE 1 END;
"""


def read(deliveries, extract):
    """Every delivery of an extract, all text, by our names; the reader leaves out the columns not asked for."""
    selects = []
    for delivery in deliveries[extract]:
        types = "{" + ", ".join(f"{text(name)}: 'VARCHAR'" for name in delivery.names) + "}"
        columns = ", ".join(
            f'"{name}"' if delivery.has(name) else f'NULL::VARCHAR AS "{name}"' for name in HEADERS[extract]
        )
        selects.append(
            f"SELECT {columns}, {text(delivery.source)} AS source FROM read_csv({text(delivery.path)}, "
            f"auto_detect = false, header = false, skip = {delivery.lines_to_skip}, delim = ',', quote = '\"', "
            f"escape = '\"', columns = {types}, ignore_errors = true)"
        )
    return " UNION ALL ".join(selects)


def identified(query, number):
    """A query's rows with the person whom the number identifies; null where it cannot be used."""
    return f"""
        SELECT * EXCLUDE (bare, maybe), CASE WHEN is_valid(bare, maybe) THEN maybe END AS person
        FROM (SELECT *, first_17(bare) AS maybe FROM (SELECT *, bare({number}) AS bare FROM ({query})))
    """


def understood(query, extract):
    """A query's rows with their text tidied, days and amounts read."""
    tidied = ", ".join(f'said("{name}") AS "{name}"' for name in HEADERS[extract] if name not in SHOWN[extract])
    typed = [f'day("{name}") AS "{name}"' for name in DAYS[extract]]
    typed += [f'amount("{name}") AS "{name}"' for name in AMOUNTS.get(extract, [])]
    return f"SELECT * REPLACE ({', '.join(typed)}) FROM (SELECT * REPLACE ({tidied}) FROM ({query}))"


def known_by(name):
    """Whether a roster row `r` may go by a folded name."""
    return (
        f"(may_be_one(r.known_as, {name}) OR (r.known_too IS NOT NULL AND may_be_one(r.known_too, {name}))"
        f" OR (r.formerly IS NOT NULL AND may_be_one(r.formerly, {name})))"
    )


def build_roster(db, deliveries, as_of):
    """Who matters to a card: members, those in their household registers, spouses."""
    db.execute(f"""
        CREATE TABLE member AS
        SELECT *, folded(name) AS known_as
        FROM ({identified(understood(read(deliveries, "registry"), "registry"), "citizen_id")})
        WHERE name IS NOT NULL AND household_id IS NOT NULL;

        -- What the registry says of a card is what it says of the head, or else of anybody.
        CREATE TABLE card AS
        SELECT household_id,
            coalesce(min(registered_on) FILTER (relation IN {words(HEAD)}), min(registered_on)) AS registered_on
        FROM member GROUP BY household_id;

        CREATE TABLE population AS
        SELECT *, person(citizen_id) AS maybe FROM ({read(deliveries, "population")});

        CREATE TABLE of_member AS
        FROM population SEMI JOIN (SELECT person AS maybe FROM member) USING (maybe);

        -- Who is in the registers of the members.
        CREATE TABLE registered AS
        SELECT *, folded(name) AS known_as, folded(former_name) AS formerly,
            coalesce(status IN {words(LEFT_THE_REGISTER)}, false) AS gone
        FROM ({identified(understood(
            "SELECT * EXCLUDE maybe FROM population SEMI JOIN (FROM of_member WHERE register_id <> '') USING (register_id)"
            " UNION ALL SELECT * EXCLUDE maybe FROM of_member WHERE coalesce(register_id, '') = ''",
            "population"), "citizen_id")})
        WHERE person IS NOT NULL AND name IS NOT NULL;

        -- The members as the register knows them. A number typed for the wrong person brings neither that
        -- person's names nor family.
        CREATE TABLE registered_member AS
        SELECT m.household_id, m.person_id, m.name AS member_name, m.known_as AS member_known_as,
            p.* EXCLUDE person_id,
            may_be_one(m.known_as, p.known_as)
                OR (p.formerly IS NOT NULL AND may_be_one(m.known_as, p.formerly)) AS agrees
        FROM (SELECT *, NULL AS person_id FROM registered) p JOIN member m USING (person);

        CREATE TABLE roster AS
        SELECT m.household_id, m.person, m.person_id, m.name, 'member' AS relation, m.known_as,
            max(p.known_as) FILTER (p.agrees) AS known_too, max(p.formerly) FILTER (p.agrees) AS formerly
        FROM member m LEFT JOIN registered_member p
            ON p.household_id = m.household_id AND p.person = m.person AND p.member_known_as = m.known_as
        GROUP BY ALL
        UNION ALL
        SELECT m.household_id, p.person, NULL, any_value(p.name), 'same_register', p.known_as, NULL, any_value(p.formerly)
        FROM registered_member m JOIN (
            -- A register as large as a dormitory is no family.
            FROM registered WHERE NOT gone
            QUALIFY count(*) OVER (PARTITION BY register_id) <= {LARGEST_FAMILY}
        ) p USING (register_id)
        WHERE m.agrees AND NOT m.gone
            AND NOT EXISTS (FROM member o WHERE o.household_id = m.household_id AND o.person = p.person)
        GROUP BY m.household_id, p.person, p.known_as;
    """)
    if "marriage" not in deliveries:
        return
    # Married is a couple each of whom was last heard of with the other, and not in a divorce.
    weddings = f"""
        SELECT *, person(party_a_id) AS a, person(party_b_id) AS b FROM ({read(deliveries, "marriage")})
    """
    of_interest = """
        WITH raw AS MATERIALIZED (FROM (%s)),
        members AS (SELECT person FROM member),
        partners AS (SELECT b AS person FROM raw WHERE a IN (FROM members) UNION SELECT a FROM raw WHERE b IN (FROM members))
        FROM raw WHERE a IN (FROM partners) OR b IN (FROM partners) OR a IN (FROM members) OR b IN (FROM members)
    """
    db.execute(f"""
        CREATE TABLE wedding AS
        SELECT party_a_name, party_b_name, coalesce(registered_on, DATE '1900-01-01') AS on_day,
            coalesce(kind IN {words(DIVORCED)}, false) AS over, a, person AS b
        FROM ({identified("SELECT * REPLACE (person AS a) RENAME (person AS first) FROM (" + identified(
            understood(of_interest % weddings, "marriage"), "party_a_id") + ")", "party_b_id")})
        WHERE kind IS NULL OR kind IN {words(MARRIED + DIVORCED)};

        CREATE TABLE last_heard AS
        SELECT p.person, max_by(p, (p.on_day, p.over)) AS record
        FROM (
            SELECT a AS person, b AS spouse, folded(party_a_name) AS name, folded(party_b_name) AS spouse_name,
                on_day, over FROM wedding
            UNION ALL
            SELECT b, a, folded(party_b_name), folded(party_a_name), on_day, over FROM wedding
        ) p
        WHERE p.person IS NOT NULL AND p.spouse IS NOT NULL AND p.on_day <= DATE '{as_of}'
        GROUP BY p.person;

        INSERT INTO roster
        SELECT DISTINCT ON (r.household_id, h.spouse)
            r.household_id, h.spouse, NULL, h.spouse_name, 'spouse', h.spouse_name, NULL, NULL
        FROM roster r
        JOIN (SELECT record.* FROM last_heard) h ON h.person = r.person
        JOIN (SELECT record.* FROM last_heard) o ON o.person = h.spouse AND o.spouse = r.person
        WHERE r.relation = 'member' AND NOT h.over AND {known_by("h.name")}
            AND NOT EXISTS (FROM roster s WHERE s.household_id = r.household_id AND s.person = h.spouse);
    """)


def keep_records(db, deliveries):
    """Of every other delivery, the records whose number is on the roster, each beside its roster person."""
    # 0 stands for a cell that is long enough for two numbers.
    db.execute("CREATE TABLE wanted AS SELECT DISTINCT person AS maybe FROM roster WHERE person IS NOT NULL UNION SELECT 0")
    for extract, (number, name) in SUBJECT.items():
        if extract == "population":
            continue
        db.execute(f"""
            CREATE TABLE raw AS
            WITH kept AS (
                SELECT * EXCLUDE maybe FROM (
                    SELECT *, CASE WHEN strlen({number}) > 30 THEN 0 ELSE person({number}) END AS maybe
                    FROM ({read(deliveries, extract)})
                ) SEMI JOIN wanted USING (maybe)
            )
            FROM kept WHERE NOT regexp_matches({number}, {text(SEVERAL_OWNERS)})
            UNION ALL
            -- A record with several owners in one cell is a record of each of them.
            SELECT * REPLACE (
                unnest(regexp_split_to_array(trim({number}), {text(BETWEEN_OWNERS)})) AS {number},
                unnest(regexp_split_to_array(trim({name}), {text(BETWEEN_OWNERS)})) AS {name}
            )
            FROM kept WHERE regexp_matches({number}, {text(SEVERAL_OWNERS)});

            CREATE TABLE {extract} AS
            SELECT r.household_id, r.relation AS roster_relation, r.person_id AS member_id, r.name AS roster_name,
                c.registered_on AS card_registered_on, x.*, {known_by("x.known_as")} AS agrees
            FROM (SELECT *, folded({name}) AS known_as FROM ({identified(understood("FROM raw", extract), number)})) x
            JOIN roster r USING (person) JOIN card c USING (household_id)
            WHERE r.relation <> 'spouse' AND x.{name} IS NOT NULL;

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
        f"post_type IN {words(STABLE_POSTS)} AND coalesce(paid_from <= {day}, true)"
        f" AND coalesce(paid_until >= {day}, true)",
        [(f"coalesce(wage < {least_wage(as_of)}, false)", "月工资低于最低工资标准")],
        ["employer", "post_type", "wage", "paid_from", "paid_until"],
    )
    rule(
        db, "village-cadre", "cadre",
        f"post IN {words(VILLAGE_HEADS)} AND coalesce(\"from\" <= {day}, true)"
        f" AND coalesce(\"until\" >= {day}, true)",
        evidence=["village", "post", "from", "until"],
    )
    house = ["certificate_no", "location", "area", "usage", "kind", "acquired_by", "registered_on", "share"]
    given = (f"coalesce(acquired_by IN {words(GIVEN)}, false)", "拆迁或搬迁安置取得")
    rule(
        db, "town-housing", "housing",
        f"status IN {words(STANDING)} AND usage IN {words(DWELLING)}"
        f" AND kind IN {words(BOUGHT + RESETTLED + RELOCATED + REBUILT)} AND registered_on <= {day}",
        [
            given,
            (f"kind IN {words(RESETTLED)}", "拆迁安置房"),
            (f"kind IN {words(RELOCATED)}", "易地扶贫搬迁安置房"),
            (f"kind IN {words(REBUILT)}", "灾后重建房"),
            ("registered_on > card_registered_on", later),
        ],
        house,
    )
    rule(
        db, "town-shop", "housing",
        f"status IN {words(STANDING)} AND usage IN {words(TRADE)}"
        f" AND kind NOT IN {words(SELF_BUILT)} AND registered_on <= {day}",
        [given, ("registered_on > card_registered_on", later)],
        house,
    )
    rule(
        db, "town-land", "land",
        f"status IN {words(STANDING)} AND right_type IN {words(STATE_LAND)}"
        f" AND usage IN {words(TOWN_LAND)} AND registered_on <= {day}",
        [("registered_on > card_registered_on", "识别后取得")],
        ["parcel_no", "unit_no", "area", "usage", "right_type", "registered_on"],
    )
    # Whoever has a certificate of grade 1 or 2 of the limbs; null where that cannot be said.
    db.execute(f"""
        CREATE TABLE severely_disabled AS
        SELECT household_id, person, CASE WHEN bool_or(holds) THEN true WHEN count(holds) = count(*) THEN false END AS holds
        FROM (
            SELECT *, CASE WHEN agrees OR NOT held THEN held END AS holds FROM (
                SELECT *, category IN {words(OF_LIMBS)} AND grade IN {words(SEVERE)}
                    AND status IN {words(CERTIFICATE_IN_FORCE)} AND coalesce(issued_on <= {day}, true) AS held
                FROM disability
            )
        )
        GROUP BY ALL;

        CREATE TABLE owned_vehicle AS
        SELECT v.*, coalesce(v.transferred_on, v.first_registered_on) AS acquired_on,
            CASE WHEN d.person IS NULL THEN false ELSE d.holds END AS for_disabled
        FROM vehicle v LEFT JOIN severely_disabled d USING (household_id, person);
    """)
    vehicle = [
        "plate_class", "plate_no", "vehicle_class", "use_nature", "brand", "first_registered_on", "transferred_on",
        "inspection_until", "status",
    ]
    for rule_id, classes in (("vehicle-car", CARS), ("construction-machinery", DIGGERS)):
        unless = [
            (f"regexp_matches(upper(status), {text(STATUS_M)})", "达到强制报废标准"),
            ("acquired_on > card_registered_on", later),
        ]
        if rule_id == "vehicle-car":
            unless.append(("for_disabled", "残疾人专用"))
        rule(
            db, rule_id, "owned_vehicle",
            f"upper(vehicle_class) IN {words(classes)} AND NOT regexp_matches(upper(status), {text(STATUS_E)})"
            f" AND acquired_on <= {day}",
            unless, vehicle,
        )
    rule(
        db, "farm-machinery-large", "machinery",
        f"status IN {words(MACHINE_IN_USE)} AND kind IN {words(LARGE_MACHINES)}"
        f" AND horsepower >= {LEAST_HORSEPOWER} AND purchased_on <= {day}",
        [("purchased_on > card_registered_on", later)],
        ["kind", "horsepower", "price", "purchased_on", "status"],
    )
    began = "coalesce(role_from, established_on)"
    rule(
        db, "company-role", "business",
        f"role IN {words(ROLES)} AND status IN {words(TRADING)}"
        f" AND coalesce(last_annual_report_year >= {as_of.year - 2}, false)"
        f" AND {began} <= {day} AND coalesce(role_to >= {day}, true)",
        [
            (f"enterprise_type IN {words(COOPERATIVE)}", "农民专业合作社成员"),
            (f"enterprise_type IN {words(SOLE_TRADER)}", "个体工商户"),
            (f"{began} > card_registered_on", "识别后任职或入股"),
        ],
        ["credit_code", "enterprise_name", "enterprise_type", "role", "share_ratio", "established_on", "role_from",
         "role_to", "last_annual_report_year", "status"],
    )
    rule(
        db, "deceased-civil-affairs", "death",
        f"coalesce(died_on, cremated_on) <= {day}",
        evidence=["died_on", "cremated_on"], scope="member",
    )
    db.execute("""
        CREATE VIEW in_register AS
        SELECT *, 'member' AS roster_relation, person_id AS member_id, member_name AS roster_name FROM registered_member
    """)
    for rule_id, statuses in (("deceased-register", DEAD), ("moved-away", MOVED)):
        rule(
            db, rule_id, "in_register",
            f"status IN {words(statuses)} AND coalesce(status_on <= {day}, true)",
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
    args.add_argument("job", type=Path)
    args.add_argument("out", type=Path)
    args.add_argument("--threads", type=int, default=2)
    args = args.parse_args()
    found, as_of = deliveries(args.job)
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
        ) TO {text(f'{args.out}/findings.csv')};
        COPY (FROM hit ORDER BY ALL) TO {text(f'{args.out}/evidence.csv')};
        COPY (
            SELECT household_id, relation, person_id, name, right(CAST(person AS VARCHAR), 3) AS number_ends
            FROM roster ORDER BY ALL
        ) TO {text(f'{args.out}/roster.csv')};
    """)


if __name__ == "__main__":
    main()
