//! What is handed over at the end of the night? All tables, lists, the report and the manifest.

use std::collections::{BTreeMap, BTreeSet};

use super::book::Book;
use super::identity::Identity;
use super::inputs::Inputs;
use super::measure::{Clock, peak_memory};
use super::memory::{self, LastRun, MEMORY};
use super::{Options, Report, RunError, at};
use crate::change::{Changes, Remembered};
use crate::diagnostic::Diagnostic;
use crate::domain::{Fingerprint, Verdict};
use crate::handover::{self, QualityRow, RejectRow, Told};
use crate::job::Job;
use crate::publish::{
    EvidenceColumn, Formats, GoneFinding, Input, Manifest, Measured, OutFolder, ReportFacts, RuleRun,
    RuleText, Warning,
};
use crate::rulebook::{Rule, RuleStatus};
use crate::standard::mask::Mask;
use crate::suspects::Suspect;
use crate::table::Masked;

/// How one source fared.
#[derive(Debug, Clone, Default)]
pub struct SourceHealth {
    pub row: QualityRow,
    /// 机动车登记
    pub title: String,
    pub from_cache: bool,
}

/// Everything a night has come to.
pub(super) struct Night<'a> {
    pub job: &'a Job,
    pub options: &'a Options,
    pub book: &'a Book,
    pub inputs: &'a Inputs,
    pub identity: &'a Identity,
    pub last: Option<&'a LastRun>,
    pub told: &'a Told<'a>,
    pub suspects: &'a [Suspect],
    pub changes: &'a Changes,
    pub remembered: &'a BTreeMap<Fingerprint, Remembered>,
}

/// Writes it all aside and makes it visible in one step.
pub(super) fn publish(folder: OutFolder, night: &Night<'_>, clock: Clock<'_>) -> Result<Report, RunError> {
    let told = night.told;
    let mut staging = folder.stage(&night.identity.run_id)?;
    let changes = &night.changes.changes;
    let sources = sources(night);
    let quality: Vec<_> = sources.iter().map(|source| source.row.clone()).collect();
    let mask = told.mask;
    let masked = |table| Masked::new(table, mask);
    let quality = handover::quality(&quality).and_then(masked).map_err(at("publish"))?;
    let told_of_findings = || {
        let suspects = masked(handover::suspects(told, night.suspects, changes)?)?;
        Ok((suspects, masked(handover::findings(told, changes)?)?, masked(handover::evidence(told)?)?))
    };
    let told_of_all = || {
        let links = handover::links(told)?;
        let identity = masked(handover::identity(told, &links)?)?;
        Ok((masked(links)?, identity, masked(handover::verdicts(told)?)?))
    };
    let (of_findings, of_all) = rayon::join(told_of_findings, told_of_all);
    let (suspects, findings, evidence) = of_findings.map_err(at("publish"))?;
    let (links, identity, verdicts) = of_all.map_err(at("publish"))?;
    let undetermined = handover::undetermined(told).and_then(masked).map_err(at("publish"))?;
    let rejects = handover::rejects(&rejects(night)).and_then(masked).map_err(at("publish"))?;
    let tables = [
        ("suspects", &suspects, Formats::BOTH),
        ("findings", &findings, Formats::BOTH),
        ("evidence", &evidence, Formats::BOTH),
        ("verdicts", &verdicts, Formats::PARQUET),
        ("identity", &identity, Formats::BOTH),
        ("links", &links, Formats::PARQUET),
        ("undetermined", &undetermined, Formats::CSV),
        ("rejects", &rejects, Formats::CSV),
        ("quality", &quality, Formats::CSV),
    ];
    let remembered = memory::to_frame(night.remembered, changes).and_then(masked).map_err(at("publish"))?;
    staging.stage_table(MEMORY, &remembered)?;
    if night.options.keep_stages {
        let kept = |name: &str, table| staging.stage_table(name, &table);
        kept("roster", told.roster.to_frame().and_then(masked).map_err(at("publish"))?)?;
        for (name, (extract, links)) in told.extracts {
            kept(&format!("extract-{name}"), masked(extract.frame().clone()).map_err(at("publish"))?)?;
            kept(&format!("links-{name}"), links.to_frame().and_then(masked).map_err(at("publish"))?)?;
        }
    }
    let rules = rule_texts(night);
    let gone: Vec<_> = night.changes.gone.iter().map(|gone| gone_finding(gone, mask)).collect();
    let warnings = warnings(night);
    let titles: Vec<_> = sources.iter().map(|source| source.title.as_str()).collect();
    let facts = ReportFacts {
        job: &night.job.name,
        run_id: &night.identity.run_id,
        as_of: &night.job.as_of.to_string(),
        suspects: &suspects,
        findings: &findings,
        verdicts: &verdicts,
        quality: &quality,
        sources: &titles,
        gone: &gone,
        warnings: &warnings,
        rules: &rules,
    };
    let for_people = || {
        staging.report_html(&facts)?;
        staging.lists(&suspects, &findings, &evidence, &rules)
    };
    let (tables, for_people) = rayon::join(|| staging.tables(&tables), for_people);
    tables?;
    for_people?;
    let mut report = report(night, sources);
    let measured = Measured {
        started_at: clock.started_at.clone(),
        threads: rayon::current_num_threads() as u64,
        peak_memory_bytes: peak_memory(),
        seconds: clock.seconds(),
    };
    staging.manifest(Manifest { warnings, ..manifest(night, &report, measured) })?;
    report.dir = staging.publish()?.dir;
    Ok(report)
}

fn sources(night: &Night<'_>) -> Vec<SourceHealth> {
    let mut sources = Vec::new();
    for input in &night.inputs.all {
        let mut row =
            QualityRow { extract: input.name.clone(), gate: input.unusable.clone(), ..QualityRow::default() };
        if let Some(staged) = &input.staged {
            let counts = &staged.counts;
            row.files = counts.files.iter().map(|file| file.shown.clone()).collect();
            row.rows_read = counts.rows_read;
            row.rows_accepted = counts.rows_accepted;
            row.rows_rejected = counts.rows_rejected;
            row.rows_skipped = counts.rows_skipped;
            row.unreadable = counts.unreadable.values().chain(input.impossible.values()).sum();
            row.codes_unknown = counts.unknown_codes.values().flat_map(BTreeMap::values).sum();
            row.id_states = counts.id_states.clone();
            row.duplicates = counts.duplicates;
        }
        row.linked = night.told.extracts.get(&input.name).map_or(0, |(_, links)| links.records() as u64);
        let title = night.job.schema_of(&input.name).map(|schema| schema.title.clone());
        sources.push(SourceHealth {
            row,
            title: title.unwrap_or_else(|| input.name.clone()),
            from_cache: input.staged.as_ref().is_some_and(|staged| staged.from_cache),
        });
    }
    for (name, cause) in &night.inputs.unusable {
        if !night.inputs.all.iter().any(|input| input.name == *name) {
            let gate = Some((*cause, "not in the job".to_owned()));
            let row = QualityRow { extract: name.clone(), gate, ..QualityRow::default() };
            let title = night.job.schema_of(name).map_or_else(|| name.clone(), |schema| schema.title.clone());
            sources.push(SourceHealth { row, title, from_cache: false });
        }
    }
    sources
}

fn rejects(night: &Night<'_>) -> Vec<RejectRow> {
    let staged = night.inputs.all.iter().filter_map(|input| Some((&input.name, input.staged.as_ref()?)));
    staged
        .flat_map(|(name, staged)| {
            staged.rejects.iter().map(|reject| RejectRow {
                extract: name.clone(),
                source_file: reject.file.clone(),
                source_row: reject.row,
                kind: reject.kind.as_str(),
                column: reject.column.clone(),
                reason: reject.reason.clone(),
                value_masked: reject.value_masked.clone(),
            })
        })
        .collect()
}

fn rule_texts(night: &Night<'_>) -> BTreeMap<String, RuleText> {
    let mut texts = BTreeMap::new();
    for (rule, _) in &night.book.rules {
        let schema = night.told.extracts.get(&rule.extract).map(|(extract, _)| extract.schema());
        let title = |name: &String| {
            let column = schema.and_then(|schema| schema.column(name));
            EvidenceColumn {
                name: name.clone(),
                title: column.map_or_else(|| name.clone(), |column| column.title.clone()),
                codes: column.map(|column| column.codes.clone()).unwrap_or_default(),
            }
        };
        let text = RuleText {
            title: rule.title.clone(),
            condition: rule.condition,
            verify: rule.verify.clone(),
            source: schema.map_or_else(|| rule.extract.clone(), |schema| schema.title.clone()),
            evidence: rule.evidence.iter().map(title).collect(),
        };
        texts.insert(rule.id.clone(), text);
    }
    texts
}

fn all_warnings(night: &Night<'_>) -> Vec<Diagnostic> {
    let inputs = night.inputs;
    night.book.warnings.iter().chain(&inputs.problems).chain(&inputs.not_kept).cloned().collect()
}

fn report(night: &Night<'_>, sources: Vec<SourceHealth>) -> Report {
    let told = night.told;
    let mut report = Report {
        run_id: night.identity.run_id.clone(),
        cards: told.roster.cards().len() as u64,
        members: told.roster.cards().iter().map(|card| u64::from(card.members)).sum(),
        suspects: night.suspects.len() as u64,
        findings: told.findings.findings.len() as u64,
        warnings: all_warnings(night),
        incomplete: !night.inputs.unusable.is_empty(),
        sources,
        ..Report::default()
    };
    for suspect in night.suspects {
        let standing = suspect.findings.iter().filter_map(|at| told.findings.findings.get(*at));
        let conditions: BTreeSet<_> =
            standing.filter_map(|finding| night.book.rule(finding.rule)).map(|rule| rule.condition).collect();
        for condition in conditions {
            *report.suspects_by_condition.entry(condition).or_default() += 1;
        }
        if let Some(card) = told.roster.card(suspect.card) {
            let township = told.mask.text(&card.township).into_owned();
            *report.suspects_by_township.entry(township).or_default() += 1;
        }
    }
    for finding in &told.findings.findings {
        let shadow = night.book.rule(finding.rule).is_some_and(|rule| rule.status != RuleStatus::Stable);
        report.shadow_findings += u64::from(shadow);
        report.exempt_findings += u64::from(finding.exempt && !shadow);
        report.possible_findings += u64::from(!finding.confidence.stands() && !finding.exempt && !shadow);
    }
    for verdict in told.findings.verdicts.iter().filter(|verdict| verdict.verdict == Verdict::Undetermined) {
        if let Some(cause) = verdict.cause {
            *report.undetermined.entry(cause).or_default() += 1;
        }
    }
    for (change, _) in night.changes.changes.values() {
        *report.changes.entry(change.as_str()).or_default() += 1;
    }
    for gone in &night.changes.gone {
        *report.gone.entry(gone.why).or_default() += 1;
    }
    report
}

/// What was said of job, rules and deliveries; not what the machine could not keep, which is no part of a run.
fn warnings(night: &Night<'_>) -> Vec<Warning> {
    let mask = night.told.mask;
    let text = |text: &str| mask.text(text).into_owned();
    let told = |problem: &Diagnostic| {
        let (file, line) = problem.file_and_line();
        Warning {
            code: problem.code.to_owned(),
            message: text(&problem.message),
            file: file.map(text),
            line,
            help: problem.help.as_deref().map(text),
        }
    };
    night.book.warnings.iter().chain(&night.inputs.problems).map(told).collect()
}

fn gone_finding(gone: &crate::change::GoneFinding, mask: &Mask) -> GoneFinding {
    GoneFinding {
        fingerprint: gone.fingerprint.to_string(),
        household_id: mask.key(&gone.household_id).into_owned(),
        rule: gone.rule.clone(),
        why: gone.why.to_string(),
        cause: gone.cause.as_ref().map(|cause| mask.text(cause).into_owned()),
    }
}

fn manifest(night: &Night<'_>, report: &Report, measured: Measured) -> Manifest {
    let mut inputs = Vec::new();
    // Of an extract that is not used tonight, the last delivery that was: the next one is measured against it.
    let mut rows = night.last.map(|last| last.rows.clone()).unwrap_or_default();
    for input in &night.inputs.all {
        let Some(staged) = &input.staged else { continue };
        if input.unusable.is_none() {
            rows.insert(input.name.clone(), staged.counts.rows_accepted);
        }
        inputs.extend(staged.counts.files.iter().map(|file| Input {
            extract: input.name.clone(),
            file: night.told.mask.text(&file.shown).into_owned(),
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
    let ran = night.book.rules.iter().map(|(rule, _)| {
        let missing = night.inputs.unusable.get(&rule.extract);
        rule_run(rule, missing.map(|cause| format!("{cause}: {}", rule.extract)))
    });
    let rested =
        night.book.resting.iter().map(|rule| rule_run(rule, Some("not in effect on the as-of date".into())));
    let of_roster = night.told.roster.counts();
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
        ("gone", night.changes.gone.len() as u64),
    ];
    Manifest {
        run_id: night.identity.run_id.clone(),
        basis: night.identity.basis.clone(),
        job: night.job.name.clone(),
        as_of: night.job.as_of.to_string(),
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        previous_run_id: night.last.map(|last| last.run_id.clone()),
        reveal_ids: night.options.reveal_ids,
        inputs,
        rows,
        rules: ran.chain(rested).collect(),
        settings: settings(night),
        counts: counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect(),
        warnings: Vec::new(),
        gone: night.changes.gone.iter().map(|gone| gone_finding(gone, night.told.mask)).collect(),
        outputs: BTreeMap::new(),
        measured,
    }
}

/// The settings that are part of the run id, by name.
fn settings(night: &Night<'_>) -> BTreeMap<String, String> {
    let gate = &night.job.gate;
    let mut settings = BTreeMap::from([
        ("gate.max_rejected_share".to_owned(), gate.max_rejected_share.to_string()),
        ("gate.min_usable_id_share".to_owned(), gate.min_usable_id_share.to_string()),
        ("gate.max_row_drop_share".to_owned(), gate.max_row_drop_share.to_string()),
        ("gate.max_age_days".to_owned(), gate.max_age_days.map_or("off".into(), |days| days.to_string())),
        ("rules.builtin".to_owned(), night.job.with_builtin_rules.to_string()),
    ]);
    for (name, value) in &night.job.parameters {
        settings.insert(format!("parameters.{}", name.value), value.to_sql());
    }
    settings
}
