//! Who has no record? Members that an extract should know and does not.

use std::collections::HashMap;

use super::open::Open;
use super::{Candidates, Decision, Exemption, Sources, decide};
use crate::domain::{Method, Relation};
use crate::rulebook::{CompiledRule, Rule};
use crate::table::{Link, RosterPerson, TableError};

/// Decides every member with a usable number: a hit is a member without a record that meets `where`, and
/// who could be found if there was one. The record behind such a hit is the member's own row in the registry.
pub(super) fn decide_members(
    sources: &Sources<'_>,
    rule: &Rule,
    compiled: &CompiledRule,
    exemptions: &[Exemption],
) -> Result<(Candidates, Vec<Decision>), TableError> {
    let recorded = recorded(sources, rule, compiled)?;
    let mut members = Vec::new();
    for (place, person) in (0u32..).zip(sources.roster.persons()) {
        if let (Relation::Member, Some(row), Some(_)) = (person.relation, person.registry_row, person.person)
        {
            members.push(Link { row, place, method: Method::Id });
        }
    }
    let without_where = CompiledRule { where_: None, where_columns: Default::default(), ..compiled.clone() };
    let candidates = Candidates::of_links(sources, sources.registry, &members, &without_where)?;
    let mut decisions = decide(&candidates, &without_where, exemptions)?;
    let can_be_found = |place| sources.roster.person(place).is_some_and(RosterPerson::can_be_found);
    for (candidate, decision) in candidates.rows.iter().zip(&mut decisions) {
        match recorded.get(&candidate.place) {
            Some(Recorded::Surely) => *decision = Decision::No,
            Some(Recorded::Perhaps(columns)) => *decision = Decision::Unknown(columns.clone()),
            Some(Recorded::Possibly) => *decision = Decision::Unidentified,
            None if !can_be_found(candidate.place) => *decision = Decision::No,
            None => {}
        }
    }
    Ok((candidates, decisions))
}

/// What the extract has of a member.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Recorded {
    /// A record that meets `where`.
    Surely,
    /// A record that might meet it; what keeps it open.
    Perhaps(Vec<Open>),
    /// A record that is possibly somebody else's.
    Possibly,
}

/// What the extract has of each roster place, the best of it; nothing for who has no record.
fn recorded(
    sources: &Sources<'_>,
    rule: &Rule,
    compiled: &CompiledRule,
) -> Result<HashMap<u32, Recorded>, TableError> {
    let mut recorded: HashMap<u32, Recorded> = HashMap::new();
    let Some((extract, links)) = sources.extracts.get(&rule.extract) else { return Ok(recorded) };
    let without_exemptions = CompiledRule { unless: Vec::new(), ..compiled.clone() };
    let records = Candidates::of_links(sources, extract, links.as_slice(), &without_exemptions)?;
    let decisions = decide(&records, &without_exemptions, &[])?;
    for (record, decision) in records.rows.iter().zip(decisions) {
        let said = match decision {
            Decision::No => continue,
            _ if !record.confidence().stands() => Recorded::Possibly,
            Decision::Unknown(columns) => Recorded::Perhaps(columns),
            _ => Recorded::Surely,
        };
        let known = recorded.entry(record.place).or_insert_with(|| said.clone());
        if said < *known {
            *known = said;
        }
    }
    Ok(recorded)
}
