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
    match terminal.lang {
        Lang::Zh => eprintln!("批次 {run_id}：{disputes} 条线索正在申诉复核；{filter}"),
        Lang::En => eprintln!("run {run_id}: {disputes} findings are disputed; {filter}"),
    }
    hand_over(&found, arguments, terminal)
}

impl Listed for DisputeLine {
    const TITLE: &'static str = "申诉复核";
    const COLUMNS: &'static [Column] = &[
        text("household_id", "户编号"),
        text("township", "乡镇"),
        text("village", "行政村"),
        text("head_name", "户主"),
        text("rule", "规则"),
        count("condition", "条件"),
        text("reason", "理由"),
        text("note", "说明"),
        text("visited_on", "申诉日期"),
        text("visited_by", "核查人"),
        count("days", "已过天数"),
        text("fingerprint", "线索编号"),
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
