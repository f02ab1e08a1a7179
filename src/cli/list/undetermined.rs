//! `bidui list --undetermined`: what could not be decided, why, and who can supply what is missing.

use std::collections::BTreeSet;
use std::path::Path;

use super::super::ExitCode;
use super::super::args::ListArguments;
use super::super::terminal::Terminal;
use super::Failure;
use super::filter::{Filter, chosen, of_place};
use super::listed::{Column, Listed, hand_over, in_order, text};
use crate::domain::Cause;
use crate::labels::{self, Lang};
use crate::read_back::{self, UndeterminedLine};
use crate::words::phrase;

pub(super) fn answer(
    arguments: &ListArguments,
    dir: &Path,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let (run_id, lines) = (read_back::read_manifest(dir)?.run_id, read_back::read_undetermined(dir)?);
    let mut filters = of_place::<UndeterminedLine>(arguments);
    filters.extend([
        Filter::of("rule", &arguments.rule, |line: &UndeterminedLine| line.rule.clone()),
        Filter::of("cause", &arguments.cause, |line: &UndeterminedLine| line.cause.clone())
            .of_words(Cause::ALL.iter().map(|cause| cause.as_str()).collect()),
    ]);
    let (found, filter) = chosen(&lines, filters, |_| "", arguments, terminal).ok_or(Failure::Usage)?;
    let found = in_order(found, arguments, terminal)?;
    let cards: BTreeSet<_> = found.iter().map(|line| &line.household_id).collect();
    let (cards, verdicts) = (cards.len(), found.len());
    eprintln!("{}", phrase!(terminal.lang, "list-of-undetermined", run_id, verdicts, cards, filter));
    hand_over(&found, arguments, terminal)
}

impl Listed for UndeterminedLine {
    const NAME: &'static str = "undetermined";
    const COLUMNS: &'static [Column] = &[
        text("household_id"),
        text("township"),
        text("village"),
        text("head_name"),
        text("rule"),
        text("cause"),
        text("detail"),
        text("missing"),
    ];

    fn cells(&self) -> Vec<String> {
        let missing = labels::missing(Cause::parse(&self.cause), Lang::En);
        self.cells_with(self.cause.clone(), self.detail.clone(), missing.to_owned())
    }

    fn in_words(&self, lang: Lang) -> Vec<String> {
        let missing = labels::missing(Cause::parse(&self.cause), lang);
        let detail = labels::detail(&self.detail, lang);
        self.cells_with(labels::of_cause(&self.cause, lang), detail, missing.to_owned())
    }

    fn whose(&self) -> [&str; 3] {
        [&self.township, &self.village, &self.household_id]
    }
}

impl UndeterminedLine {
    fn cells_with(&self, cause: String, detail: String, missing: String) -> Vec<String> {
        let own = [&self.household_id, &self.township, &self.village, &self.head_name, &self.rule];
        let mut cells: Vec<String> = own.into_iter().cloned().collect();
        cells.extend([cause, detail, missing]);
        cells
    }
}
