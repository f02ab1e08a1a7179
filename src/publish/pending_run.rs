//! A run that is not published yet: written aside, then moved into place in one step.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use super::folder::{OutFolder, PENDING_PREFIX, point_latest_to};
use super::interrupt::begin_publishing;
use super::lists::ListFile;
use super::manifest::{Manifest, Output};
use super::sync::Durable;
use super::{PublishError, csv, parquet, report};
use crate::results::{LargeTable, PublishedTable};
use crate::table::Masked;
use crate::whole_file::Digesting;

/// Which files a table is written to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Formats {
    pub csv: bool,
    pub parquet: bool,
}

impl Formats {
    pub const CSV: Self = Self { csv: true, parquet: false };
    pub const PARQUET: Self = Self { csv: false, parquet: true };
    pub const BOTH: Self = Self { csv: true, parquet: true };
}

/// A run folder that is not visible yet; dropped unpublished, it is gone.
#[derive(Debug)]
pub struct PendingRun {
    folder: Arc<OutFolder>,
    run_id: String,
    dir: PathBuf,
    durable: Durable,
    /// What was written so far; several may write at once.
    outputs: Mutex<BTreeMap<String, Output>>,
    has_manifest: bool,
    published: bool,
}

/// A run that everybody sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    pub dir: PathBuf,
}

impl PendingRun {
    /// Begins the folder of a run, out of sight until it is published.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub fn begin(folder: impl Into<Arc<OutFolder>>, run_id: &str) -> Result<Self, PublishError> {
        let folder = folder.into();
        let dir = folder.path().join("runs").join(format!("{PENDING_PREFIX}{run_id}-{}", std::process::id()));
        fs::create_dir_all(&dir).map_err(|error| PublishError::disk(&dir, error))?;
        Ok(Self {
            folder,
            run_id: run_id.to_owned(),
            durable: Durable::begin(&dir),
            dir,
            outputs: Mutex::default(),
            has_manifest: false,
            published: false,
        })
    }

    /// Writes tables of the contract, side by side.
    pub fn tables(&self, tables: &[(&PublishedTable, Formats)]) -> Result<(), PublishError> {
        let mut files = Vec::new();
        for (PublishedTable { name, table }, formats) in tables {
            files.extend(formats.csv.then_some((*name, table.frame(), "csv")));
            files.extend(formats.parquet.then_some((*name, table.frame(), "parquet")));
        }
        let written: Vec<_> = files
            .into_par_iter()
            .map(|(name, frame, format)| {
                let path = format!("{name}.{format}");
                let output = self.write_file(&path, |out, file| match format {
                    "csv" => csv::write_csv(out, file, frame),
                    _ => parquet::write_parquet(out, file, frame),
                })?;
                Ok((path, output))
            })
            .collect::<Result<_, PublishError>>()?;
        self.note(written);
        Ok(())
    }

    /// Writes tables of millions of rows as Parquet, side by side.
    pub fn large_tables(&self, tables: &[LargeTable<'_>]) -> Result<(), PublishError> {
        let written = tables.par_iter().map(|table| {
            let path = format!("{}.parquet", table.name);
            let output =
                self.write_file(&path, |out, file| parquet::write_parquet_in_pieces(out, file, table))?;
            Ok((path, output))
        });
        self.note(written.collect::<Result<Vec<_>, PublishError>>()?);
        Ok(())
    }

    /// Writes one table between stages (`--keep-stages`) to `stages/<name>.parquet`; its columns are its own.
    pub fn stage_table(&self, name: &str, table: &Masked) -> Result<(), PublishError> {
        let frame = table.frame();
        self.file(&format!("stages/{name}.parquet"), |out, file| parquet::write_parquet(out, file, frame))
    }

    /// Writes lists side by side, in their order: each has its path, and its bytes when it is asked for them.
    ///
    /// A county has thousands. Makers are threads of their own, one for each core: while tables are compressed by the others,
    /// lists go on.
    pub fn lists(&self, lists: &[&dyn ListFile]) -> Result<(), PublishError> {
        let next = AtomicUsize::new(0);
        let make = || {
            let mut written = Vec::new();
            while let Some(list) = lists.get(next.fetch_add(1, Ordering::Relaxed)) {
                let output = self.write_file(list.path(), |out, file| {
                    let bytes = list.bytes()?;
                    out.write_all(&bytes).map_err(|error| PublishError::format(file, error))
                })?;
                written.push((list.path().to_owned(), output));
            }
            Ok(written)
        };
        let makers = rayon::current_num_threads().min(lists.len().max(1));
        let written = std::thread::scope(|scope| {
            let makers: Vec<_> = (0..makers).map(|_| scope.spawn(make)).collect();
            let died =
                |_| Err(PublishError::format("lists", io::Error::other("a thread that makes lists died")));
            let ended = makers.into_iter().map(|maker| maker.join().unwrap_or_else(died));
            ended.collect::<Result<Vec<_>, PublishError>>()
        })?;
        self.note(written.into_iter().flatten());
        Ok(())
    }

    /// Writes `report.html`.
    pub fn report_html(&self, facts: &report::ReportFacts<'_>) -> Result<(), PublishError> {
        let page = report::page(facts);
        self.file("report.html", |out, file| {
            out.write_all(page.as_bytes()).map_err(|error| PublishError::format(file, error))
        })
    }

    /// Writes `run.json`, the last file: `outputs` is filled in with what was written before.
    pub fn manifest(&mut self, mut manifest: Manifest) -> Result<(), PublishError> {
        manifest.outputs = std::mem::take(self.outputs.get_mut().unwrap_or_else(PoisonError::into_inner));
        self.has_manifest = true;
        self.file("run.json", |out, file| {
            serde_json::to_writer_pretty(&mut *out, &manifest)
                .map_err(io::Error::from)
                .and_then(|()| out.write_all(b"\n"))
                .map_err(|error| PublishError::format(file, error))
        })
    }

    /// Makes the run visible: from here on it is there, whole, and `latest` points to it. `meanwhile` reads the complete run
    /// while the disk is waited for.
    ///
    /// # Errors
    /// Nothing is published when it fails before the folder has its name; when only `latest` cannot be
    /// turned, the run stands whole under `runs/`, and the next run of the same inputs turns it.
    pub fn publish_while<T: Send>(
        mut self,
        meanwhile: impl FnOnce(&Path) -> T + Send,
    ) -> Result<(Published, T), PublishError> {
        if !self.has_manifest {
            return Err(PublishError::NoManifest);
        }
        let out = self.folder.path();
        let dir = out.join("runs").join(&self.run_id);
        let (flushed, told) = rayon::join(|| self.durable.flush(), || meanwhile(&self.dir));
        flushed.map_err(|(path, error)| PublishError::disk(&path, error))?;
        let _decided = begin_publishing();
        if dir.exists() {
            // The same id means the same content, so this is a copy that was tampered with or that
            // `latest` no longer points to: the fresh one takes its place.
            let aside = out.join("runs").join(format!("{PENDING_PREFIX}{}-replaced", self.run_id));
            fs::rename(&dir, &aside).map_err(|error| PublishError::disk(&dir, error))?;
            fs::rename(&self.dir, &dir).map_err(|error| PublishError::disk(&dir, error))?;
            fs::remove_dir_all(&aside).ok();
        } else {
            fs::rename(&self.dir, &dir).map_err(|error| PublishError::disk(&dir, error))?;
        }
        self.published = true;
        File::open(out.join("runs")).and_then(|runs| runs.sync_all()).ok();
        point_latest_to(out, &self.run_id)?;
        Ok((Published { dir }, told))
    }

    /// Writes one file, its digest noted on the way.
    fn file(
        &self,
        path: &str,
        write: impl FnOnce(&mut Digesting<BufWriter<File>>, &str) -> Result<(), PublishError>,
    ) -> Result<(), PublishError> {
        let output = self.write_file(path, write)?;
        self.note([(path.to_owned(), output)]);
        Ok(())
    }

    fn note(&self, written: impl IntoIterator<Item = (String, Output)>) {
        // Whoever panicked with the lock held has ended the run.
        self.outputs.lock().unwrap_or_else(PoisonError::into_inner).extend(written);
    }

    fn write_file(
        &self,
        path: &str,
        write: impl FnOnce(&mut Digesting<BufWriter<File>>, &str) -> Result<(), PublishError>,
    ) -> Result<Output, PublishError> {
        let full = self.dir.join(path);
        let disk = |error| PublishError::disk(&full, error);
        if let Some(parent) = full.parent() {
            fs::create_dir_all(parent).map_err(disk)?;
        }
        let file = BufWriter::with_capacity(1 << 18, File::create_new(&full).map_err(disk)?);
        let mut out = Digesting::new(file);
        let written = write(&mut out, path).and_then(|()| out.flush().map_err(disk));
        let (digest, bytes) = out.digest_and_size().map_err(disk)?;
        written?;
        Ok(Output { digest, bytes })
    }
}

impl Drop for PendingRun {
    fn drop(&mut self) {
        if !self.published {
            // Nothing more can be done here: the next run clears what is left.
            fs::remove_dir_all(&self.dir).ok();
        }
    }
}
