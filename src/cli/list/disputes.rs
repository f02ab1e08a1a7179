//! `bidui list --disputes`: findings that a family objects to, and for how long already.

use std::path::Path;

use super::super::ExitCode;
use super::super::args::ListArguments;
use super::super::terminal::Terminal;
use super::Failure;
use super::filter::{Filter, chosen, of_place};
use super::listed::{Column, Listed, count, hand_over, in_order, text};
use crate::labels::{self, Lang};
use crate::read_back::{self, DisputeLine};
use crate::words::phrase;

pub(super) fn answer(
    arguments: &ListArguments,
    dir: &Path,
    terminal: &Terminal,
) -> Result<ExitCode, Failure> {
    let (run_id, lines) = (read_back::read_manifest(dir)?.run_id, read_back::read_disputes(dir)?);
    let mut filters = of_place::<DisputeLine>(arguments);
    filters.extend([Filter::of("rule", &arguments.rule, |line: &DisputeLine| line.rule.clone())]);
    let (found, filter) = chosen(&lines, filters, |_| "", arguments, terminal).ok_or(Failure::Usage)?;
    let found = in_order(found, arguments, terminal)?;
    let disputes = found.len();
    eprintln!("{}", phrase!(terminal.lang, "list-of-disputes", run_id, disputes, filter));
    hand_over(&found, arguments, terminal)
}

impl Listed for DisputeLine {
    const NAME: &'static str = "disputes";
    const COLUMNS: &'static [Column] = &[
        text("household_id"),
        text("township"),
        text("village"),
        text("head_name"),
        text("rule"),
        count("condition"),
        text("reason"),
        text("note"),
        text("visited_on"),
        text("visited_by"),
        count("days"),
        text("fingerprint"),
    ];

    fn cells(&self) -> Vec<String> {
        let own = [
            &self.household_id,
            &self.township,
            &self.village,
            &self.head_name,
            &self.rule,
            &self.condition,
            &self.reason,
            &self.note,
            &self.visited_on,
            &self.visited_by,
            &self.days,
            &self.fingerprint,
        ];
        own.into_iter().cloned().collect()
    }

    fn in_words(&self, lang: Lang) -> Vec<String> {
        let mut line = self.clone();
        line.reason = labels::of_reason(&line.reason, lang).to_owned();
        line.cells()
    }

    fn whose(&self) -> [&str; 3] {
        [&self.township, &self.village, &self.household_id]
    }
}
