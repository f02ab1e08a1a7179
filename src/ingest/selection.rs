//! The selection of rows that are kept: all of the registry's; of the others, those about whoever may matter
//! to a card.

use std::sync::Arc;

use super::windows::each_chunk;
use super::{IngestError, OpenFile};
use crate::clean::{Sought, Survey, SurveyResult, Ties, Wanted};
use crate::extract::Window;
use crate::raw::RawChunk;

/// Which rows of a delivery are kept; all are read, judged and counted.
#[derive(Debug, Clone)]
pub enum Selection {
    All,
    /// Rows about some persons.
    Of(Whom),
}

/// About whom rows are kept.
#[derive(Debug, Clone)]
pub struct Whom {
    sought: Sought,
    follow: Follow,
    /// Of whom is sought; taken once, for all deliveries.
    digest: String,
}

/// How far from some persons' own rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Follow {
    Own,
    /// And the rows of whoever stands in one row with them: of a marriage, the partners.
    Partners,
    /// And the rows that say the same in this column: of a register, who else is in it.
    Sharing(&'static str),
}

impl Selection {
    /// The rows about these people, and those that they lead to.
    pub fn of(sought: Sought, follow: Follow) -> Self {
        Self::known(sought.digest(), sought, follow)
    }

    /// The same, of people whose digest is known.
    pub fn known(digest: String, sought: Sought, follow: Follow) -> Self {
        Self::Of(Whom { sought, follow, digest })
    }

    pub fn basis(&self) -> Basis {
        match self {
            Self::All => Basis::default(),
            Self::Of(Whom { follow, digest, .. }) => Basis::about(digest, follow),
        }
    }
}

/// Whatever decides which rows are kept, besides the delivery: the people themselves, so that a registry that changed
/// in something else costs no other delivery.
#[derive(Debug, Clone, Default)]
pub struct Basis(String);

impl Basis {
    /// That of rows about people of whom only the digest is known.
    pub fn about(digest: &str, follow: &Follow) -> Self {
        Self(format!("{follow:?} {digest}"))
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }
}

/// The rows wanted of a delivery: where persons lead to others, by a first look at all its rows.
pub(super) fn wanted(selection: &Selection, files: &mut [OpenFile<'_>]) -> Result<Wanted, IngestError> {
    let (sought, follow) = match selection {
        Selection::All => return Ok(Wanted::All),
        Selection::Of(Whom { sought, follow, .. }) => (sought.clone(), follow),
    };
    let tie = match follow {
        Follow::Own => return Ok(Wanted::Of { sought, ties: None }),
        Follow::Partners => None,
        Follow::Sharing(column) => Some(*column),
    };
    let mut found = SurveyResult::default();
    for file in files {
        survey(file, tie, &sought, &mut found)?;
    }
    Ok(match tie {
        None => {
            let numbers = Arc::new(sought.numbers.with(found.persons));
            Wanted::Of { sought: Sought { numbers, ..sought }, ties: None }
        }
        Some(column) => Wanted::Of { sought, ties: Some((column.to_owned(), Ties::new(found.ties))) },
    })
}

fn survey(
    file: &mut OpenFile<'_>,
    tie: Option<&str>,
    sought: &Sought,
    found: &mut SurveyResult,
) -> Result<(), IngestError> {
    for (table, plan) in &file.tables {
        let survey = Survey::new(plan, tie, sought);
        let look = |window: &Window<'_>, index, buffer: &mut RawChunk| {
            window.survey(index, &survey, buffer);
            survey.found(buffer)
        };
        let digest = each_chunk(table, file.path, look, |of_chunk| {
            found.add(of_chunk);
            Ok(())
        })?;
        file.digest = file.digest.take().or(digest);
    }
    Ok(())
}
