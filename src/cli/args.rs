//! The command line arguments.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use super::sample::SampleArguments;
use crate::two_tables::{Block, Columns, Comparison};

/// Compares a county's poverty registry with what the departments hold, and hands inspectors the
/// households to visit. A flag is a lead, never a conclusion: a person decides.
#[derive(Debug, Parser)]
#[command(name = "bidui", version, about, propagate_version = true, disable_help_subcommand = true)]
pub struct Arguments {
    /// Language of messages; by default the terminal's
    #[arg(long, global = true, value_enum)]
    pub lang: Option<LangChoice>,
    /// Say more on standard error; twice for everything
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// What to log, e.g. `info` or `bidui::link=debug`; logs carry no personal data
    #[arg(long, global = true, value_name = "FILTER")]
    pub log: Option<String>,
    #[command(subcommand)]
    /// What to do.
    pub command: Command,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compare everything once and publish the result
    Run(RunArguments),
    /// Report everything that is wrong with a job, its rules and schemas; nothing is written
    Check(CheckArguments),
    /// Test or show rules
    #[command(subcommand)]
    Rules(RulesCommand),
    /// Pull a mismatch list out of a published run
    List(Box<ListArguments>),
    /// Explain a card: its findings with the rule, the record and whom it is about, and what was left open
    Explain(ExplainArguments),
    /// Find which rows of two tables (CSV, workbook, Parquet) are about the same person or thing
    Link(Box<LinkArguments>),
    /// Write a synthetic county whose truth is known, with a job that `run` takes as it is
    Generate(GenerateArguments),
    /// Measure a run of a synthetic county by its truth
    Score(ScoreArguments),
    /// The runs of a job: what each counted and was made from, and what is different between two
    Runs(RunsArguments),
    /// What came of visits: record, import, count
    #[command(subcommand)]
    Outcome(OutcomeCommand),
    /// Draw a spot check: villages and cards by chance, with a form for each village, to estimate what the comparison misses
    Sample(SampleArguments),
    /// Who did what, and whether anything in the store was edited
    #[command(subcommand)]
    Audit(AuditCommand),
}

/// Whose history is meant.
#[derive(Debug, Args)]
pub struct HistoryArguments {
    /// The job whose history is meant; by default `job.toml` in this folder
    #[arg(long, value_name = "JOB", global = true)]
    pub job: Option<PathBuf>,
    /// The folder of its runs, where it was run with `--output`
    #[arg(long, value_name = "DIR", global = true)]
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
    /// What a run was made from and what it counted
    Show {
        /// A run's id, or `latest`
        id: String,
    },
    /// Do a run again, aside, and hold it against what was published: the same bytes, or what is no longer there
    Replay {
        /// A run's id, or `latest`
        id: String,
    },
    /// What became of a finding, run after run
    History {
        /// The fingerprint of the finding (线索编号)
        fingerprint: String,
    },
    /// Cards and findings that came, went and changed from one run to another, and whether for the data or for the rules
    Diff {
        /// The earlier run
        a: String,
        /// The later run, or `latest`
        b: String,
    },
}

#[derive(Debug, Subcommand)]
pub enum OutcomeCommand {
    /// Take in filled-in lists (workbooks or CSV); importing a file again changes nothing
    Import(ImportArguments),
    /// Record what came of one visit
    Record(RecordArguments),
    /// How many were visited, removed and retained, by rule, source, method and township
    Stats(StatsArguments),
}

#[derive(Debug, Args)]
pub struct ImportArguments {
    /// Filled-in lists with a column 线索编号 (fingerprint) or 户编号 (household_id), and 核查结果 (outcome)
    #[arg(required = true)]
    pub files: Vec<PathBuf>,
    /// Take outcomes that contradict one of the same visit, too; both are kept, and the new one counts
    #[arg(long)]
    pub accept_conflicts: bool,
    #[arg(long, value_enum, default_value_t)]
    pub format: MessageFormat,
    #[command(flatten)]
    pub history: HistoryArguments,
}

#[derive(Debug, Args)]
pub struct RecordArguments {
    /// The fingerprint of the finding (线索编号)
    pub fingerprint: String,
    /// removed, exited, reevaluate, merged, natural_decrease, data_corrected, retained, disputed, unreachable; or in Chinese
    #[arg(long)]
    pub outcome: String,
    /// Why a household is retained: nominal_holder, identity_misused, sold_not_transferred, scrapped_not_struck_off,
    /// before_marriage, after_registration, exempt_use, exempt_housing, not_trading, wrong_person, other; or in Chinese
    #[arg(long)]
    pub reason: Option<String>,
    /// What else is to be said
    #[arg(long)]
    pub note: Option<String>,
    /// The last day on which the decision holds; by default until the evidence changes
    #[arg(long, value_name = "DATE")]
    pub until: Option<NaiveDate>,
    /// The day of the visit; by default today
    #[arg(long, value_name = "DATE")]
    pub visited_on: Option<NaiveDate>,
    /// Who went there
    #[arg(long, value_name = "NAME")]
    pub visited_by: Option<String>,
    /// Record it though it contradicts one of the same visit; both are kept, and this one counts
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
    /// Hold every entry, outcome and run against what was written when it was recorded
    Verify(AuditArguments),
    /// Who did what, the oldest first
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
    /// The job file (job.toml)
    pub job: PathBuf,
    /// Where results go; by default the job's `output`
    #[arg(long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// How many processor threads to use; by default all
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
    /// The date all rules are evaluated at, e.g. 2017-08-31; by default the job's
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<NaiveDate>,
    /// Print citizen numbers in full instead of the last four digits
    #[arg(long)]
    pub reveal_ids: bool,
    /// Write the table after each stage to `stages/`, for whoever asks why
    #[arg(long)]
    pub keep_stages: bool,
    /// How to tell how far the run is, on standard error
    #[arg(long, value_enum, default_value_t)]
    pub progress: ProgressChoice,
}

#[derive(Debug, Args)]
pub struct CheckArguments {
    /// The job file (job.toml)
    pub job: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    pub format: MessageFormat,
}

#[derive(Debug, Subcommand)]
pub enum RulesCommand {
    /// Run the examples that rules carry
    Test {
        /// Rule files or folders; by default the built-in pack
        #[arg(conflicts_with = "job")]
        paths: Vec<PathBuf>,
        /// The job whose rules and schemas are meant
        #[arg(long)]
        job: Option<PathBuf>,
    },
    /// List rules: id, condition, status, whether in force, title
    List {
        /// The job whose rules are meant; by default the built-in pack
        #[arg(long)]
        job: Option<PathBuf>,
        #[arg(long, value_enum, default_value_t)]
        format: MessageFormat,
    },
    /// Write the rule and schema files to a folder, to be read or changed
    Export {
        /// The folder to write to: empty, or not there yet
        dir: PathBuf,
        /// The job whose rules are meant; by default the built-in pack
        #[arg(long)]
        job: Option<PathBuf>,
    },
    /// Show a rule in words
    Show {
        /// The rule's id, e.g. `vehicle-car`
        id: String,
        /// As SQL instead, to re-run elsewhere
        #[arg(long)]
        sql: bool,
        /// The job whose rules and schemas are meant; by default the built-in pack
        #[arg(long)]
        job: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub struct ListArguments {
    /// The job whose latest run is meant; by default `job.toml` in this folder
    #[arg(long, value_name = "JOB", conflicts_with = "run")]
    pub job: Option<PathBuf>,
    /// The folder of a published run, or a folder of runs
    #[arg(long, value_name = "DIR")]
    pub run: Option<PathBuf>,
    /// The people who were left out (漏评), instead of the findings
    #[arg(long, group = "what")]
    pub omissions: bool,
    /// What earlier runs found and this one could not look at, instead of the findings
    #[arg(long, group = "what")]
    pub standing: bool,
    /// What could not be decided, why, and who can supply what is missing
    #[arg(long, group = "what")]
    pub undetermined: bool,
    /// Links that somebody has to check before they mean anything
    #[arg(long, group = "what")]
    pub matches: bool,
    /// Findings that a family objects to
    #[arg(long, group = "what")]
    pub disputes: bool,
    /// Only these townships; several with commas, here and below
    #[arg(long, value_delimiter = ',')]
    pub township: Vec<String>,
    /// Only these villages
    #[arg(long, value_delimiter = ',')]
    pub village: Vec<String>,
    /// Only these rules
    #[arg(long, value_delimiter = ',', conflicts_with = "matches")]
    pub rule: Vec<String>,
    /// Only these conditions, 1 to 6
    #[arg(long, value_delimiter = ',', conflicts_with = "what")]
    pub condition: Vec<u8>,
    /// Only these: exclude, review
    #[arg(long, value_delimiter = ',', conflicts_with = "what")]
    pub severity: Vec<String>,
    /// Only these: suspect, undetermined (possible at most), exempt, experimental
    #[arg(long, value_delimiter = ',', conflicts_with = "what")]
    pub verdict: Vec<String>,
    /// Only these: certain, probable, possible
    #[arg(long, value_delimiter = ',', conflicts_with = "what")]
    pub confidence: Vec<String>,
    /// Only these: new, unchanged, changed, reopened
    #[arg(long, value_delimiter = ',', conflicts_with_all = ["standing", "undetermined", "matches", "disputes"])]
    pub change: Vec<String>,
    /// Only findings whose last visit ended so: removed, retained …; none: nobody has gone yet
    #[arg(long, value_delimiter = ',', conflicts_with = "what")]
    pub outcome: Vec<String>,
    /// Only what was first seen then: DAY, FROM.., ..UNTIL or FROM..UNTIL
    #[arg(long, value_name = "DAYS", conflicts_with_all = ["undetermined", "matches", "disputes"])]
    pub first_seen: Option<String>,
    /// Only what is undetermined for this: source_missing, identity_unknown …
    #[arg(long, value_delimiter = ',', requires = "undetermined")]
    pub cause: Vec<String>,
    /// Only matches of this rung: id_repaired, name_birth_place …
    #[arg(long, value_delimiter = ',', requires = "matches")]
    pub method: Vec<String>,
    /// In the order of these columns; `-` before one turns it round
    #[arg(long, value_delimiter = ',', value_name = "COLUMNS", allow_hyphen_values = true)]
    pub sort: Vec<String>,
    /// Of each village only the first N households: by rank, or as sorted
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
    /// Only these columns, in this order
    #[arg(long, value_delimiter = ',')]
    pub columns: Vec<String>,
    #[arg(long, value_enum)]
    pub format: Option<ListFormat>,
    /// Write to this file; its ending tells the format
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct ExplainArguments {
    /// Household ids (户编号), or fingerprints of findings
    #[arg(value_name = "FINGERPRINT|HOUSEHOLD", required_unless_present = "village")]
    pub keys: Vec<String>,
    /// The households of this village whom a visit is worth, the most first
    #[arg(long, conflicts_with = "keys")]
    pub village: Option<String>,
    /// Where two townships have a village of that name
    #[arg(long, requires = "village")]
    pub township: Option<String>,
    /// The job whose latest run is meant; by default `job.toml` in this folder
    #[arg(long, value_name = "JOB", conflicts_with = "run")]
    pub job: Option<PathBuf>,
    /// The folder of a published run, or a folder of runs
    #[arg(long, value_name = "DIR")]
    pub run: Option<PathBuf>,
    /// html, pdf: a page for each household, to print and take along
    #[arg(long, value_enum, default_value_t)]
    pub format: ExplainFormat,
    /// The font of a PDF; by default one of those installed that have Chinese
    #[arg(long, value_name = "FILE")]
    pub font: Option<PathBuf>,
    /// Write to this file
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

#[derive(Debug, Args)]
#[command(after_help = LINK_EXAMPLE)]
pub struct LinkArguments {
    /// The first table
    pub a: PathBuf,
    /// The second table
    pub b: PathBuf,
    /// What is compared, and how: COLUMN[=COLUMN_OF_B][:COMPARATOR], with exact (the default), name, date,
    /// text(0.95,0.88) by Jaro–Winkler, edits(1,2) by Damerau–Levenshtein, number(10) or number(5%)
    #[arg(long, value_name = "COMPARISON", required = true)]
    pub on: Vec<Comparison>,
    /// What two rows must share to be compared at all; several blocks are alternatives. Columns joined by commas, each
    /// whole or in part: year(c), day(c), sound(c), first2(c)
    #[arg(long, value_name = "COLUMNS", required = true)]
    pub block: Vec<Block>,
    /// Columns that identify rows to you: shown beside each pair, never compared
    #[arg(long, value_name = "COLUMN")]
    pub key: Vec<Columns>,
    /// How many rows of one table a row of the other may be
    #[arg(long, value_enum, default_value_t)]
    pub relation: RelationChoice,
    /// The least probability of a pair that is given
    #[arg(long, value_name = "P", default_value_t = 0.9, value_parser = probability)]
    pub threshold: f64,
    /// How many pairs a block may bring; beyond that its commonest values are left out, which is said
    #[arg(long, value_name = "N", default_value_t = 200_000_000)]
    pub most_pairs: u64,
    /// Let a rare value weigh no more than a common one
    #[arg(long)]
    pub no_frequency: bool,
    #[arg(long, value_enum)]
    pub format: Option<PairFormat>,
    /// Write to this file; its ending tells the format
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// How many processor threads to use; by default all
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

const LINK_EXAMPLE: &str = "Example:
  bidui link registry.csv disability.xlsx --on 姓名:name --on 出生日期:date --on 村 \\
      --block 姓名 --block \"出生日期,村\" --key 户编号=残疾证号 -o pairs.csv";

fn probability(text: &str) -> Result<f64, String> {
    let number: f64 = text.parse().map_err(|_| "a number between 0 and 1".to_owned())?;
    if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("a number between 0 and 1".to_owned()) }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum RelationChoice {
    /// Each row is one of the other table at most
    #[default]
    OneToOne,
    /// Each row of the first is one of the second at most; several may be the same
    ManyToOne,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PairFormat {
    /// A line a pair, with level and weight of every field
    Csv,
    /// The pairs, and the weights that were learned
    Json,
}

#[derive(Debug, Args)]
pub struct GenerateArguments {
    /// The folder to write to: empty, or not there yet
    pub out: PathBuf,
    /// How many households the county has; about 3.2 persons and 5.8 rows each
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub households: u64,
    /// The same seed gives the same county
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// How much goes wrong on the way from a clerk's desk
    #[arg(long, value_enum, default_value_t)]
    pub dirt: DirtChoice,
    /// Of a hundred numbers in the registry, how many are destroyed besides
    #[arg(long, value_name = "PERCENT", default_value_t = 0, value_parser = clap::value_parser!(u8).range(0..=50))]
    pub broken_registry_numbers: u8,
    #[arg(long, value_enum, default_value_t)]
    pub format: DeliveryFormat,
    /// How many processor threads to use; by default all
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub threads: Option<u16>,
}

#[derive(Debug, Args)]
pub struct ScoreArguments {
    /// The folder of a published run, or a folder of runs, whose latest is meant
    pub run: PathBuf,
    /// The folder `truth` beside the county's deliveries
    pub truth: PathBuf,
    #[arg(long, value_enum, default_value_t)]
    pub format: ScoreFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ScoreFormat {
    /// Tables, with the first errors of each kind
    #[default]
    Table,
    /// Everything, with every error
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
    /// As departments hand it over: CSV in GB18030 and workbooks, with titles, totals, several files
    #[default]
    Delivered,
    /// The tables alone: one CSV in UTF-8 for each extract, one line of headers
    Utf8,
    /// The same as Parquet, every column a text
    Parquet,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LangChoice {
    Zh,
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ProgressChoice {
    /// Bars on a terminal, silence when piped
    #[default]
    Auto,
    /// A JSON object per line
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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_commands_are_well_formed() {
        Arguments::command().debug_assert();
    }
}
