//! Which rows of a delivery are kept? All of the registry's; of the others, those of whoever may matter to a card.

use std::sync::Arc;

use rayon::prelude::*;

use super::{OpenFile, StageError};
use crate::clean::{Known, Led, Names, Survey, Wanted};

/// Which rows of a delivery are kept; all are read, judged and counted.
#[derive(Debug, Clone)]
pub enum Keep {
    All,
    /// Rows about some persons.
    Of {
        persons: Arc<Known>,
        reach: Reach,
        /// Rows under one of these names are kept, too, where no number tells whose they are: they may be about
        /// somebody of that name.
        names: Arc<Names>,
        /// Digest of what the persons were drawn from.
        basis: String,
    },
}

/// How far from some persons' own rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    Own,
    /// And the rows of whoever stands in one row with them: of a marriage, the partners.
    Partners,
    /// And the rows that say the same in this column: of a register, who else is in it.
    Sharing(&'static str),
}

impl Keep {
    /// Whatever decides which rows are kept, besides the delivery.
    pub(super) fn basis(&self) -> String {
        match self {
            Self::All => String::new(),
            Self::Of { reach, basis, .. } => format!("{reach:?} {basis}"),
        }
    }
}

/// The rows wanted of a delivery: where persons lead to others, by a first look at all its rows.
pub(super) fn wanted(keep: &Keep, files: &[OpenFile<'_>]) -> Result<Wanted, StageError> {
    let (persons, reach, names) = match keep {
        Keep::All => return Ok(Wanted::All),
        Keep::Of { persons, reach, names, .. } => (persons, reach, Arc::clone(names)),
    };
    let tie = match reach {
        Reach::Own => return Ok(Wanted::Of { persons: Arc::clone(persons), ties: None, names }),
        Reach::Partners => None,
        Reach::Sharing(column) => Some(*column),
    };
    let mut led = Led::default();
    for file in files {
        survey(file, tie, persons, &mut led)?;
    }
    Ok(match tie {
        None => {
            let all = persons.persons().iter().copied().chain(led.persons).collect();
            Wanted::Of { persons: Arc::new(Known::new(all)), ties: None, names }
        }
        Some(column) => {
            Wanted::Of { persons: Arc::clone(persons), ties: Some((column.to_owned(), led.ties)), names }
        }
    })
}

fn survey(file: &OpenFile<'_>, tie: Option<&str>, persons: &Known, led: &mut Led) -> Result<(), StageError> {
    let machine = |source| StageError::Machine { path: file.path.to_owned(), source };
    for (table, plan) in &file.tables {
        let survey = Survey::new(plan, tie);
        let fields = survey.fields();
        let mut windows = table.windows().map_err(machine)?;
        let mut next = windows.next(Vec::new()).map_err(machine)?;
        let mut spare = Vec::new();
        while let Some(window) = next {
            let look = || {
                let chunks = (0..window.chunks()).into_par_iter();
                let looks = chunks.map(|index| {
                    let mut led = Led::default();
                    window.survey(index, &fields, &mut |cells| {
                        survey.look(|place| cells.get(place), persons, &mut led);
                    });
                    led
                });
                looks.collect::<Vec<_>>()
            };
            let (found, ahead) = rayon::join(look, || windows.next(std::mem::take(&mut spare)));
            found.into_iter().for_each(|found| led.add(found));
            next = ahead.map_err(machine)?;
            spare = window.into_spare();
        }
    }
    Ok(())
}
