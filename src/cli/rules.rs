//! `bidui rules`: test rules by their examples, show a rule in words or as SQL.

use std::path::{Path, PathBuf};

use chrono::{Local, NaiveDate};

use super::ExitCode;
use super::args::RulesCommand;
use super::terminal::Terminal;
use crate::diagnostic::{Diagnostic, nearest};
use crate::job::{Job, RuleFolder};
use crate::rulebook;
use crate::trial;
use crate::words::Lang;

pub fn answer(command: &RulesCommand, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    match command {
        RulesCommand::Test { paths } => test(paths, terminal),
        RulesCommand::Show { id, sql, job } => show(id, *sql, job.as_deref(), terminal),
    }
}

fn test(paths: &[PathBuf], terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let (folder, mut problems) = RuleFolder::read(paths);
    let today = Local::now().date_naive();
    let (rules, found) = rulebook::read_rules(&folder.rules, &folder.schemas, today);
    problems.extend(found);
    let trial = match trial::try_all(&rules, &folder.schemas, today) {
        Ok(trial) => trial,
        Err(error) => {
            eprintln!("{}{error}", terminal.say("机器故障：", "the machine failed: "));
            return Ok(ExitCode::Machine);
        }
    };
    problems.extend(trial.contradicted.iter().cloned());
    super::print_problems(&problems, terminal);
    let agreed = trial.examples - trial.contradicted.len();
    let said = match terminal.lang {
        Lang::Zh => format!("规则 {} 条，例子 {} 个，相符 {agreed} 个\n", trial.rules, trial.examples),
        Lang::En => format!("{} rules, {} examples, {agreed} as expected\n", trial.rules, trial.examples),
    };
    super::print_data(said.as_bytes())?;
    let fit = !problems.iter().any(Diagnostic::is_error);
    Ok(if fit { ExitCode::Done } else { ExitCode::MustFix })
}

fn show(id: &str, sql: bool, job: Option<&Path>, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    let today = Local::now().date_naive();
    let (folder, as_of, mut problems): (_, NaiveDate, _) = match job {
        None => {
            let (folder, problems) = RuleFolder::read(&[]);
            (folder, today, problems)
        }
        Some(path) => {
            let (job, problems) = Job::read(path, today);
            let Some(job) = job else {
                super::print_problems(&problems, terminal);
                return Ok(ExitCode::MustFix);
            };
            let folder = RuleFolder { rules: job.rule_sources, schemas: job.schemas };
            (folder, job.as_of, problems)
        }
    };
    let (rules, found) = rulebook::read_rules(&folder.rules, &folder.schemas, as_of);
    let Some(rule) = rules.iter().find(|rule| rule.id == id) else {
        problems.extend(found);
        super::print_problems(&problems, terminal);
        let near = nearest(id, rules.iter().map(|rule| rule.id.as_str()));
        let ids: Vec<_> = rules.iter().map(|rule| rule.id.as_str()).collect();
        let hint = near.map_or_else(|| ids.join(", "), |near| format!("{near}?"));
        eprintln!("{} `{id}`: {hint}", terminal.say("没有这条规则", "there is no rule"));
        return Ok(ExitCode::Usage);
    };
    let text = if sql { rulebook::to_sql(rule, as_of) } else { rulebook::in_words(rule, as_of) };
    super::print_data(format!("{}\n", text.trim_end()).as_bytes())?;
    Ok(ExitCode::Done)
}
