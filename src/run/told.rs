//! What a run tells of itself: how its sources fared, the words of its rules, and its totals.

use std::collections::{BTreeMap, BTreeSet};

use super::Report;
use super::publication::{FinishedRun, SourceHealth};
use crate::diagnostic::Diagnostic;
use crate::domain::{Cause, RosterSource};
use crate::extract::messages::UNREAD_HEADERS;
use crate::labels::{self, Lang};
use crate::publish::{DeliveryNews, MissingSource, RuleText};
use crate::results::{RejectRow, SourceQuality};
use crate::rulebook::{RuleStatus, RunnableRule};
use crate::words::{phrase, said, translated, word};

pub(super) fn sources(finished: &FinishedRun<'_>) -> Vec<SourceHealth> {
    let mut sources = Vec::new();
    for input in &finished.deliveries.all {
        let mut row = SourceQuality {
            extract: input.name.clone(),
            gate: input.unusable.clone(),
            ..SourceQuality::default()
        };
        if let Some(ingested) = &input.ingested {
            let counts = &ingested.counts;
            row.files = counts.files.iter().map(|file| file.shown.clone()).collect();
            row.rows_read = counts.rows_read;
            row.rows_accepted = counts.rows_accepted;
            row.rows_rejected = counts.rows_rejected;
            row.rows_skipped = counts.rows_skipped;
            row.unreadable = counts.cleaning.unreadable.values().chain(input.impossible.values()).sum();
            row.codes_unknown = counts.cleaning.unknown_codes.values().flat_map(BTreeMap::values).sum();
            row.id_states = counts.cleaning.id_states.clone();
            row.duplicates = counts.duplicates;
        }
        let links = finished.data.extracts.get(&input.name).map(|own| &own.links);
        row.linked = links.map_or(0, |links| links.records() as u64);
        row.repaired = match RosterSource::parse(&input.name) {
            // Its rows are the members' whatever their numbers.
            Some(RosterSource::Registry) => finished.data.roster.repaired(),
            _ => links.map_or(0, |links| links.repaired() as u64),
        };
        let title = finished.job.schema_of(&input.name).map(|schema| schema.title.clone());
        sources.push(SourceHealth {
            row,
            title: title.unwrap_or_else(|| input.name.clone()),
            from_cache: input.ingested.as_ref().is_some_and(|ingested| ingested.from_cache),
        });
    }
    for (name, cause) in &finished.deliveries.unusable {
        if !finished.deliveries.all.iter().any(|input| input.name == *name) {
            let gate = Some((*cause, said!("source-not-in-the-job")));
            let row = SourceQuality { extract: name.clone(), gate, ..SourceQuality::default() };
            let title =
                finished.job.schema_of(name).map_or_else(|| name.clone(), |schema| schema.title.clone());
            sources.push(SourceHealth { row, title, from_cache: false });
        }
    }
    sources
}

pub(super) fn rejects(finished: &FinishedRun<'_>) -> Vec<RejectRow> {
    let ingested =
        finished.deliveries.all.iter().filter_map(|input| Some((&input.name, input.ingested.as_ref()?)));
    ingested
        .flat_map(|(name, ingested)| {
            ingested.rejects.iter().map(|reject| RejectRow {
                extract: name.clone(),
                source_file: reject.file.clone(),
                source_row: i64::try_from(reject.row).unwrap_or(i64::MAX),
                kind: reject.kind.as_str().to_owned(),
                column: reject.column.clone(),
                reason: reject.reason.in_lang(finished.options.lang),
                value_masked: reject.value_masked.clone(),
            })
        })
        .collect()
}

pub(super) fn rule_texts(finished: &FinishedRun<'_>) -> BTreeMap<String, RuleText> {
    let rules = finished.rule_set.rules.iter().map(|own| &own.rule);
    // Of an extract that is missing tonight, too: what stands is told in its words.
    RuleText::of_all(rules, &|extract| finished.job.schema_of(extract), finished.options.lang)
}

/// What could not be used tonight: each source that a rule reads, with the rules that wait for it.
pub(super) fn missing_sources(finished: &FinishedRun<'_>) -> Vec<MissingSource> {
    let one = |(name, cause): (&String, &Cause)| {
        let reads = |own: &&RunnableRule| {
            let mut extracts = own.rule.unless.iter().filter_map(|unless| unless.extract.as_ref());
            own.rule.extract == *name || extracts.any(|extract| extract == name)
        };
        let title = finished.job.schema_of(name).map_or(name.as_str(), |schema| &schema.title);
        let title = translated(title, finished.options.lang).to_owned();
        let rules = finished.rule_set.rules.iter().filter(reads).map(|own| own.rule.id.clone()).collect();
        MissingSource { title, cause: *cause, rules }
    };
    finished.deliveries.unusable.iter().map(one).collect()
}

/// What is new of each delivery, in the order of the sources.
pub(super) fn deliveries(finished: &FinishedRun<'_>, sources: &[SourceHealth]) -> Vec<DeliveryNews> {
    let one = |source: &SourceHealth| {
        let name = &source.row.extract;
        let input = finished.deliveries.all.iter().find(|input| input.name == *name);
        let entry = finished.job.extracts.iter().find(|entry| entry.name() == name);
        let counts = input.and_then(|input| input.ingested.as_ref());
        let read: BTreeSet<_> = finished.rule_set.columns_read(name).map(|(_, column)| column).collect();
        let schema = finished.job.schema_of(name);
        let title = |column: &String| {
            schema
                .and_then(|schema| schema.column(column))
                .map_or(column.as_str(), |own| translated(&own.title, finished.options.lang))
                .to_owned()
        };
        let lacking = counts.map(|own| &own.counts.undelivered).into_iter().flatten();
        let unread = counts.map(|own| &own.warnings).into_iter().flatten();
        DeliveryNews {
            delivered_on: entry.and_then(|entry| entry.delivered_on),
            rows_before: finished.last.and_then(|last| last.rows.get(name).copied()),
            undelivered: lacking.filter(|own| read.contains(own.as_str())).map(title).collect(),
            unread_in: unread.filter(|own| own.code == UNREAD_HEADERS).count() as u64,
        }
    };
    sources.iter().map(one).collect()
}

/// The same in words, for the cover of a list.
pub(super) fn not_known(
    missing: &[MissingSource],
    rules: &BTreeMap<String, RuleText>,
    lang: Lang,
) -> Vec<String> {
    let one = |source: &MissingSource| {
        let conditions: BTreeSet<_> =
            source.rules.iter().map(|rule| rules.get(rule).and_then(|text| text.condition)).collect();
        let conditions = conditions.into_iter().map(|number| labels::numbered_condition(number, lang));
        phrase!(
            lang,
            "cover-not-known",
            source = &source.title,
            cause = labels::cause(source.cause, lang),
            conditions = conditions.collect::<Vec<_>>().join(word!(lang, "punctuation-list")),
            count = source.rules.len()
        )
    };
    missing.iter().map(one).collect()
}

fn all_warnings(finished: &FinishedRun<'_>) -> Vec<Diagnostic> {
    let deliveries = finished.deliveries;
    finished
        .rule_set
        .warnings
        .iter()
        .chain(&deliveries.problems)
        .chain(&deliveries.not_kept)
        .cloned()
        .collect()
}

pub(super) fn report(finished: &FinishedRun<'_>, sources: Vec<SourceHealth>) -> Report {
    let data = finished.data;
    let mut report = Report {
        run_id: finished.identity.run_id.clone(),
        cards: data.roster.cards().len() as u64,
        members: data.roster.cards().iter().map(|card| u64::from(card.members)).sum(),
        suspects: finished.suspects.len() as u64,
        findings: data.findings.findings.len() as u64,
        warnings: all_warnings(finished),
        incomplete: !finished.deliveries.unusable.is_empty(),
        sources,
        ..Report::default()
    };
    for suspect in finished.suspects {
        let standing = suspect.findings.iter().filter_map(|at| data.findings.findings.get(*at));
        let conditions: BTreeSet<_> = standing
            .filter_map(|finding| finished.rule_set.rule(finding.rule))
            .map(|rule| rule.condition)
            .collect();
        for condition in conditions {
            *report.suspects_by_condition.entry(condition).or_default() += 1;
        }
        if let Some(card) = data.roster.card(suspect.card) {
            let township = data.mask.text(&card.township).into_owned();
            *report.suspects_by_township.entry(township).or_default() += 1;
        }
    }
    for finding in &data.findings.findings {
        let shadow =
            finished.rule_set.rule(finding.rule).is_some_and(|rule| rule.status != RuleStatus::Stable);
        report.shadow_findings += u64::from(shadow);
        report.exempt_findings += u64::from(finding.exempt && !shadow);
        report.possible_findings += u64::from(!finding.confidence.stands() && !finding.exempt && !shadow);
    }
    for verdict in data.findings.verdicts.undetermined() {
        if let Some(cause) = verdict.cause {
            *report.undetermined.entry(cause).or_default() += 1;
        }
    }
    let omissions = &data.findings.omissions;
    let stable = |rule| finished.rule_set.rule(rule).is_some_and(|rule| rule.status == RuleStatus::Stable);
    report.omitted = omissions.omitted().filter(|own| stable(own.rule)).count() as u64;
    for own in omissions.open() {
        if let Some((cause, _)) = &own.open {
            *report.open_omissions.entry(*cause).or_default() += 1;
        }
    }
    for finding in &data.findings.findings {
        let fingerprint = data.fingerprint(finding.card, finding.rule);
        if let Some((change, _)) = fingerprint.and_then(|own| finished.changes.changes.get(&own)) {
            *report.changes.entry(change.as_str()).or_default() += 1;
        }
    }
    for gone in &finished.changes.gone {
        *report.gone.entry(gone.why).or_default() += 1;
    }
    report
}
