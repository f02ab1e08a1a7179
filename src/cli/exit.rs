//! The exit codes of the contract, and no others.

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitCode {
    /// Published, or done.
    Done = 0,
    /// A person must fix the job, rules, schemas or output folder; nothing published.
    MustFix = 1,
    /// Wrong usage.
    Usage = 2,
    /// Published, but a gate was tripped or verdicts are undetermined for a missing source.
    Incomplete = 3,
    /// A required extract could not be used; nothing published.
    ExtractUnusable = 4,
    /// The machine failed: disk, memory.
    Machine = 5,
    /// Another run holds the lock.
    Locked = 11,
    /// Interrupted; nothing published.
    Interrupted = 130,
}

impl From<ExitCode> for std::process::ExitCode {
    fn from(code: ExitCode) -> Self {
        Self::from(code as u8)
    }
}
