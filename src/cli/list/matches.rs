//! `bidui list --matches`: links that somebody has to check before they mean anything.

use std::collections::BTreeSet;
use std::path::Path;

use super::super::ExitCode;
use super::super::args::ListArguments;
use super::super::terminal::Terminal;
use super::Failure;
use super::filter::{Filter, chosen, of_place};
use super::listed::{Column, Listed, count, hand_over, in_order, text};
use crate::domain::Method;
use crate::labels::{self, Lang};
use crate::read_back::{self, MatchLine};
use crate::words::phrase;

pub(super) fn answer(
    arguments: &ListArguments,
    dir: &Path,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let (run_id, lines) = (read_back::read_manifest(dir)?.run_id, read_back::read_matches(dir)?);
    let mut filters = of_place::<MatchLine>(arguments);
    filters.extend([Filter::of("method", &arguments.method, |line: &MatchLine| line.method.clone())
        .of_words(Method::ALL.iter().map(|method| method.as_str()).collect())]);
    let (found, filter) = chosen(&lines, filters, |_| "", arguments, terminal).ok_or(Failure::Usage)?;
    let found = in_order(found, arguments, terminal)?;
    let cards: BTreeSet<_> = found.iter().map(|line| &line.household_id).collect();
    let (cards, matches) = (cards.len(), found.len());
    eprintln!("{}", phrase!(terminal.lang, "list-of-matches", run_id, matches, cards, filter));
    hand_over(&found, arguments, terminal)
}

impl Listed for MatchLine {
    const NAME: &'static str = "matches";
    const COLUMNS: &'static [Column] = &[
        text("household_id"),
        text("township"),
        text("village"),
        text("head_name"),
        text("person_id"),
        text("extract"),
        text("source_file"),
        count("source_row"),
        text("method"),
        text("probability"),
        text("why"),
    ];

    fn cells(&self) -> Vec<String> {
        vec![
            self.household_id.clone(),
            self.township.clone(),
            self.village.clone(),
            self.head_name.clone(),
            self.person_id.clone(),
            self.extract.clone(),
            self.source_file.clone(),
            self.source_row.map(|row| row.to_string()).unwrap_or_default(),
            self.method.clone(),
            format!("{:.3}", self.probability),
            self.why.clone(),
        ]
    }

    fn in_words(&self, lang: Lang) -> Vec<String> {
        let mut line = self.clone();
        line.method = labels::of_method(&line.method, lang).to_owned();
        line.cells()
    }

    fn whose(&self) -> [&str; 3] {
        [&self.township, &self.village, &self.household_id]
    }
}
