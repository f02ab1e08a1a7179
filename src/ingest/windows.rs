//! The loop over the windows of a table: while one is worked on, the next is read.

use std::path::Path;
use std::sync::Mutex;

use rayon::prelude::*;

use super::IngestError;
use crate::extract::{Table, Window};
use crate::raw::RawChunk;

/// Works on every chunk of a table side by side, each with a buffer to read it into, and takes what comes of them in order; gives the digest of what
/// was read, where the table was read as a stream.
///
/// # Errors
/// The file cannot be read, or `take` fails.
pub(super) fn each_chunk<T: Send>(
    table: &Table,
    path: &Path,
    work: impl Fn(&Window<'_>, usize, &mut RawChunk) -> T + Sync,
    mut take: impl FnMut(T) -> Result<(), IngestError>,
) -> Result<Option<String>, IngestError> {
    let machine = |source| IngestError::Machine { path: path.to_owned(), source };
    // As many as there are threads, used again and again: fresh memory is dear.
    let buffers = Mutex::new(Vec::<RawChunk>::new());
    let work = |window: &Window<'_>, index| {
        let spare = buffers.lock().ok().and_then(|mut buffers| buffers.pop());
        let mut buffer = spare.unwrap_or_default();
        let done = work(window, index, &mut buffer);
        if let Ok(mut buffers) = buffers.lock() {
            buffers.push(buffer);
        }
        done
    };
    let mut windows = table.windows().map_err(machine)?;
    let mut next = windows.next(Vec::new()).map_err(machine)?;
    let mut spare = Vec::new();
    while let Some(window) = next {
        let work_on_all =
            || (0..window.chunks()).into_par_iter().map(|index| work(&window, index)).collect::<Vec<_>>();
        let (done, ahead) = rayon::join(work_on_all, || windows.next(std::mem::take(&mut spare)));
        done.into_iter().try_for_each(&mut take)?;
        next = ahead.map_err(machine)?;
        spare = window.into_spare();
    }
    Ok(windows.digest())
}
