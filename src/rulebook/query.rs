//! A rule as one whole SQL query, to ask another engine the same.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::ast::{ColumnRef, ColumnScope, Expr};
use super::sql::{SqlWriter, Style, quoted};
use super::value::Value;
use super::{Comparator, Kind, Rule, Unless, With};
use crate::domain::{Relation, Scope};
use crate::schema::UNREADABLE;

/// One query (ANSI SQL) for the records behind a rule's findings on a day.
///
/// It reads tables called like the extracts, as they are ingested, with `registry` among them, and `roster`
/// (household_id, person, relation, age, sex, name). It gives `household_id`, `person`, `source_file` and
/// `source_row` of every hit that stands: what is exempt, undetermined or linked by anything but the citizen
/// number is not in it.
pub fn to_sql(rule: &Rule, as_of: NaiveDate) -> String {
    let parameters = rule.parameters_at(as_of);
    Query { rule, as_of, parameters: &parameters }.text()
}

struct Query<'a> {
    rule: &'a Rule,
    as_of: NaiveDate,
    parameters: &'a BTreeMap<String, Value>,
}

impl Query<'_> {
    fn writer<'a>(&'a self, record: &'a str) -> SqlWriter<'a> {
        SqlWriter {
            as_of: self.as_of,
            parameters: self.parameters,
            record: Some(record),
            style: Style::Portable,
            ignores_companions: false,
        }
    }

    fn text(&self) -> String {
        let rule = self.rule;
        let mut lines = vec![
            format!("-- {}, version {}: {}", rule.id, rule.version, one_line(&rule.title)),
            format!("-- the records that stand behind a finding on {}", self.as_of),
        ];
        if rule.kind == Kind::Omitted {
            lines.extend(self.omitted());
            return lines.join("\n") + "\n";
        }
        let card = self.card();
        if card.is_empty() {
            lines.push("WITH hits AS (".to_owned());
        } else {
            lines.push("WITH card AS (".to_owned());
            lines.extend(card);
            lines.push("),".to_owned());
            lines.push("hits AS (".to_owned());
        }
        lines.extend(self.hits());
        lines.push(")".to_owned());
        lines.push("SELECT DISTINCT household_id, person, source_file, source_row".to_owned());
        lines.push("FROM hits".to_owned());
        lines.extend(self.whole_card());
        lines.push("ORDER BY household_id, person, source_file, source_row".to_owned());
        lines.join("\n") + "\n"
    }

    /// What the registry says of a household: nothing where its rows contradict each other.
    fn card(&self) -> Vec<String> {
        let used = self.used(ColumnScope::Card);
        if used.is_empty() {
            return Vec::new();
        }
        let mut columns = vec!["household_id".to_owned()];
        for name in used.iter().filter(|name| *name != "household_id") {
            let name = quoted(name);
            columns.push(format!("CASE WHEN MIN({name}) = MAX({name}) THEN MIN({name}) END AS {name}"));
        }
        columns.push(format!("MAX({UNREADABLE}) AS {UNREADABLE}"));
        vec![
            format!("  SELECT {}", columns.join(", ")),
            "  FROM registry".to_owned(),
            "  GROUP BY household_id".to_owned(),
        ]
    }

    fn hits(&self) -> Vec<String> {
        let absent = self.rule.kind == Kind::Absent;
        let duplicate = self.rule.kind == Kind::Duplicate;
        let table = if absent { "member".to_owned() } else { quoted(&self.rule.extract) };
        let mut columns = vec![
            "roster.household_id".to_owned(),
            "roster.person".to_owned(),
            format!("{table}.source_file"),
            format!("{table}.source_row"),
        ];
        if let (Some(having), false) = (&self.rule.having, absent) {
            let shown = ["source_file", "source_row", "person", "household_id"];
            let writer = self.writer(&self.rule.extract);
            for column in having.columns().iter().filter(|column| !shown.contains(&column.name.as_str())) {
                columns.push(format!("{} AS {}", writer.column(column), quoted(&hit_name(column))));
            }
        }
        let mut lines = vec![format!("  SELECT {}", columns.join(", ")), "  FROM roster".to_owned()];
        if !absent {
            let link = self.link(&self.rule.extract, &self.rule.person_columns);
            // What shows that a person stands on two cards is the row of the other one.
            let of_another = if duplicate {
                format!(" AND {table}.household_id <> roster.household_id")
            } else {
                String::new()
            };
            lines.push(format!("  JOIN {table} ON {link}{of_another}"));
        }
        if absent || !self.rule.compare.is_empty() || !self.used(ColumnScope::Member).is_empty() {
            let join = if absent { "JOIN" } else { "LEFT JOIN" };
            lines.push(format!(
                "  {join} registry AS member ON member.household_id = roster.household_id AND member.person = roster.person"
            ));
        }
        if !self.used(ColumnScope::Card).is_empty() {
            lines.push("  LEFT JOIN card ON card.household_id = roster.household_id".to_owned());
        }
        let differs = self.rule.kind == Kind::Differs;
        let scope = if absent || duplicate || differs { Scope::Member } else { self.rule.scope };
        let relations: Vec<_> = Relation::ALL.iter().filter(|relation| scope.includes(**relation)).collect();
        let relations: Vec<_> = relations.iter().map(|relation| format!("'{relation}'")).collect();
        lines.push(format!("  WHERE roster.relation IN ({})", relations.join(", ")));
        let record = self.writer(&self.rule.extract);
        if absent {
            let where_ = self.rule.where_.as_ref().map(|where_| record.expr(where_));
            let extract = quoted(&self.rule.extract);
            let meets = where_.map(|where_| format!(" AND COALESCE({where_}, TRUE)")).unwrap_or_default();
            let link = self.link(&self.rule.extract, &self.rule.person_columns);
            lines.push(format!("    AND NOT EXISTS (SELECT 1 FROM {extract} WHERE {link}{meets})"));
        } else {
            let parts = self.rule.where_.iter().flat_map(|where_| where_.conjuncts());
            lines.extend(parts.map(|part| format!("    AND {}", record.part(part, true))));
        }
        lines.extend(self.differs());
        for unless in &self.rule.unless {
            lines.push(format!("    -- unless: {}", one_line(&unless.reason)));
            lines.push(format!("    AND {}", self.not_exempt(unless)));
        }
        lines
    }

    /// Registered people with a record that counts and on no card. What their registers come to together (`having`) is
    /// this program's to say.
    fn omitted(&self) -> Vec<String> {
        let table = quoted(&self.rule.extract);
        let mut lines = vec![
            format!("SELECT DISTINCT population.register_id, population.person, {table}.source_file, {table}.source_row"),
            format!("FROM {table}"),
            format!("  JOIN population ON {}", self.link(&self.rule.extract, &self.rule.person_columns).replace("roster.", "population.")),
            "WHERE NOT EXISTS (SELECT 1 FROM roster WHERE roster.relation = 'member' AND roster.person = population.person)".to_owned(),
        ];
        let record = self.writer(&self.rule.extract);
        let parts = self.rule.where_.iter().flat_map(|where_| where_.conjuncts());
        lines.extend(parts.map(|part| format!("  AND {}", record.part(part, true))));
        for unless in &self.rule.unless {
            lines.push(format!("  -- unless: {}", one_line(&unless.reason)));
            lines.push(format!("  AND {}", self.not_exempt(unless).replace("roster.", "population.")));
        }
        lines.push("ORDER BY population.register_id, population.person".to_owned());
        lines
    }

    /// The values of which one at least is not the same. Another engine does not know what is only a spelling: the
    /// query gives those too.
    fn differs(&self) -> Vec<String> {
        if self.rule.kind != Kind::Differs {
            return Vec::new();
        }
        let table = quoted(&self.rule.extract);
        let mut lines = vec!["    -- spellings of the same name or text are in it as well".to_owned()];
        let mut parts = Vec::new();
        for comparison in &self.rule.compare {
            let With::Column(with) = &comparison.with else {
                lines
                    .push(format!("    -- not in it: {} against the number of records", comparison.registry));
                continue;
            };
            let (own, other) =
                (format!("member.{}", quoted(&comparison.registry)), format!("{table}.{}", quoted(with)));
            parts.push(match comparison.by {
                Comparator::Number { tolerance, share } => {
                    let tolerance = Value::Decimal(tolerance).to_sql();
                    let larger =
                        format!("CASE WHEN ABS({own}) > ABS({other}) THEN ABS({own}) ELSE ABS({other}) END");
                    format!(
                        "ABS({own} - {other}) > {tolerance} AND ABS({own} - {other}) > {share} * {larger}"
                    )
                }
                _ => format!("{own} <> {other}"),
            });
        }
        if parts.is_empty() {
            parts.push("1 = 0".to_owned());
        }
        lines.push(format!("    AND ({})", parts.join(" OR ")));
        lines
    }

    /// What cannot be decided is left out too: the rows of a query stand.
    fn not_exempt(&self, unless: &Unless) -> String {
        match &unless.extract {
            None => format!("NOT ({})", self.writer(&self.rule.extract).expr(&unless.when)),
            Some(extract) => {
                let when = self.writer(extract).expr(&unless.when);
                let link = self.link(extract, &unless.person_columns);
                format!(
                    "NOT EXISTS (SELECT 1 FROM {} WHERE {link} AND COALESCE({when}, TRUE))",
                    quoted(extract)
                )
            }
        }
    }

    /// The record is about the roster person: by the citizen number of any of its subjects.
    fn link(&self, extract: &str, person_columns: &[String]) -> String {
        let table = quoted(extract);
        let mut links: Vec<_> = person_columns
            .iter()
            .map(|column| format!("{table}.{} = roster.person", quoted(column)))
            .collect();
        if links.len() > 1 {
            return format!("({})", links.join(" OR "));
        }
        links.pop().unwrap_or_else(|| "FALSE".to_owned())
    }

    /// What all hits of a card must be together.
    fn whole_card(&self) -> Option<String> {
        let having = self.rule.having.as_ref()?;
        let bare = SqlWriter {
            as_of: self.as_of,
            parameters: self.parameters,
            record: None,
            style: Style::Portable,
            ignores_companions: true,
        };
        let having = bare.expr(&over_hits(having));
        Some(format!(
            "WHERE household_id IN (SELECT household_id FROM hits GROUP BY household_id HAVING {having})"
        ))
    }

    /// The columns of one scope that the query reads.
    fn used(&self, scope: ColumnScope) -> BTreeSet<String> {
        let columns = self.rule.predicates().flat_map(|(_, expr)| expr.columns());
        columns.filter(|column| column.scope == scope).map(|column| column.name).collect()
    }
}

/// The name that a column has among the hits.
fn hit_name(column: &ColumnRef) -> String {
    column.frame_name().replace('.', "_")
}

/// A `having` over the table of hits, where every column is the hit's own.
fn over_hits(having: &Expr) -> Expr {
    having.map_columns(&|column| ColumnRef::new(ColumnScope::Record, hit_name(column)))
}

/// A title or reason inside an SQL comment stays in it.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
