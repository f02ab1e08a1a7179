//! `bidui seal`: the lists of a run for whoever the job names, each in an archive that only their key opens.

use std::path::{Path, PathBuf};

use super::ExitCode;
use super::args::{HistoryArguments, MessageFormat};
use super::history::{JobHistory, answered};
use super::terminal::{Terminal, harmless, text_table};
use crate::diagnostic::{Diagnostic, did_you_mean, nearest};
use crate::job::Recipient;
use crate::publish::{PublishError, write_below};
use crate::read_back::HandedOver;
use crate::seal::{archive, sealed};
use crate::store::Act;
use crate::words::{said, word};

/// The job names nobody.
const NOBODY: &str = "E0514";
/// A recipient's township that the run does not have.
const NO_SUCH_TOWNSHIP: &str = "E0515";
/// The lists of two townships stand in one folder.
const TOWNSHIPS_TOGETHER: &str = "E0516";

/// The arguments of `bidui seal`.
#[derive(Debug, clap::Args)]
pub struct SealArguments {
    #[arg(long, value_name = "DIR")]
    pub run: Option<PathBuf>,
    #[arg(short = 'o', long, value_name = "DIR")]
    pub into: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t)]
    pub format: MessageFormat,
    #[command(flatten)]
    pub history: HistoryArguments,
}

/// What was written for somebody.
#[derive(Debug, serde::Serialize)]
struct Sealed {
    recipient: String,
    files: usize,
    bytes: usize,
    /// BLAKE3 of the archive before it was encrypted, which is the same for the same lists.
    digest: String,
    archive: String,
}

/// `bidui seal`.
pub fn answer(arguments: &SealArguments, terminal: &Terminal) -> anyhow::Result<ExitCode> {
    super::print_answer(seal(arguments, terminal))
}

fn seal(arguments: &SealArguments, terminal: &Terminal) -> Result<String, ExitCode> {
    let mut history = JobHistory::open(&arguments.history, terminal)?;
    let told = |error: PublishError| super::say_publish_error(&error, terminal);
    let must_fix = |problems: &[Diagnostic]| {
        super::print_problems(problems, terminal);
        ExitCode::MustFix
    };
    let recipients = std::mem::take(&mut history.job.recipients);
    if recipients.is_empty() {
        let job = history.job.source.name.clone();
        return Err(must_fix(&[Diagnostic::error(NOBODY, said!("job-names-no-recipient", job))]));
    }
    let dir = history.run_meant(arguments.run.as_deref(), terminal)?;
    let lists = HandedOver::read(&dir).map_err(told)?;
    let problems: Vec<_> = recipients.iter().flat_map(|own| problems(own, &lists)).collect();
    if !problems.is_empty() {
        return Err(must_fix(&problems));
    }
    let into = match &arguments.into {
        Some(into) => into.clone(),
        None => history.job.output.join("sealed").join(&lists.manifest.run_id),
    };
    let act = Act { at: &history.at, who: &history.who };
    let mut all = Vec::new();
    for recipient in &recipients {
        let own = written(recipient, &lists, &dir, &into).map_err(told)?;
        // At once: what came before a disk that is full was written, too.
        let subject = format!("{} -> {}", lists.manifest.run_id, own.recipient);
        let detail = format!("{} files, {}", own.files, own.digest);
        answered(history.store.note(&act, "seal", &subject, &detail), terminal)?;
        all.push(own);
    }
    Ok(match arguments.format {
        MessageFormat::Json => super::json_line(&all),
        MessageFormat::Text => in_words(&all, terminal),
    })
}

/// What keeps somebody's lists from being told from others'.
fn problems(recipient: &Recipient, lists: &HandedOver) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for township in recipient.townships.iter().flatten() {
        let name = &recipient.name;
        if !lists.townships.contains(township) {
            let near = nearest(township, lists.townships.iter().map(String::as_str));
            let all = || lists.townships.iter().cloned().collect::<Vec<_>>().join(", ");
            let help = did_you_mean(near, || said!("townships-of-the-run", townships = all()));
            let message = said!("no-such-township", name, township);
            problems.push(Diagnostic::error(NO_SUCH_TOWNSHIP, message).help(help));
        } else if let Some(other) = lists.shares_folder_with(township) {
            let message = said!("townships-in-one-folder", township, other);
            problems.push(Diagnostic::error(TOWNSHIPS_TOGETHER, message));
        }
    }
    problems
}

fn written(
    recipient: &Recipient,
    lists: &HandedOver,
    dir: &Path,
    into: &Path,
) -> Result<Sealed, PublishError> {
    let files = lists.files(dir, recipient.townships.as_deref())?;
    let name = recipient.file_name();
    let plain = archive(&files).map_err(|error| PublishError::format(&name, error))?;
    let bytes = sealed(&plain, &recipient.keys).map_err(|error| PublishError::format(&name, error))?;
    write_below(into, &name, &bytes)?;
    Ok(Sealed {
        recipient: recipient.name.clone(),
        files: files.len(),
        bytes: bytes.len(),
        digest: blake3::hash(&plain).to_hex().to_string(),
        archive: into.join(&name).display().to_string(),
    })
}

fn in_words(all: &[Sealed], terminal: &Terminal) -> String {
    let heads = [
        word!(terminal.lang, "column-recipient"),
        word!(terminal.lang, "column-files"),
        word!(terminal.lang, "column-bytes"),
        word!(terminal.lang, "column-archive"),
    ];
    let row = |own: &Sealed| {
        let (name, archive) = (harmless(&own.recipient), harmless(&own.archive));
        vec![name, own.files.to_string(), own.bytes.to_string(), archive]
    };
    let rows: Vec<_> = all.iter().map(row).collect();
    let open = word!(terminal.lang, "how-to-open-an-archive");
    format!("{}{open}\n", text_table(&heads, &rows))
}
