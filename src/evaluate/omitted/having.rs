//! What the people of a register have together, held against a rule's `having`.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::cases::Case;
use crate::rulebook::CompiledRule;
use crate::table::{Company, TableError, cell_text};

/// What the records of all who are registered together come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Together {
    /// Nothing where an unknown value could turn it round.
    pub holds: Option<bool>,
    /// The sum that `having` compares.
    pub total: Option<String>,
}

/// For each case, what those registered with its person have together; nothing at all of a rule without `having`.
///
/// It is asked over the records that count, and over those that may count as well: only where both agree it is said.
pub(super) fn together(
    compiled: &CompiledRule,
    frame: &DataFrame,
    cases: &[Case<'_>],
    companies: &[Option<Company>],
    meets: &[Option<bool>],
) -> Result<Vec<Together>, TableError> {
    let Some(having) = &compiled.having else { return Ok(Vec::new()) };
    let group = |(case, company): (&Case<'_>, &Option<Company>)| match company
        .as_ref()
        .and_then(|own| own.register_id.as_ref())
    {
        Some(register) => format!("register {register}"),
        None => format!("person {:?} {}", case.person, case.record),
    };
    let groups: Vec<String> = cases.iter().zip(companies).map(group).collect();
    let total = compiled.total.clone().unwrap_or_else(|| lit(NULL));
    let queries = [having.clone().alias(HAVING), total.alias(TOTAL)];
    let over = |counts: fn(Option<bool>) -> bool| {
        // A record that was delivered twice counts once.
        let mut counted: PlHashSet<(&str, i64)> = PlHashSet::default();
        let chosen: Vec<IdxSize> = (0..)
            .zip(meets.iter().zip(groups.iter().zip(cases)))
            .filter(|(_, (meets, _))| counts(**meets))
            .filter(|(_, (_, (group, case)))| counted.insert((group.as_str(), case.record)))
            .map(|(at, _)| at)
            .collect();
        of_groups(frame, &groups, chosen, &queries)
    };
    let sure = over(|meets| meets == Some(true))?;
    let all = over(|meets| meets != Some(false))?;
    let nothing = Together { holds: Some(false), total: None };
    let of_group = |group: &String| {
        let (sure, all) = (sure.get(group).unwrap_or(&nothing), all.get(group).unwrap_or(&nothing));
        Together { holds: sure.holds.filter(|_| sure.holds == all.holds), total: sure.total.clone() }
    };
    Ok(groups.iter().map(of_group).collect())
}

const GROUP: &str = "bidui.group";
const HAVING: &str = "bidui.having";
const TOTAL: &str = "bidui.total";

/// Some rows of a frame, added up by group.
fn of_groups(
    frame: &DataFrame,
    groups: &[String],
    rows: Vec<IdxSize>,
    queries: &[Expr],
) -> Result<BTreeMap<String, Together>, TableError> {
    let rows = IdxCa::from_vec("row".into(), rows);
    let names = StringChunked::from_iter_values(GROUP.into(), groups.iter().map(String::as_str));
    let mut chosen = frame.take(&rows)?;
    chosen.with_column(names.take(&rows)?.into_column())?;
    let grouped = chosen.lazy().group_by_stable([col(GROUP)]).agg(queries).collect()?;
    let (names, holds) = (grouped.column(GROUP)?.str()?, grouped.column(HAVING)?.bool()?);
    let totals = grouped.column(TOTAL)?;
    let mut by_group = BTreeMap::new();
    for (at, (name, holds)) in names.iter().zip(holds.iter()).enumerate() {
        let together = Together { holds, total: cell_text(&totals.get(at)?) };
        by_group.insert(name.unwrap_or_default().to_owned(), together);
    }
    Ok(by_group)
}
