//! The publication of a run: all tables, lists, the report and the manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use super::deliveries::Deliveries;
use super::identity::Identity;
use super::last_run::{self, KNOWN_FINDINGS, KNOWN_PEOPLE, LastRun, People};
use super::measure::{Clock, peak_memory};
use super::not_looked_at::told_again;
use super::rule_set::RuleSet;
use super::visited::Visited;
use super::{Options, Report, RunError, at};
use crate::change::Changes;
use crate::diagnostic::Diagnostic;
use crate::domain::{DifferenceKind, RosterSource};
use crate::job::Job;
use crate::outcomes::Ranking;
use crate::publish::{
    EvidenceColumn, Formats, GoneFinding, Input, Manifest, Measured, OutFolder, PendingRun, ReportFacts,
    RuleRun, RuleText, Visits, Warning, dispute_lists, omission_lists, village_lists,
};
use crate::results::{
    self, EvidenceRecords, MaskedRows, QualityRow, RejectRow, RunData, STANDING_EVIDENCE, SourceQuality,
};
use crate::rulebook::{Rule, RuleStatus, RunnableRule, With};
use crate::standard::mask::{Mask, Masking};
use crate::suspects::Suspect;
use crate::table::{LinkedExtract, Masked, TableError};

/// How one source fared.
#[derive(Debug, Clone, Default)]
pub struct SourceHealth {
    /// Its row in `quality`.
    pub row: SourceQuality,
    /// 机动车登记
    pub title: String,
    /// Whether it was read back rather than ingested anew.
    pub from_cache: bool,
}

/// Everything that a run has come to.
pub(super) struct FinishedRun<'a> {
    pub job: &'a Job,
    pub options: &'a Options,
    pub rule_set: &'a RuleSet,
    pub deliveries: &'a Deliveries,
    pub identity: &'a Identity,
    pub last: Option<&'a LastRun>,
    pub data: &'a RunData<'a>,
    pub suspects: &'a [Suspect],
    pub changes: &'a Changes,
    pub people: &'a People,
}

/// Writes it all aside and makes it visible in one step.
pub(super) fn publish(
    folder: Arc<OutFolder>,
    finished: &FinishedRun<'_>,
    evidence: EvidenceRecords,
    clock: Clock<'_>,
) -> Result<Report, RunError> {
    let data = finished.data;
    let mut pending = PendingRun::begin(folder, &finished.identity.run_id)?;
    let changes = &finished.changes.changes;
    let mask = data.mask;
    let sources = sources(finished);
    let quality = MaskedRows::new(sources.iter().map(|source| QualityRow::from(&source.row)).collect(), mask);
    let of_findings = || {
        let suspects = MaskedRows::new(results::suspects(data, finished.suspects, changes), mask);
        let findings = MaskedRows::new(results::findings(data, changes), mask);
        let evidence = MaskedRows::new(evidence.shown(data), mask);
        let tables = [suspects.table(mask)?, findings.table(mask)?, evidence.table(mask)?];
        Ok::<_, TableError>((suspects, findings, evidence, tables))
    };
    let names = LazyLock::new(|| results::Names::of(data));
    let of_matches = || {
        let undetermined = MaskedRows::new(results::undetermined(data), mask).table(mask)?;
        Ok::<_, TableError>((results::identity(data, &names)?, undetermined))
    };
    let of_people = || {
        let omissions = MaskedRows::new(results::omissions(data, changes)?, mask);
        let open = MaskedRows::new(results::open_omissions(data)?, mask).table(mask)?;
        Ok::<_, TableError>((omissions.table(mask)?, open, omissions))
    };
    let of_differences = || MaskedRows::new(results::differences(data)?, mask).table(mask);
    let masked = |table| Masked::new(table, mask);
    let known = || {
        let findings = last_run::findings_frame(&finished.changes.known).and_then(masked)?;
        Ok::<_, TableError>((findings, last_run::people_frame(finished.people).and_then(masked)?))
    };
    let ((of_findings, known), (matches, (people, differences))) = rayon::join(
        || rayon::join(of_findings, known),
        || rayon::join(of_matches, || rayon::join(of_people, of_differences)),
    );
    let (suspects, findings, evidence, [suspect_table, finding_table, evidence_table]) =
        of_findings.map_err(at("publish"))?;
    let (omission_table, open_omissions, omissions) = people.map_err(at("publish"))?;
    let (identity, undetermined) = matches.map_err(at("publish"))?;
    let (known_findings, known_people) = known.map_err(at("publish"))?;
    let told = told_again(finished.last, &finished.job.output, data, finished.changes, &evidence)?;
    let standing = MaskedRows::new(told.standing, mask);
    let standing_evidence = MaskedRows::new(told.standing_evidence, mask);
    let visited = Visited::of(finished);
    let disputed = results::disputed(data, &finished.changes.known, finished.job.as_of);
    let disputed = MaskedRows::new(disputed, mask);
    let ranking = Ranking::of(&visited.statistics.by_rule);
    let ranks =
        results::ranks(data, finished.suspects, changes, &visited.not_to_visit, &ranking, finished.job.as_of);
    let ranks = MaskedRows::new(ranks, mask);
    let of_standing = || {
        let changes = MaskedRows::new(told.changes, mask).table(mask)?;
        let behind = standing_evidence.table_called(STANDING_EVIDENCE, mask)?;
        Ok::<_, TableError>([standing.table(mask)?, behind, changes])
    };
    let [standing_table, standing_evidence_table, change_table] = of_standing().map_err(at("publish"))?;
    let rejects = MaskedRows::new(rejects(finished), mask).table(mask).map_err(at("publish"))?;
    let tables = [
        (suspect_table, Formats::BOTH),
        (finding_table, Formats::BOTH),
        (evidence_table, Formats::BOTH),
        (standing_table, Formats::BOTH),
        (standing_evidence_table, Formats::BOTH),
        (change_table, Formats::BOTH),
        (disputed.table(mask).map_err(at("publish"))?, Formats::CSV),
        (ranks.table(mask).map_err(at("publish"))?, Formats::BOTH),
        (differences.map_err(at("publish"))?, Formats::BOTH),
        (omission_table, Formats::BOTH),
        (open_omissions, Formats::BOTH),
        (identity, Formats::BOTH),
        (undetermined, Formats::CSV),
        (rejects, Formats::CSV),
        (quality.table(mask).map_err(at("publish"))?, Formats::CSV),
    ];
    if finished.options.keep_stages {
        let kept = |name: &str, table| pending.stage_table(name, &table);
        kept("roster", data.roster.to_frame().and_then(masked).map_err(at("publish"))?)?;
        for (name, LinkedExtract { extract, links }) in data.extracts {
            kept(&format!("extract-{name}"), masked(extract.frame().clone()).map_err(at("publish"))?)?;
            kept(&format!("links-{name}"), links.to_frame().and_then(masked).map_err(at("publish"))?)?;
        }
    }
    let rules = rule_texts(finished);
    let gone: Vec<_> = finished.changes.gone.iter().map(|gone| gone_finding(gone, mask)).collect();
    let warnings = warnings(finished);
    let titles: Vec<_> = sources.iter().map(|source| source.title.clone()).collect();
    let mut report = report(finished, sources);
    let facts = ReportFacts {
        job: &finished.job.name,
        run_id: &finished.identity.run_id,
        as_of: &finished.job.as_of.to_string(),
        suspects: &suspects,
        findings: &findings,
        omissions: &omissions,
        open_omissions: &report.open_omissions,
        undetermined: &report.undetermined,
        quality: &quality,
        sources: &titles,
        gone: &gone,
        standing: &standing,
        disputed: &disputed,
        decided: &visited.decided,
        statistics: &visited.statistics,
        warnings: &warnings,
        rules: &rules,
    };
    let visits = Visits {
        suspects: &suspects,
        findings: &findings,
        evidence: &evidence,
        standing: &standing,
        standing_evidence: &standing_evidence,
        not_to_visit: &visited.not_to_visit,
        ranks: &ranks,
    };
    let for_people = || {
        pending.report_html(&facts)?;
        let (suspects, omissions) =
            rayon::join(|| village_lists(&visits, &rules), || omission_lists(&omissions, &rules));
        let disputes = dispute_lists(&disputed, &rules);
        pending.lists(suspects.into_iter().chain(omissions).chain(disputes).collect())
    };
    let for_programs = || {
        let tables: Vec<_> = tables.iter().map(|(table, formats)| (table, *formats)).collect();
        let small = || {
            pending.tables(&tables)?;
            pending.stage_table(KNOWN_FINDINGS, &known_findings)?;
            pending.stage_table(KNOWN_PEOPLE, &known_people)
        };
        let large = || pending.large_tables(&[results::links(data, &names), results::verdicts(data)]);
        let (large, small) = rayon::join(large, small);
        large.and(small)
    };
    let (for_programs, for_people) = rayon::join(for_programs, for_people);
    for_programs?;
    for_people?;
    let started_at = clock.started_at.clone();
    let stages = clock.stages();
    let measured = Measured {
        started_at,
        threads: rayon::current_num_threads() as u64,
        outcomes_up_to: data.outcomes.up_to,
        peak_memory_bytes: peak_memory(),
        seconds: stages.seconds,
        processor_seconds: stages.processor_seconds,
        peak_memory_bytes_by_stage: stages.peak_memory_bytes,
    };
    let mut manifest = Manifest { warnings, ..manifest(finished, &report, measured) };
    manifest.counts.insert("disputed".to_owned(), disputed.len() as u64);
    manifest.counts.insert("decided".to_owned(), visited.decided.values().sum());
    report.counts = manifest.counts.clone();
    pending.manifest(manifest)?;
    report.dir = pending.publish()?.dir;
    // Nobody waits until a county's rows are given back.
    rayon::spawn(move || {
        drop((tables, known_findings, suspects, findings, evidence, standing_evidence, omissions))
    });
    Ok(report)
}

fn sources(finished: &FinishedRun<'_>) -> Vec<SourceHealth> {
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
            let gate = Some((*cause, "not in the job".to_owned()));
            let row = SourceQuality { extract: name.clone(), gate, ..SourceQuality::default() };
            let title =
                finished.job.schema_of(name).map_or_else(|| name.clone(), |schema| schema.title.clone());
            sources.push(SourceHealth { row, title, from_cache: false });
        }
    }
    sources
}

fn rejects(finished: &FinishedRun<'_>) -> Vec<RejectRow> {
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
                reason: reject.reason.clone(),
                value_masked: reject.value_masked.clone(),
            })
        })
        .collect()
}

fn rule_texts(finished: &FinishedRun<'_>) -> BTreeMap<String, RuleText> {
    let mut texts = BTreeMap::new();
    for RunnableRule { rule, .. } in &finished.rule_set.rules {
        // Of an extract that is missing tonight, too: what stands is told in its words.
        let schema = finished.job.schema_of(&rule.extract);
        let title = |name: &String| {
            let column = schema.and_then(|schema| schema.column(name));
            EvidenceColumn {
                name: name.clone(),
                title: column.map_or_else(|| name.clone(), |column| column.title.clone()),
                codes: column.map(|column| column.codes.clone()).unwrap_or_default(),
            }
        };
        let registry = finished.job.schema_of(RosterSource::Registry.as_str());
        let compared = rule.compare.iter().flat_map(|comparison| {
            let own = registry.and_then(|schema| schema.column(&comparison.registry));
            let own = EvidenceColumn {
                name: format!("registry.{}", comparison.registry),
                title: format!("名册{}", own.map_or(comparison.registry.as_str(), |column| &column.title)),
                codes: own.map(|column| column.codes.clone()).unwrap_or_default(),
            };
            let other = match &comparison.with {
                With::Column(column) => title(column),
                With::Count => EvidenceColumn {
                    name: comparison.with.as_written().to_owned(),
                    title: "记录人数".to_owned(),
                    codes: BTreeMap::new(),
                },
            };
            [own, other]
        });
        let text = RuleText {
            title: rule.title.clone(),
            condition: rule.condition,
            verify: rule.verify.clone(),
            source: schema.map_or_else(|| rule.extract.clone(), |schema| schema.title.clone()),
            evidence: rule.evidence.iter().map(title).chain(compared).collect(),
        };
        texts.insert(rule.id.clone(), text);
    }
    texts
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

fn report(finished: &FinishedRun<'_>, sources: Vec<SourceHealth>) -> Report {
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

/// What was said of job, rules and deliveries; not what the machine could not keep, which is no part of a run.
fn warnings(finished: &FinishedRun<'_>) -> Vec<Warning> {
    let mask = finished.data.mask;
    let text = |text: &str| mask.text(text).into_owned();
    let warning = |problem: &Diagnostic| {
        let (file, line) = problem.file_and_line();
        Warning {
            code: problem.code.to_owned(),
            message: text(&problem.message),
            file: file.map(text),
            line,
            help: problem.help.as_deref().map(text),
        }
    };
    finished.rule_set.warnings.iter().chain(&finished.deliveries.problems).map(warning).collect()
}

fn gone_finding(gone: &crate::change::GoneFinding, mask: &Mask) -> GoneFinding {
    GoneFinding {
        fingerprint: gone.fingerprint.to_string(),
        household_id: mask.key(&gone.household_id).into_owned(),
        rule: gone.rule.clone(),
        why: gone.why.to_string(),
        first_seen: gone.first_seen.to_string(),
        last_confirmed: gone.last_confirmed.to_string(),
        cause: gone.cause.as_ref().map(|cause| mask.text(cause).into_owned()),
    }
}

fn manifest(finished: &FinishedRun<'_>, report: &Report, measured: Measured) -> Manifest {
    let mut inputs = Vec::new();
    // Of an extract that is not used in this run, the last delivery that was: the next one is measured against it.
    let mut rows = finished.last.map(|last| last.rows.clone()).unwrap_or_default();
    for input in &finished.deliveries.all {
        let Some(ingested) = &input.ingested else { continue };
        if input.unusable.is_none() {
            rows.insert(input.name.clone(), ingested.counts.rows_accepted);
        }
        inputs.extend(ingested.counts.files.iter().map(|file| Input {
            extract: input.name.clone(),
            file: finished.data.mask.text(&file.shown).into_owned(),
            digest: file.digest.clone(),
            bytes: file.bytes,
        }));
    }
    let rule_run = |rule: &Rule, not_run: Option<String>| RuleRun {
        id: rule.id.clone(),
        version: u64::from(rule.version),
        digest: rule.digest.clone(),
        status: rule.status.as_str().to_owned(),
        not_run,
    };
    let ran = finished.rule_set.rules.iter().map(|RunnableRule { rule, .. }| {
        let missing = finished.deliveries.unusable.get(&rule.extract);
        rule_run(rule, missing.map(|cause| format!("{cause}: {}", rule.extract)))
    });
    let rested =
        finished.rule_set.resting.iter().map(|resting| rule_run(&resting.rule, Some(resting.why.to_owned())));
    let of_roster = finished.data.roster.counts();
    let differences = &finished.data.findings.differences;
    let of_kind = |kind| differences.iter().filter(|own| own.kind == kind).count() as u64;
    let counts = [
        ("cards", report.cards),
        ("members", report.members),
        ("collective_registers", of_roster.collective_registers),
        ("shared_registers", of_roster.shared_registers),
        ("shared_household_ids", of_roster.shared_household_ids),
        ("suspects", report.suspects),
        ("findings", report.findings),
        ("findings_exempt", report.exempt_findings),
        ("findings_possible", report.possible_findings),
        ("findings_experimental", report.shadow_findings),
        ("undetermined", report.undetermined.values().sum()),
        ("differences", of_kind(DifferenceKind::Difference)),
        ("spellings", of_kind(DifferenceKind::Spelling)),
        ("omissions", finished.data.findings.omissions.omitted().count() as u64),
        ("omissions_exempt", finished.data.findings.omissions.exempt),
        ("omissions_undetermined", finished.data.findings.omissions.open().count() as u64),
        ("gone", finished.changes.gone.iter().filter(|gone| !gone.why.was_not_looked_at()).count() as u64),
        ("standing", finished.changes.gone.iter().filter(|gone| gone.why.was_not_looked_at()).count() as u64),
    ];
    Manifest {
        run_id: finished.identity.run_id.clone(),
        basis: finished.identity.basis.clone(),
        job: finished.job.name.clone(),
        as_of: finished.job.as_of.to_string(),
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        previous_run_id: finished.last.map(|last| last.run_id.clone()),
        reveal_ids: finished.options.masking == Masking::Revealed,
        complete: !report.incomplete,
        inputs,
        rows,
        rules: ran.chain(rested).collect(),
        settings: settings(finished),
        counts: counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect(),
        warnings: Vec::new(),
        gone: finished.changes.gone.iter().map(|gone| gone_finding(gone, finished.data.mask)).collect(),
        outputs: BTreeMap::new(),
        measured,
    }
}

/// The settings that are part of the run id, by name.
fn settings(finished: &FinishedRun<'_>) -> BTreeMap<String, String> {
    let (gate, link) = (&finished.job.gate, &finished.job.link);
    let mut settings = BTreeMap::from([
        ("gate.max_rejected_share".to_owned(), gate.max_rejected_share.to_string()),
        ("gate.min_usable_id_share".to_owned(), gate.min_usable_id_share.to_string()),
        ("gate.max_row_drop_share".to_owned(), gate.max_row_drop_share.to_string()),
        ("gate.max_age_days".to_owned(), gate.max_age_days.map_or("off".into(), |days| days.to_string())),
        ("link.probable".to_owned(), link.probable.to_string()),
        ("link.possible".to_owned(), link.possible.to_string()),
        ("link.name_frequency".to_owned(), link.name_frequency.to_string()),
        ("rules.builtin".to_owned(), finished.job.with_builtin_rules.to_string()),
    ]);
    for (name, value) in &finished.job.parameters {
        settings.insert(format!("parameters.{}", name.value), value.to_sql());
    }
    settings
}
