//! The examples of rules, run to see that each rule says what they say.

mod county;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::NaiveDate;
use rayon::prelude::*;

use crate::diagnostic::Diagnostic;
use crate::domain::Verdict;
use crate::evaluate::{Sources, evaluate};
use crate::rulebook::{Example, ExampleVerdict, Kind, Rule, RunnableRule};
use crate::schema::Schema;
use crate::table::{CardIdx, Findings, TableError};
use crate::words::said;
use county::{County, Schemas};

/// An example whose rule says something else.
const CONTRADICTED: &str = "E0360";

/// What came of all examples.
#[derive(Debug, Default)]
pub struct Tried {
    pub rules: usize,
    pub examples: usize,
    /// The examples that came out otherwise, each with its place.
    pub contradicted: Vec<Diagnostic>,
}

/// Runs every example of every rule.
///
/// # Errors
/// The table engine failed on an example: a fault of the program, for a checked rule.
pub fn try_all(rules: &[Rule], schemas: &BTreeMap<String, Schema>) -> Result<Tried, TableError> {
    let schemas = schemas.iter().map(|(name, schema)| (name.as_str(), Arc::new(schema.clone()))).collect();
    let contradicted = rules.par_iter().map(|rule| contradicted(&rule.as_written(), &schemas));
    let contradicted: Vec<_> = contradicted.collect::<Result<_, _>>()?;
    Ok(Tried {
        rules: rules.len(),
        examples: rules.iter().map(|rule| rule.examples.len()).sum(),
        contradicted: contradicted.into_iter().flatten().collect(),
    })
}

fn contradicted(rule: &Rule, schemas: &Schemas<'_>) -> Result<Vec<Diagnostic>, TableError> {
    let mut said = Vec::new();
    for (as_of, examples) in counties(rule) {
        said.extend(try_county(&County::of(rule, examples, schemas, as_of))?);
    }
    said.sort_by_key(|(example, _)| example.span.start);
    let otherwise = said.into_iter().filter(|(example, said)| *said != example.verdict);
    let told = otherwise.map(|(example, said)| {
        let (rule_id, example_name) = (&rule.id, &example.name);
        let message =
            said!("example-contradicted", rule = rule_id, verdict = said.to_string(), example = example_name);
        let label = said!("was-expected", verdict = example.verdict.to_string());
        Diagnostic::error(CONTRADICTED, message).at(&rule.source, example.span.clone(), label)
    });
    Ok(told.collect())
}

/// The examples of a rule in as few counties as can be, each with its day: where cards are judged each by itself, those of
/// one day stand side by side.
fn counties(rule: &Rule) -> Vec<(NaiveDate, Vec<&Example>)> {
    let day = |example: &Example| example.as_of.unwrap_or(rule.first_day());
    let by_itself = matches!(rule.kind, Kind::Omitted | Kind::Duplicate);
    let mut counties: Vec<(NaiveDate, Vec<&Example>)> = Vec::new();
    for example in &rule.examples {
        match counties.iter_mut().find(|(as_of, _)| !by_itself && *as_of == day(example)) {
            Some((_, examples)) => examples.push(example),
            None => counties.push((day(example), vec![example])),
        }
    }
    counties
}

/// What the rule says of each example of a county.
fn try_county<'a>(county: &County<'a>) -> Result<Vec<(&'a Example, ExampleVerdict)>, TableError> {
    let (registry, roster) = (county.registry()?, county.roster()?);
    let sources = Sources {
        roster: &roster,
        registry: &registry,
        extracts: &county.extracts(&registry)?,
        unusable: &BTreeMap::new(),
        as_of: county.as_of,
    };
    let rule = RunnableRule::new(county.rule.clone(), county.as_of);
    let found = evaluate(&sources, &[rule])?;
    let said = county.examples.iter().map(|own| {
        let said =
            if county.rule.kind == Kind::Omitted { of_people(&found) } else { of_card(&found, own.card()) };
        (own.example, said)
    });
    Ok(said.collect())
}

fn of_people(found: &Findings) -> ExampleVerdict {
    let omissions = &found.omissions;
    if omissions.omitted().next().is_some() {
        ExampleVerdict::Suspect
    } else if omissions.open().next().is_some() || !omissions.unasked.is_empty() {
        ExampleVerdict::Undetermined
    } else if omissions.exempt > 0 {
        ExampleVerdict::Exempt
    } else {
        ExampleVerdict::Clear
    }
}

fn of_card(found: &Findings, card: CardIdx) -> ExampleVerdict {
    let exempt = found.findings.iter().any(|finding| finding.card == card && finding.exempt);
    let verdict = found.verdicts.iter().find(|verdict| verdict.card == card).map(|verdict| verdict.verdict);
    match verdict {
        Some(Verdict::Suspect) => ExampleVerdict::Suspect,
        Some(Verdict::Undetermined) => ExampleVerdict::Undetermined,
        Some(Verdict::Clear) if exempt => ExampleVerdict::Exempt,
        Some(Verdict::Clear) | None => ExampleVerdict::Clear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;
    use crate::test_support::{builtin_rules, schemas};

    #[test]
    fn examples_that_are_tried_together_are_judged_each_by_itself() {
        for rule in builtin_rules() {
            assert!(
                try_all(std::slice::from_ref(rule), &schemas()).unwrap().contradicted.is_empty(),
                "{}",
                rule.id
            );
            for at in 0..rule.examples.len() {
                let mut turned = rule.clone();
                let example = &mut turned.examples[at];
                example.verdict = match example.verdict {
                    ExampleVerdict::Clear => ExampleVerdict::Suspect,
                    _ => ExampleVerdict::Clear,
                };
                let (name, marked) = (example.name.clone(), example.span.clone());
                let told = try_all(&[turned], &schemas()).unwrap().contradicted;
                let [only] = told.as_slice() else { panic!("{}: {name}: {told:?}", rule.id) };
                assert!(
                    matches!(&only.place, Some(Place::Span { span, .. }) if *span == marked),
                    "{}: {name}: {only:?}",
                    rule.id
                );
            }
        }
    }
}
