//! Counties of three rows for tests: tables as text, through the same cleaning as a run's.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;

use crate::clean::{Plan, Settings, Wanted, clean};
use crate::diagnostic::SourceText;
use crate::domain::{Cause, Change, Confidence, DifferenceKind, LinkLimits, Method, PersonKey};
use crate::evaluate::{Sources, evaluate};
use crate::raw::{FoundColumn, Header, RawChunk};
use crate::results::{DifferenceRow, FindingRow, List, OmissionRow, Values};
use crate::rulebook::{Rule, RunnableRule, read_rules};
use crate::schema::{Schema, complete_copies, read_schema};
use crate::standard::citizen_id;
use crate::table::{
    CardIdx, CardVerdict, Difference, Extract, Finding, Findings, LinkedExtract, Omission, Roster,
};
use crate::{builtin, link, roster};

/// The citizen number of person `n`, born on 1950-01-01: male where `n` is odd.
pub fn number(n: i64) -> String {
    citizen_id::number(PersonKey(13_092_719_500_101_000 + n))
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The built-in schemas, by name.
pub fn schemas() -> BTreeMap<String, Schema> {
    // Read once: a law builds hundreds of counties.
    static SCHEMAS: LazyLock<BTreeMap<String, Schema>> = LazyLock::new(|| {
        let schemas = builtin::schema_sources().into_iter().map(|source| read_schema(&source).unwrap().value);
        let mut schemas = schemas.map(|schema| (schema.name.clone(), schema)).collect();
        complete_copies(&mut schemas);
        schemas
    });
    SCHEMAS.clone()
}

/// An extract of a built-in schema from lines of cells: canonical names first, then a line a record.
/// `#7` is the number of person 7. The first record is row 2 of `<schema>.csv`.
pub fn extract(schema: &str, table: &str) -> Extract {
    let schema = Arc::new(schemas().remove(schema).unwrap());
    let mut lines = table.lines().map(|line| line.trim().split(',').map(cell).collect::<Vec<_>>());
    let names = lines.next().unwrap();
    assert_eq!(names.iter().find(|name| schema.column(name).is_none()), None, "columns of {}", schema.name);
    let found = |name: &str| {
        let field = names.iter().position(|known| known == name)?;
        Some(FoundColumn { field, unit: None })
    };
    let columns = schema.columns.iter().map(|column| found(&column.name)).collect();
    let header = Header {
        source_row: 1,
        first_row: 1,
        names: names.clone(),
        columns,
        title_units: Vec::new(),
        unmapped: BTreeMap::new(),
        usual_fields: None,
    };
    let settings = Settings { units: &BTreeMap::new(), codes: &BTreeMap::new() };
    let plan = Plan::new(&schema, &header, &settings, &format!("{}.csv", schema.name));
    let mut chunk = RawChunk::default();
    for (row, cells) in (2..).zip(lines) {
        chunk.push_row(row, cells.iter().map(String::as_str));
    }
    let cleaned = clean(&chunk, &plan.unwrap_or_else(|_| panic!("units")), &Wanted::All, None).unwrap();
    assert_eq!(cleaned.rejects, []);
    Extract::new(&schema.name.clone(), schema, cleaned.frame).unwrap()
}

fn cell(text: &str) -> String {
    match text.strip_prefix('#') {
        Some(n) => number(n.parse().unwrap()),
        None => text.to_owned(),
    }
}

/// A rule from its keys; id, title, version and the examples that every rule carries are added.
pub fn rule(id: &str, keys: &str) -> Rule {
    let examples = ["suspect", "clear"]
        .map(|verdict| format!("[[example]]\nname='-'\nas_of=2017-08-31\nverdict='{verdict}'\n"));
    let text = format!("id = '{id}'\ntitle = '{id}'\nversion = 1\n{keys}\n{}", examples.concat());
    read_rules(&[SourceText::new(id, text)], &schemas(), date("2017-08-31")).unwrap().value.pop().unwrap()
}

/// The rules that come with the program, sorted by id.
pub fn builtin_rules() -> &'static [Rule] {
    static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
        let read = read_rules(&builtin::rule_sources(), &schemas(), date("2017-08-31")).unwrap();
        assert!(read.warnings.is_empty(), "{:?}", read.warnings);
        read.value
    });
    &RULES
}

/// What a test county is made of, before anything is compared.
pub struct County {
    extracts: BTreeMap<String, Extract>,
    unusable: BTreeMap<String, Cause>,
    rules: Vec<Rule>,
    as_of: NaiveDate,
}

impl County {
    /// A county with a registry, on 2017-08-31.
    pub fn new(registry: &str) -> Self {
        let county = Self {
            extracts: BTreeMap::new(),
            unusable: BTreeMap::new(),
            rules: Vec::new(),
            as_of: date("2017-08-31"),
        };
        county.with("registry", registry)
    }

    pub fn with(mut self, schema: &str, table: &str) -> Self {
        self.extracts.insert(schema.to_owned(), extract(schema, table));
        self
    }

    pub fn without(mut self, schema: &str, cause: Cause) -> Self {
        self.unusable.insert(schema.to_owned(), cause);
        self
    }

    /// Adds a rule from its keys; the first is called `r0`.
    pub fn rule(mut self, keys: &str) -> Self {
        let id = format!("r{}", self.rules.len());
        self.rules.push(rule(&id, keys));
        self
    }

    /// Adds the rules that come with the program.
    pub fn builtin_rules(mut self) -> Self {
        self.rules.extend(builtin_rules().iter().cloned());
        self
    }

    pub fn on(mut self, day: &str) -> Self {
        self.as_of = date(day);
        self
    }

    pub fn roster(&self) -> Roster {
        let extract = |name: &str| self.extracts.get(name);
        roster::build(extract("registry").unwrap(), extract("population"), extract("marriage"), self.as_of)
            .unwrap()
    }

    /// Goes through the stages up to the findings.
    pub fn compare(&self) -> Compared {
        let roster = self.roster();
        let (extracts, _) = link::link_all(
            self.extracts.clone(),
            &roster,
            LinkLimits::default(),
            None,
            link::Known::default(),
        )
        .unwrap();
        let rules: Vec<_> =
            self.rules.iter().map(|rule| RunnableRule::new(rule.clone(), self.as_of)).collect();
        let sources = Sources {
            roster: &roster,
            registry: self.extracts.get("registry").unwrap(),
            extracts: &extracts,
            unusable: &self.unusable,
            as_of: self.as_of,
        };
        let findings = evaluate(&sources, &rules).unwrap();
        Compared { roster, extracts, rules, findings }
    }

    /// What each rule says of each card, a line each: `H1 suspect`, `H2 undetermined column_empty: status`.
    pub fn verdicts(&self) -> Vec<String> {
        self.compare().verdicts()
    }
}

/// What a test county came to.
pub struct Compared {
    pub roster: Roster,
    pub extracts: BTreeMap<String, LinkedExtract>,
    pub rules: Vec<RunnableRule>,
    pub findings: Findings,
}

impl Compared {
    fn household(&self, card: CardIdx) -> &str {
        &self.roster.card(card).unwrap().household_id
    }

    pub fn verdicts(&self) -> Vec<String> {
        let line = |verdict: CardVerdict| {
            let cause = verdict.cause_text().map(|cause| format!(" {cause}")).unwrap_or_default();
            format!("{} {}{cause}", self.household(verdict.card), verdict.verdict)
        };
        self.findings.verdicts.iter().map(line).collect()
    }

    /// A line a finding: `H1 certain exempt total=3: vehicle 2 张三 id (reason)`.
    pub fn findings(&self) -> Vec<String> {
        self.findings.findings.iter().map(|finding| self.finding(finding)).collect()
    }

    /// A line a person: `张三 2 in R1 with 李四 on H1`, `王五 3: identity_possible`.
    pub fn omissions(&self) -> Vec<String> {
        let line = |own: &Omission| {
            let register = own.company.register_id.as_ref().map(|id| format!(" in {id}")).unwrap_or_default();
            let with = own
                .company
                .on_cards
                .iter()
                .map(|(name, card)| format!(" with {name} on {}", self.household(*card)));
            let total = own.total.as_ref().map(|total| format!(" total={total}")).unwrap_or_default();
            let open = own.open.as_ref().map(|(cause, detail)| match detail.is_empty() {
                true => format!(": {cause}"),
                false => format!(": {cause} {detail}"),
            });
            let with: String = with.collect();
            format!("{} {}{register}{with}{total}{}", own.name, own.row.0 + 2, open.unwrap_or_default())
        };
        let omissions = &self.findings.omissions;
        let unasked =
            omissions.unasked.iter().map(|(_, cause, extract)| format!("unasked: {cause} {extract}"));
        omissions.people.iter().map(line).chain(unasked).collect()
    }

    /// A line a pair of values: `H1 name spelling same_sound`, `H1 sex difference different odd: registry`.
    pub fn differences(&self) -> Vec<String> {
        let line = |own: &Difference| {
            let rule = self.rules.get(own.rule.at()).unwrap();
            let column = &rule.rule.compare[usize::from(own.column)].registry;
            let odd = own.odd_one.as_ref().map(|odd| format!(" odd: {odd}")).unwrap_or_default();
            format!("{} {column} {} {}{odd}", self.household(own.card), own.kind, own.level)
        };
        self.findings.differences.iter().map(line).collect()
    }

    fn finding(&self, finding: &Finding) -> String {
        let hits = finding.hits.iter().map(|hit| {
            let exempt = hit.exempt.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
            let name = &self.roster.person(hit.place).unwrap().name;
            format!("{} {} {name} {}{exempt}", hit.extract, hit.row.0 + 2, hit.method)
        });
        let exempt = if finding.exempt { " exempt" } else { "" };
        let total = finding.total.as_ref().map(|total| format!(" total={total}")).unwrap_or_default();
        let hits = hits.collect::<Vec<_>>().join(", ");
        format!("{} {}{exempt}{total}: {hits}", self.household(finding.card), finding.confidence)
    }
}

/// A finding as it is published, of the card `h1` in 前村.
pub fn finding_row() -> FindingRow {
    FindingRow {
        fingerprint: "f1".to_owned(),
        household_id: "h1".to_owned(),
        township: "刘八里乡".to_owned(),
        village: "前村".to_owned(),
        rule: "car".to_owned(),
        rule_version: 1,
        condition: Some(4),
        severity: "exclude".to_owned(),
        status: "stable".to_owned(),
        confidence: Confidence::Certain,
        persons: 1,
        records: 1,
        total: None,
        exempt: false,
        change: Some(Change::New),
        first_seen: "2017-08-31".parse().ok(),
        last_outcome: None,
    }
}

/// Somebody of 后村 who was left out, as published.
pub fn omission_row() -> OmissionRow {
    OmissionRow {
        rule: "left-out".to_owned(),
        name: "王五".to_owned(),
        person_id_masked: Some("**************1234".to_owned()),
        township: "刘八里乡".to_owned(),
        village: "后村".to_owned(),
        extract: "disability".to_owned(),
        source_file: "残联.csv".to_owned(),
        source_row: 7,
        values: Values::default(),
        fingerprint: "f2".to_owned(),
        rule_version: 1,
        severity: "review".to_owned(),
        status: "stable".to_owned(),
        records: 1,
        total: None,
        register_id: Some("R2".to_owned()),
        people: 3,
        relatives: List(vec!["王小".to_owned()]),
        household_id: List(vec!["h1".to_owned()]),
        registered_file: None,
        registered_row: None,
        change: Some(Change::New),
        first_seen: "2017-08-31".parse().ok(),
    }
}

/// A difference between registry and ledger, as published.
pub fn difference_row() -> DifferenceRow {
    DifferenceRow {
        fingerprint: "f3".to_owned(),
        household_id: "h1".to_owned(),
        township: "刘八里乡".to_owned(),
        village: "前村".to_owned(),
        person_id: None,
        person_name: "张三".to_owned(),
        person_id_masked: None,
        rule: "village-ledger-differs".to_owned(),
        kind: DifferenceKind::Difference,
        level: "different".to_owned(),
        registry_column: "status".to_owned(),
        registry_value: Some("在册".to_owned()),
        registry_file: "名册.csv".to_owned(),
        registry_row: 2,
        extract: "village_ledger".to_owned(),
        extract_column: "status".to_owned(),
        extract_value: Some("脱贫".to_owned()),
        source_file: "村簿.csv".to_owned(),
        source_row: 3,
        odd_one: None,
        method: Method::Id,
        confidence: Confidence::Certain,
        exempt: false,
    }
}
