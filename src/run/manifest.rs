//! The manifest of a run: what went into it, what it counted, and what it was told.

use std::collections::BTreeMap;

use super::Report;
use super::publication::FinishedRun;
use crate::diagnostic::Diagnostic;
use crate::domain::{DifferenceKind, Lang};
use crate::publish::{GoneFinding, Input, Manifest, Measured, RuleRun, TrendPoint, Warning};
use crate::rulebook::{Rule, RunnableRule};
use crate::standard::mask::{Mask, Masking};

/// What was said of job, rules and deliveries; not what the machine could not keep, which is no part of a run.
/// In the words of a language.
pub(super) fn warnings(finished: &FinishedRun<'_>, lang: Lang) -> Vec<Warning> {
    let mask = finished.data.mask;
    let text = |text: &str| mask.text(text).into_owned();
    let warning = |problem: &Diagnostic| {
        let (file, line) = problem.file_and_line();
        Warning {
            code: problem.code.to_owned(),
            message: text(&problem.message.in_lang(lang)),
            file: file.map(text),
            line,
            help: problem.help_in(lang).as_deref().map(text),
        }
    };
    finished.rule_set.warnings.iter().chain(&finished.deliveries.problems).map(warning).collect()
}

pub(super) fn gone_finding(gone: &crate::change::GoneFinding, mask: &Mask) -> GoneFinding {
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

pub(super) fn manifest(finished: &FinishedRun<'_>, report: &Report, measured: Measured) -> Manifest {
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
        lang: finished.options.lang.as_str().to_owned(),
        reveal_ids: finished.options.masking == Masking::Revealed,
        complete: !report.incomplete,
        inputs,
        rows,
        rules: ran.chain(rested).collect(),
        settings: settings(finished),
        counts: counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect(),
        warnings: Vec::new(),
        gone: finished.changes.gone.iter().map(|gone| gone_finding(gone, finished.data.mask)).collect(),
        trend: trend(finished, report),
        outputs: BTreeMap::new(),
        measured,
    }
}

/// How many runs are told of.
const RUNS_TOLD: usize = 60;

/// What the runs before came to, and this one.
pub(super) fn trend(finished: &FinishedRun<'_>, report: &Report) -> Vec<TrendPoint> {
    let mut trend = finished.last.map(|last| last.trend.clone()).unwrap_or_default();
    let standing = finished.changes.gone.iter().filter(|gone| gone.why.was_not_looked_at()).count();
    trend.push(TrendPoint {
        run_id: finished.identity.run_id.clone(),
        as_of: finished.job.as_of.to_string(),
        cards: report.cards,
        suspects: report.suspects,
        standing: standing as u64,
        complete: !report.incomplete,
    });
    let old = trend.len().saturating_sub(RUNS_TOLD);
    trend.split_off(old)
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
