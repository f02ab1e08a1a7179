//! Who has no record? Members that an extract should know and does not.

use std::collections::HashMap;

use super::decide::boolean;
use super::{Candidates, Decision, Exemption, Sources, decide};
use crate::domain::{Method, Relation};
use crate::rulebook::{CompiledRule, Rule};
use crate::table::{Link, TableError};

/// Decides every member with a usable number: a hit is a member without a record that meets `where`.
/// The record behind such a hit is the member's own row in the registry.
pub(super) fn decide_members(
    sources: &Sources<'_>,
    rule: &Rule,
    compiled: &CompiledRule,
    exemptions: &[Exemption],
) -> Result<(Candidates, Vec<Decision>), TableError> {
    let recorded = recorded(sources, rule, compiled)?;
    let mut members = Vec::new();
    for (place, person) in (0u32..).zip(sources.roster.persons()) {
        if let (Relation::Member, Some(row), Some(_)) = (person.relation, person.registry_row, person.person) {
            members.push(Link { row, place, method: Method::Id });
        }
    }
    let without_where = CompiledRule { where_: None, where_columns: Default::default(), ..compiled.clone() };
    let candidates = Candidates::of_links(sources, sources.registry, &members, &without_where)?;
    let mut decisions = decide(&candidates, &without_where, exemptions)?;
    for (candidate, decision) in candidates.rows.iter().zip(&mut decisions) {
        match recorded.get(&candidate.place) {
            Some(Some(true)) => *decision = Decision::No,
            Some(None) => *decision = Decision::Unknown(vec![format!("{}.*", rule.extract)]),
            _ => {}
        }
    }
    Ok((candidates, decisions))
}

/// Per roster place: true if a record meets `where`, none if one might.
fn recorded(
    sources: &Sources<'_>,
    rule: &Rule,
    compiled: &CompiledRule,
) -> Result<HashMap<u32, Option<bool>>, TableError> {
    let mut recorded: HashMap<u32, Option<bool>> = HashMap::new();
    let Some((extract, links)) = sources.extracts.get(&rule.extract) else { return Ok(recorded) };
    let records = Candidates::of_links(sources, extract, links.as_slice(), compiled)?;
    let answers = match &compiled.where_ {
        Some(expression) => boolean(&records.frame, expression)?,
        None => vec![Some(true); records.rows.len()],
    };
    for (record, answer) in records.rows.iter().zip(answers) {
        let answer = if record.confidence().stands() { answer } else { answer.filter(|meets| !meets) };
        if answer == Some(false) {
            continue;
        }
        let known = recorded.entry(record.place).or_insert(answer);
        *known = known.or(answer);
    }
    Ok(recorded)
}
