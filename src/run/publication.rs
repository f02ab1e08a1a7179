//! The publication of a run: all tables, lists, the report and the manifest.

use std::path::Path;
use std::sync::Arc;

use super::deliveries::Deliveries;
use super::identity::Identity;
use super::last_run::{self, KNOWN_FINDINGS, KNOWN_PEOPLE, LastRun};
use super::manifest::{gone_finding, manifest, trend, warnings};
use super::measure::{Clock, peak_memory};
use super::not_looked_at::told_again;
use super::rule_set::RuleSet;
use super::since_last::Earlier;
use super::told::{deliveries, missing_sources, not_known, rejects, report, rule_texts, sources};
use super::visited::Visited;
use super::{Options, Report, RunError, at};
use crate::change::Changes;
use crate::domain::Lang;
use crate::job::Job;
use crate::labels;
use crate::outcomes::Ranking;
use crate::publish::{
    Before, Edition, Formats, ListFile, Manifest, Measured, OutFolder, PendingRun, ReportFacts,
    VillageWorkbook, Visits, dispute_lists, omission_lists, summaries, village_workbooks,
};
use crate::results::{
    self, EvidenceRecords, MaskedRows, QualityRow, RunData, STANDING_EVIDENCE, SourceQuality,
};
use crate::suspects::Suspect;
use crate::table::{LinkedExtract, Masked, TableError};
use crate::words::translated;

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
    pub earlier: &'a Earlier,
}

/// Writes it all aside and makes it visible in one step; `meanwhile` reads the complete run while the disk is waited for.
/// Gives the report, what `meanwhile` found, and what is no longer needed: a county's rows, for whose memory nobody should
/// wait.
pub(super) fn publish<T: Send>(
    folder: Arc<OutFolder>,
    finished: &FinishedRun<'_>,
    evidence: EvidenceRecords,
    clock: Clock<'_>,
    meanwhile: impl FnOnce(&Path) -> T + Send,
) -> Result<(Report, T, Box<dyn Send>), RunError> {
    let (data, lang) = (finished.data, finished.options.lang);
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
    let names = results::Names::of(data);
    let of_matches = || {
        let undetermined = MaskedRows::new(results::undetermined(data), mask);
        let table = undetermined.table(mask)?;
        Ok::<_, TableError>((results::identity(data, &names)?, (undetermined, table)))
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
        let people = finished.earlier.people_for_next(data, &finished.changes.known);
        Ok::<_, TableError>((findings, last_run::people_frame(&people).and_then(masked)?))
    };
    let of_registry = || results::Households::of(data, &names, finished.job.as_of);
    let ((of_findings, known), ((matches, registered), (people, differences))) = rayon::join(
        || rayon::join(of_findings, known),
        || rayon::join(|| rayon::join(of_matches, of_registry), || rayon::join(of_people, of_differences)),
    );
    let (suspects, findings, evidence, [suspect_table, finding_table, evidence_table]) =
        of_findings.map_err(at("publish"))?;
    let (omission_table, open_omissions, omissions) = people.map_err(at("publish"))?;
    let (identity, (undetermined, undetermined_table)) = matches.map_err(at("publish"))?;
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
        (undetermined_table, Formats::CSV),
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
    // `run.json` speaks English, and the report to whoever reads it.
    let (warnings, warnings_of_report) = (warnings(finished, Lang::En), warnings(finished, lang));
    let titles: Vec<_> = sources.iter().map(|source| translated(&source.title, lang).to_owned()).collect();
    let gate = |source: &SourceHealth| {
        source.row.gate.as_ref().map(|(cause, why)| labels::cause_and_why(*cause, why, lang))
    };
    let gates: Vec<_> = sources.iter().map(gate).collect();
    let news = deliveries(finished, &sources);
    let mut report = report(finished, sources);
    let trend = trend(finished, &report);
    let of_standing = standing.iter().map(|row| row.household_id.as_str()).collect();
    let wanted = results::cards_to_find(data, finished.suspects, &of_standing);
    let registered = registered.map_err(at("publish"))?;
    let (households, members) = registered.rows(&wanted).map_err(at("publish"))?;
    let missing = missing_sources(finished);
    let not_known = not_known(&missing, &rules, lang);
    let edition = Edition {
        job: &finished.job.name,
        run_id: &finished.identity.run_id,
        as_of: finished.job.as_of,
        not_known: &not_known,
        lang,
    };
    let visits = Visits {
        suspects: &suspects,
        findings: &findings,
        evidence: &evidence,
        standing: &standing,
        standing_evidence: &standing_evidence,
        not_to_visit: &visited.not_to_visit,
        ranks: &ranks,
        undetermined: &undetermined,
        households: &households,
        members: &members,
    };
    let as_of = finished.job.as_of.to_string();
    let for_people = || {
        let villages = village_workbooks(&visits, &rules, &edition);
        let omission_lists = omission_lists(&omissions, &rules, lang);
        pending.report_html(&ReportFacts {
            lang,
            job: &finished.job.name,
            run_id: &finished.identity.run_id,
            as_of: &as_of,
            cards: report.cards,
            suspects: &suspects,
            findings: &findings,
            omissions: &omissions,
            open_omissions: &report.open_omissions,
            undetermined: &undetermined,
            quality: &quality,
            sources: &titles,
            gates: &gates,
            deliveries: &news,
            trend: &trend,
            missing: &missing,
            before: finished.last.map(|last| Before { run_id: &last.run_id, suspects: last.suspects }),
            gone: &gone,
            standing: &standing,
            disputed: &disputed,
            decided: &visited.decided,
            statistics: &visited.statistics,
            warnings: &warnings_of_report,
            rules: &rules,
            villages: villages.iter().map(VillageWorkbook::link).collect(),
        })?;
        let (summaries, disputes) =
            (summaries(&villages, &rules, &edition), dispute_lists(&disputed, &rules, lang));
        // The county's own is the largest: nobody should wait for it at the end.
        let mut lists: Vec<&dyn ListFile> = summaries.iter().rev().map(|own| own as _).collect();
        lists.extend(villages.iter().map(|own| own as &dyn ListFile));
        lists.extend(omission_lists.iter().map(|own| own as &dyn ListFile));
        lists.extend(disputes.iter().map(|own| own as &dyn ListFile));
        pending.lists(&lists)
    };
    let for_programs = || {
        let tables: Vec<_> = tables.iter().map(|(table, formats)| (table, *formats)).collect();
        let small = || {
            pending.tables(&tables)?;
            for own in [&registered.cards, &registered.members] {
                pending.stage_table(own.name, &own.table)?;
            }
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
        draws_up_to: data.outcomes.draws_up_to,
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
    let (published, told) = pending.publish_while(meanwhile)?;
    report.dir = published.dir;
    let tables = (tables, known_findings, known_people, registered);
    let rows = (suspects, findings, evidence, standing, standing_evidence, omissions, undetermined, ranks);
    Ok((report, told, Box::new((tables, rows, households, members))))
}
