//! The command line arguments. What each is stands in the catalogues: `help-COMMAND-ARGUMENT`, or what its `help` names.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::sample::SampleArguments;
use super::seal::SealArguments;
use crate::labels::Lang;
use crate::two_tables::{Block, Columns, Comparison};
use crate::words::{Said, said};

/// What was asked on the command line.
#[derive(Debug, Parser)]
#[command(name = "bidui", disable_help_subcommand = true)]
pub struct Arguments {
    #[arg(long, global = true, value_enum)]
    pub(super) lang: Option<Lang>,
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub(super) verbose: u8,
    #[arg(long, global = true, value_name = "FILTER")]
    pub(super) log: Option<String>,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Run(RunArguments),
    Check(CheckArguments),
    #[command(subcommand)]
    Rules(RulesCommand),
    List(Box<ListArguments>),
    Explain(ExplainArguments),
    Link(Box<LinkArguments>),
    Generate(GenerateArguments),
    Score(ScoreArguments),
    Runs(RunsArguments),
    #[command(subcommand)]
    Outcome(OutcomeCommand),
    Sample(SampleArguments),
    Seal(SealArguments),
    #[command(subcommand)]
    Audit(AuditCommand),
}

/// Whose history is meant.
#[derive(Debug, Args)]
pub struct HistoryArguments {
    #[arg(long, value_name = "JOB", global = true, help = "help-history-job")]
    pub job: Option<PathBuf>,
    #[arg(long, value_name = "DIR", global = true, help = "help-history-output")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct RunsArguments {
    #[command(flatten)]
    pub history: HistoryArguments,
    #[arg(long, value_enum, default_value_t, global = true)]
    pub format: MessageFormat,
    #[command(subcommand)]
    pub command: Option<RunsCommand>,
}

#[derive(Debug, Subcommand)]
pub enum RunsCommand {
    Show { id: String },
    Replay { id: String },
    History { fingerprint: String },
    Diff { a: String, b: String },
}

#[derive(Debug, Subcommand)]
pub enum OutcomeCommand {
    Import(ImportArguments),
    Record(RecordArguments),
    Stats(StatsArguments),
}

#[derive(Debug, Args)]
pub struct ImportArguments {
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    #[arg(long)]
    pub accept_conflicts: bool,
    #[arg(long, value_enum, default_value_t)]
    pub format: MessageFormat,
    #[command(flatten)]
    pub history: HistoryArguments,
}

#[derive(Debug, Args)]
pub struct RecordArguments {
    pub fingerprint: String,
    #[arg(long)]
    pub outcome: String,
    #[arg(long)]
    pub reason: Option<String>,
    #[arg(long)]
    pub note: Option<String>,
    #[arg(long, value_name = "DATE")]
    pub until: Option<NaiveDate>,
    #[arg(long, value_name = "DATE")]
    pub visited_on: Option<NaiveDate>,
    #[arg(long, value_name = "NAME")]
    pub visited_by: Option<String>,
    #[arg(long)]
    pub accept_conflicts: bool,
    #[command(flatten)]
    pub history: HistoryArguments,
}

#[derive(Debug, Args)]
pub struct StatsArguments {
    #[arg(long, value_enum, default_value_t)]
    pub format: MessageFormat,
    #[command(flatten)]
    pub history: HistoryArguments,
}

#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    Verify(AuditArguments),
    Log(AuditArguments),
}

#[derive(Debug, Args)]
pub struct AuditArguments {
    #[arg(long, value_enum, default_value_t)]
    pub format: MessageFormat,
    #[command(flatten)]
    pub history: HistoryArguments,
}

#[derive(Debug, Args)]
pub struct RunArguments {
    pub job: PathBuf,
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,
    #[arg(long)]
    pub reveal_ids: bool,
    #[arg(long)]
    pub keep_stages: bool,
    #[arg(long, value_enum, default_value_t)]
    pub progress: ProgressChoice,
}

#[derive(Debug, Args)]
pub struct CheckArguments {
    pub job: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    pub format: MessageFormat,
}

#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    Test {
        #[arg(conflicts_with = "job")]
        paths: Vec<PathBuf>,
        #[arg(long)]
        job: Option<PathBuf>,
    },
    List {
        #[arg(long)]
        job: Option<PathBuf>,
        #[arg(long, value_enum, default_value_t)]
        format: MessageFormat,
    },
    Export {
        dir: PathBuf,
        #[arg(long)]
        job: Option<PathBuf>,
    },
    Show {
        id: String,
        #[arg(long)]
        sql: bool,
        #[arg(long)]
        job: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub struct ListArguments {
    #[arg(long, value_name = "JOB", conflicts_with = "run")]
    pub job: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    pub run: Option<PathBuf>,
    #[arg(long, group = "what")]
    pub omissions: bool,
    #[arg(long, group = "what")]
    pub standing: bool,
    #[arg(long, group = "what")]
    pub undetermined: bool,
    #[arg(long, group = "what")]
    pub matches: bool,
    #[arg(long, group = "what")]
    pub disputes: bool,
    #[arg(long, value_delimiter = ',')]
    pub township: Vec<String>,
    #[arg(long, value_delimiter = ',')]
    pub village: Vec<String>,
    #[arg(long, value_delimiter = ',', conflicts_with = "matches")]
    pub rule: Vec<String>,
    #[arg(long, value_delimiter = ',', conflicts_with = "what")]
    pub condition: Vec<u8>,
    #[arg(long, value_delimiter = ',', conflicts_with = "what")]
    pub severity: Vec<String>,
    #[arg(long, value_delimiter = ',', conflicts_with = "what")]
    pub verdict: Vec<String>,
    #[arg(long, value_delimiter = ',', conflicts_with = "what")]
    pub confidence: Vec<String>,
    #[arg(long, value_delimiter = ',', conflicts_with_all = ["standing", "undetermined", "matches", "disputes"])]
    pub change: Vec<String>,
    #[arg(long, value_delimiter = ',', conflicts_with = "what")]
    pub outcome: Vec<String>,
    #[arg(long, value_name = "DAYS", conflicts_with_all = ["undetermined", "matches", "disputes"])]
    pub first_seen: Option<String>,
    #[arg(long, value_delimiter = ',', requires = "undetermined")]
    pub cause: Vec<String>,
    #[arg(long, value_delimiter = ',', requires = "matches")]
    pub method: Vec<String>,
    #[arg(long, value_delimiter = ',', value_name = "COLUMNS", allow_hyphen_values = true)]
    pub sort: Vec<String>,
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    #[arg(long, value_delimiter = ',')]
    pub columns: Vec<String>,
    #[arg(long, value_enum)]
    pub format: Option<ListFormat>,
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ExplainArguments {
    #[arg(value_name = "FINGERPRINT|HOUSEHOLD", required_unless_present = "village")]
    pub keys: Vec<String>,
    #[arg(long, conflicts_with = "keys")]
    pub village: Option<String>,
    #[arg(long, requires = "village")]
    pub township: Option<String>,
    #[arg(long, value_name = "JOB", conflicts_with = "run")]
    pub job: Option<PathBuf>,
    #[arg(long, value_name = "DIR")]
    pub run: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub format: ExplainFormat,
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct LinkArguments {
    pub a: PathBuf,
    pub b: PathBuf,
    #[arg(long, value_name = "COMPARISON", required = true)]
    pub on: Vec<Comparison>,
    #[arg(long, value_name = "COLUMNS", required = true)]
    pub block: Vec<Block>,
    #[arg(long, value_name = "COLUMN")]
    pub key: Vec<Columns>,
    #[arg(long, value_enum, default_value_t)]
    pub relation: RelationChoice,
    #[arg(long, value_name = "P", default_value_t = 0.9, value_parser = probability)]
    pub threshold: f64,
    #[arg(long, value_name = "N", default_value_t = 200_000_000)]
    pub most_pairs: u64,
    #[arg(long)]
    pub no_frequency: bool,
    #[arg(long, value_enum)]
    pub format: Option<PairFormat>,
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

fn probability(text: &str) -> Result<f64, Said> {
    let number = text.parse().ok().filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| said!("a-number-between-0-and-1"))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum RelationChoice {
    #[default]
    OneToOne,
    ManyToOne,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PairFormat {
    Csv,
    Json,
}

#[derive(Debug, Args)]
pub struct GenerateArguments {
    pub out: PathBuf,
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub households: u64,
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    #[arg(long, value_enum, default_value_t)]
    pub dirt: DirtChoice,
    #[arg(long, value_name = "PERCENT", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=50))]
    pub broken_registry_numbers: u8,
    #[arg(long, value_enum, default_value_t)]
    pub format: DeliveryFormat,
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

#[derive(Debug, Args)]
pub struct ScoreArguments {
    pub run: PathBuf,
    pub truth: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    pub format: ScoreFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ScoreFormat {
    #[default]
    Table,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum DirtChoice {
    None,
    #[default]
    Usual,
    Heavy,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum DeliveryFormat {
    #[default]
    Delivered,
    Utf8,
    Parquet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ProgressChoice {
    #[default]
    Auto,
    Json,
    None,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum ExplainFormat {
    #[default]
    Text,
    Json,
    Html,
    Pdf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum MessageFormat {
    #[default]
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ListFormat {
    Table,
    Csv,
    Xlsx,
    Json,
}
