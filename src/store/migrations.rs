//! The tables of the store, form by form: each version of the program brings an older store up to its own.

use super::StoreError;
use super::database::{Database, Value};

/// What makes each form out of the one before; what stands here is never changed, only added to.
const FORMS: &[&str] = &[
    "
CREATE TABLE series (
    id BIGINT PRIMARY KEY,
    job TEXT NOT NULL,
    output TEXT NOT NULL,
    UNIQUE (job, output)
);
CREATE TABLE runs (
    series BIGINT NOT NULL REFERENCES series (id),
    number BIGINT NOT NULL,
    run_id TEXT NOT NULL,
    as_of TEXT NOT NULL,
    previous_run_id TEXT,
    program_version TEXT NOT NULL,
    published_at TEXT NOT NULL,
    manifest_digest TEXT NOT NULL,
    PRIMARY KEY (series, number),
    UNIQUE (series, run_id)
);
CREATE TABLE run_counts (
    series BIGINT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    count BIGINT NOT NULL,
    PRIMARY KEY (series, number, name),
    FOREIGN KEY (series, number) REFERENCES runs (series, number)
);
CREATE TABLE run_rules (
    series BIGINT NOT NULL,
    number BIGINT NOT NULL,
    rule TEXT NOT NULL,
    version BIGINT NOT NULL,
    digest TEXT NOT NULL,
    not_run TEXT,
    PRIMARY KEY (series, number, rule),
    FOREIGN KEY (series, number) REFERENCES runs (series, number)
);
CREATE TABLE deliveries (
    series BIGINT NOT NULL,
    number BIGINT NOT NULL,
    extract TEXT NOT NULL,
    file TEXT NOT NULL,
    digest TEXT NOT NULL,
    bytes BIGINT NOT NULL,
    rows_used BIGINT,
    PRIMARY KEY (series, number, extract, file),
    FOREIGN KEY (series, number) REFERENCES runs (series, number)
);
CREATE TABLE findings (
    series BIGINT NOT NULL REFERENCES series (id),
    fingerprint TEXT NOT NULL,
    household_id TEXT NOT NULL,
    township TEXT NOT NULL,
    village TEXT NOT NULL,
    rule TEXT NOT NULL,
    extract TEXT NOT NULL,
    methods TEXT NOT NULL,
    state TEXT NOT NULL,
    makes_suspect BIGINT NOT NULL,
    first_seen TEXT NOT NULL,
    evidence_digest TEXT NOT NULL,
    PRIMARY KEY (series, fingerprint)
);
CREATE TABLE finding_events (
    series BIGINT NOT NULL,
    number BIGINT NOT NULL,
    fingerprint TEXT NOT NULL,
    state TEXT NOT NULL,
    evidence_digest TEXT NOT NULL,
    PRIMARY KEY (series, fingerprint, number),
    FOREIGN KEY (series, number) REFERENCES runs (series, number),
    FOREIGN KEY (series, fingerprint) REFERENCES findings (series, fingerprint)
);
CREATE TABLE outcomes (
    id BIGINT PRIMARY KEY,
    job TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT,
    note TEXT,
    visited_on TEXT NOT NULL,
    visited_by TEXT,
    valid_until TEXT,
    evidence_digest TEXT NOT NULL,
    source TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    recorded_by TEXT NOT NULL
);
CREATE INDEX outcomes_by_finding ON outcomes (job, fingerprint);
CREATE TABLE audit (
    number BIGINT PRIMARY KEY,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
);
",
    "
CREATE TABLE draws (
    number BIGINT PRIMARY KEY,
    job TEXT NOT NULL,
    id TEXT NOT NULL,
    run_id TEXT NOT NULL,
    as_of TEXT NOT NULL,
    design TEXT NOT NULL,
    villages BIGINT NOT NULL,
    suspects BIGINT NOT NULL,
    clear BIGINT NOT NULL,
    exited BIGINT NOT NULL,
    drawn_on TEXT NOT NULL,
    drawn_by TEXT NOT NULL,
    UNIQUE (job, id)
);
CREATE TABLE draw_units (
    draw BIGINT NOT NULL REFERENCES draws (number),
    fingerprint TEXT NOT NULL,
    kind TEXT NOT NULL,
    household_id TEXT NOT NULL,
    township TEXT NOT NULL,
    village TEXT NOT NULL,
    stratum TEXT NOT NULL,
    exited BIGINT NOT NULL,
    weight TEXT NOT NULL,
    family TEXT NOT NULL,
    PRIMARY KEY (draw, fingerprint)
);
CREATE INDEX draw_units_by_fingerprint ON draw_units (fingerprint);
",
];

/// Brings a store to the newest form.
pub fn migrate(database: &mut Database) -> Result<(), StoreError> {
    if form(database)? == Some(FORMS.len() as i64) {
        return Ok(());
    }
    database.transaction(|database| {
        database.execute("CREATE TABLE IF NOT EXISTS store_form (form BIGINT NOT NULL)", &[])?;
        let found = form(database)?.unwrap_or(0);
        let Ok(found_forms) = usize::try_from(found) else {
            return Err(StoreError::newer(database.place(), found, FORMS.len()));
        };
        let Some(missing) = FORMS.get(found_forms..) else {
            return Err(StoreError::newer(database.place(), found, FORMS.len()));
        };
        for sql in missing {
            database.script(sql)?;
        }
        database.execute("DELETE FROM store_form", &[])?;
        let newest = Value::Integer(FORMS.len() as i64);
        database.execute("INSERT INTO store_form (form) VALUES ($1)", &[newest])?;
        Ok(())
    })
}

/// The form of a store; none of one that is new.
fn form(database: &mut Database) -> Result<Option<i64>, StoreError> {
    if !database.has_table("store_form")? {
        return Ok(None);
    }
    Ok(database.query("SELECT form FROM store_form", &[])?.first_mut().map(super::database::Row::integer))
}
