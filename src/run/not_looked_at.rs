//! What earlier runs found and this one could not look at, and what is another since the last run: told by the last
//! run's own rows, which are read again only where something is to be told.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::RunError;
use super::last_run::LastRun;
use crate::change::{Changes, GoneFinding};
use crate::domain::{Change, Fingerprint};
use crate::publish::{self, PublishError};
use crate::read_back::{read_rows, read_rows_of};
use crate::results::{
    ChangeRow, ChangedValue, EvidenceRow, FindingRow, NotLookedAt, OmissionRow, RunData, STANDING_EVIDENCE,
    StandingRow, what_changed,
};
use crate::table::Card;

/// What of the last run is told again.
#[derive(Debug, Default)]
pub(super) struct ToldAgain {
    pub standing: Vec<StandingRow>,
    /// The records behind them, as they were last confirmed.
    pub standing_evidence: Vec<EvidenceRow>,
    pub changes: Vec<ChangeRow>,
}

/// Reads what is needed of the last run.
pub(super) fn told_again(
    last: Option<&LastRun>,
    out: &Path,
    data: &RunData<'_>,
    changes: &Changes,
    evidence: &[EvidenceRow],
) -> Result<ToldAgain, RunError> {
    let Some(last) = last else { return Ok(ToldAgain::default()) };
    let of_last = |error: PublishError| error.of_last_run(&last.dir, &publish::latest_link(out));
    let before = Before::of(&last.dir, changes).map_err(of_last)?;
    let households = changes.known.values().map(|known| known.household_id.as_str()).collect();
    let cards = data.roster.cards_called(&households).into_iter();
    let cards: BTreeMap<_, _> = cards.filter_map(|(id, at)| Some((id, data.roster.card(at)?))).collect();
    let mut told = ToldAgain::default();
    for gone in changes.gone.iter().filter(|gone| gone.why.was_not_looked_at()) {
        let Some(mut row) = before.standing(gone) else { continue };
        if let Some(card) = cards.get(gone.household_id.as_str()) {
            place(&mut row, card);
        }
        row.last_outcome = data.outcomes.of(&gone.fingerprint).map(|own| own.outcome.to_string());
        let behind = before.evidence.get(row.fingerprint.as_str()).into_iter().flatten();
        let of_card =
            |own: &EvidenceRow| EvidenceRow { household_id: row.household_id.clone(), ..own.clone() };
        told.standing_evidence.extend(behind.map(of_card));
        told.standing.push(row);
    }
    told.standing.sort_by(|a, b| (&a.household_id, &a.rule).cmp(&(&b.household_id, &b.rule)));
    told.changes = before.changes(changes, evidence, &cards);
    Ok(told)
}

fn place(row: &mut StandingRow, card: &Card) {
    row.household_id.clone_from(&card.household_id);
    row.township.clone_from(&card.township);
    row.village.clone_from(&card.village);
    row.head_name.clone_from(&card.head_name);
    row.members = i64::from(card.members);
}

/// Rows of the last run, those that are asked for.
#[derive(Debug, Default)]
struct Before {
    findings: BTreeMap<String, FindingRow>,
    standing: BTreeMap<String, StandingRow>,
    evidence: BTreeMap<String, Vec<EvidenceRow>>,
    omissions: BTreeMap<String, OmissionRow>,
}

impl Before {
    fn of(dir: &Path, changes: &Changes) -> Result<Self, PublishError> {
        let changed = changes.changes.iter().filter(|(_, (change, _))| *change == Change::Changed);
        let changed = changed.map(|(fingerprint, _)| fingerprint.as_str());
        let gone = changes.gone.iter().map(|gone| gone.fingerprint.as_str());
        let asked: BTreeSet<_> = changed.chain(gone).collect();
        let mut before = Self::default();
        if asked.is_empty() {
            return Ok(before);
        }
        let findings = read_rows::<FindingRow>(dir)?.into_iter();
        before.findings =
            by(findings.filter(|row| asked.contains(&*row.fingerprint)), |row| &row.fingerprint);
        let standing = read_rows::<StandingRow>(dir)?.into_iter();
        before.standing =
            by(standing.filter(|row| asked.contains(&*row.fingerprint)), |row| &row.fingerprint);
        let omissions = read_rows::<OmissionRow>(dir)?.into_iter();
        before.omissions =
            by(omissions.filter(|row| asked.contains(&*row.fingerprint)), |row| &row.fingerprint);
        let evidence = read_rows::<EvidenceRow>(dir)?.into_iter();
        let all = evidence.chain(read_rows_of::<EvidenceRow>(dir, STANDING_EVIDENCE)?);
        for row in all.filter(|row| asked.contains(&*row.fingerprint)) {
            before.evidence.entry(row.fingerprint.clone()).or_default().push(row);
        }
        Ok(before)
    }

    /// A finding that stands, as it was last confirmed.
    fn standing(&self, gone: &GoneFinding) -> Option<StandingRow> {
        let not = NotLookedAt {
            why: gone.why,
            cause: gone.cause.clone(),
            first_seen: gone.first_seen,
            last_confirmed: gone.last_confirmed,
        };
        let fingerprint = gone.fingerprint.as_str();
        let found = self.findings.get(fingerprint).cloned();
        let stood = || self.standing.get(fingerprint).cloned();
        match found {
            Some(row) => Some(StandingRow::of_finding(row, not)),
            None => stood().map(|row| row.still(not)),
        }
    }

    /// Where a finding of the last run stood.
    fn place(&self, fingerprint: &str) -> (String, String) {
        let found = self.findings.get(fingerprint).map(|row| (&row.township, &row.village));
        let stood = || self.standing.get(fingerprint).map(|row| (&row.township, &row.village));
        let omitted = || self.omissions.get(fingerprint).map(|row| (&row.township, &row.village));
        let place = found.or_else(stood).or_else(omitted);
        place.map(|(township, village)| (township.clone(), village.clone())).unwrap_or_default()
    }

    fn changes(
        &self,
        changes: &Changes,
        evidence: &[EvidenceRow],
        cards: &BTreeMap<&str, &Card>,
    ) -> Vec<ChangeRow> {
        let mut after = BTreeMap::<&str, Vec<EvidenceRow>>::new();
        let is_changed = |row: &&EvidenceRow| self.evidence.contains_key(&row.fingerprint);
        for row in evidence.iter().filter(is_changed) {
            after.entry(row.fingerprint.as_str()).or_default().push(row.clone());
        }
        let mut rows = Vec::new();
        for (fingerprint, (change, first_seen)) in &changes.changes {
            let what = match change {
                Change::Changed => {
                    let of = |rows: Option<&Vec<EvidenceRow>>| rows.cloned().unwrap_or_default();
                    let before = of(self.evidence.get(fingerprint.as_str()));
                    what_changed(&before, &of(after.get(fingerprint.as_str())))
                }
                Change::Reopened => vec![ChangedValue::default()],
                Change::New | Change::Unchanged => continue,
            };
            let Some(known) = changes.known.get(fingerprint) else { continue };
            let card = cards.get(known.household_id.as_str());
            let place = card.map(|card| (card.township.clone(), card.village.clone()));
            let place = place.unwrap_or_else(|| self.place(fingerprint.as_str()));
            let row = ChangeRow {
                first_seen: Some(*first_seen),
                last_confirmed: Some(known.last_confirmed),
                ..row(fingerprint, &known.household_id, &known.rule, change.as_str(), place)
            };
            rows.extend(what.into_iter().map(|what| of_value(row.clone(), what)));
        }
        for gone in &changes.gone {
            let place = self.place(gone.fingerprint.as_str());
            let name = self.omissions.get(gone.fingerprint.as_str()).map(|row| row.name.clone());
            rows.push(ChangeRow {
                first_seen: Some(gone.first_seen),
                last_confirmed: Some(gone.last_confirmed),
                cause: gone.cause.clone(),
                person_name: name.unwrap_or_default(),
                ..row(&gone.fingerprint, &gone.household_id, &gone.rule, gone.why.as_str(), place)
            });
        }
        rows
    }
}

fn by<R>(rows: impl Iterator<Item = R>, key: impl Fn(&R) -> &String) -> BTreeMap<String, R> {
    rows.map(|row| (key(&row).clone(), row)).collect()
}

fn row(
    fingerprint: &Fingerprint,
    household: &str,
    rule: &str,
    change: &str,
    (township, village): (String, String),
) -> ChangeRow {
    ChangeRow {
        fingerprint: fingerprint.to_string(),
        household_id: household.to_owned(),
        township,
        village,
        rule: rule.to_owned(),
        change: change.to_owned(),
        first_seen: None,
        last_confirmed: None,
        cause: None,
        extract: String::new(),
        person_name: String::new(),
        asset: String::new(),
        column: String::new(),
        before: String::new(),
        after: String::new(),
    }
}

fn of_value(row: ChangeRow, what: ChangedValue) -> ChangeRow {
    let ChangedValue { extract, person_name, asset, column, before, after } = what;
    ChangeRow { extract, person_name, asset, column, before, after, ..row }
}
