//! The columns of each published table, in order: the contract.

/// The tables of a run, with their columns in order.
const TABLES: &[(&str, &[&str])] = &[
    ("suspects", SUSPECTS),
    ("findings", FINDINGS),
    ("evidence", EVIDENCE),
    ("verdicts", VERDICTS),
    ("undetermined", UNDETERMINED),
    ("identity", IDENTITY),
    ("links", LINKS),
    ("rejects", REJECTS),
    ("quality", QUALITY),
];

/// A row is a suspect card.
pub const SUSPECTS: &[&str] = &[
    "household_id",
    "township",
    "village",
    "head_name",
    "members",
    "conditions",
    "rules",
    "findings",
    "confidence",
    "change",
    "first_seen",
];

/// A row is a card × rule.
pub const FINDINGS: &[&str] = &[
    "fingerprint",
    "household_id",
    "township",
    "village",
    "rule",
    "rule_version",
    "condition",
    "severity",
    "status",
    "confidence",
    "persons",
    "records",
    "total",
    "exempt",
    "change",
    "first_seen",
    "last_outcome",
];

/// A row is a record behind a finding.
pub const EVIDENCE: &[&str] = &[
    "fingerprint",
    "household_id",
    "rule",
    "person_id",
    "person_name",
    "person_id_masked",
    "relation",
    "extract",
    "source_file",
    "source_row",
    "method",
    "probability",
    "exempt",
    "asset",
    "values",
];

/// A row is a card × rule.
pub const VERDICTS: &[&str] = &["household_id", "rule", "verdict", "cause"];

/// A row is a card × rule that is left open.
pub const UNDETERMINED: &[&str] =
    &["household_id", "township", "village", "head_name", "rule", "cause", "detail"];

/// A row is a match to be checked.
pub const IDENTITY: &[&str] =
    &["household_id", "person_id", "extract", "source_file", "source_row", "method", "probability", "why"];

/// A row is a link of a record to a roster person.
pub const LINKS: &[&str] = &[
    "extract",
    "source_file",
    "source_row",
    "household_id",
    "person_id",
    "method",
    "probability",
    "confidence",
];

/// A row is a rejected or skipped line.
pub const REJECTS: &[&str] =
    &["extract", "source_file", "source_row", "kind", "column", "reason", "value_masked"];

/// A row is an extract.
pub const QUALITY: &[&str] = &[
    "extract",
    "files",
    "rows_read",
    "rows_accepted",
    "rows_rejected",
    "rows_skipped",
    "nulls",
    "unreadable",
    "codes_unknown",
    "id_valid",
    "id_upgraded",
    "id_repaired",
    "id_unusable",
    "duplicates",
    "linked",
    "gate",
];

/// The columns of a table; none for a table that the contract does not know.
pub fn columns_of(table: &str) -> Option<&'static [&'static str]> {
    TABLES.iter().find(|(name, _)| *name == table).map(|(_, columns)| *columns)
}
