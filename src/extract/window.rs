//! Windows over a large file: one stretch after another in memory, each of whole records.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;

use super::encoding::Reading;
use super::records::{Stretch, settled, stretches};

/// Chunks that are cut, decoded and cleaned side by side: some 100,000 rows.
const CHUNKS_AT_ONCE: usize = 48;

/// Where the bytes of a delimited text come from.
#[derive(Clone)]
pub enum Source {
    File(PathBuf),
    /// A text that had to be read whole, as UTF-8.
    Text(Arc<[u8]>),
}

impl Source {
    pub fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Self::File(path) => Box::new(File::open(path)?),
            Self::Text(text) => Box::new(Cursor::new(Arc::clone(text))),
        })
    }
}

/// Some whole records of a delimited text, and the stretches they are read in.
pub struct TextWindow {
    pub bytes: Vec<u8>,
    pub stretches: Vec<Stretch>,
    pub reading: Reading,
    pub delimiter: u8,
}

/// Walks the windows of a delimited text.
pub struct TextWindows {
    source: Box<dyn Read + Send>,
    hasher: blake3::Hasher,
    reading: Reading,
    delimiter: u8,
    chunk_bytes: usize,
    /// The beginning of the next window.
    rest: Vec<u8>,
    /// 1-based line on which it begins.
    line: u64,
    ended: bool,
}

impl TextWindows {
    /// `start` and `line` are the first byte of the rows and the line it is on.
    pub fn open(
        source: &Source,
        (reading, delimiter): (Reading, u8),
        (start, line): (usize, u64),
        chunk_bytes: usize,
    ) -> io::Result<Self> {
        let mut source = source.open()?;
        let mut hasher = blake3::Hasher::new();
        let mut head = vec![0; start];
        source.read_exact(&mut head)?;
        hasher.update(&head);
        Ok(Self { source, hasher, reading, delimiter, chunk_bytes, rest: Vec::new(), line, ended: false })
    }

    /// The next window, in the memory of one that is no longer needed.
    pub fn next(&mut self, spare: Vec<u8>) -> io::Result<Option<TextWindow>> {
        let mut bytes = spare;
        bytes.clear();
        bytes.append(&mut self.rest);
        let mut wanted = self.chunk_bytes.saturating_mul(CHUNKS_AT_ONCE).max(bytes.len());
        let mut until = 0;
        while until == 0 && !self.ended {
            let (before, more) = (bytes.len(), wanted - bytes.len());
            bytes.reserve(more);
            let read = self.source.by_ref().take(more as u64).read_to_end(&mut bytes)?;
            self.hasher.update(bytes.get(before..).unwrap_or_default());
            self.ended = read < more;
            until = if self.ended { bytes.len() } else { settled(&bytes) };
            // Hardly a line in all this: look further.
            wanted = wanted.saturating_mul(2);
        }
        if bytes.is_empty() {
            return Ok(None);
        }
        let (stretches, line) = stretches(&bytes, self.delimiter, until, self.line, self.chunk_bytes);
        let end = stretches.last().map_or(0, |last| last.bytes.end);
        self.rest.extend_from_slice(bytes.get(end..).unwrap_or_default());
        self.line = line;
        bytes.truncate(end);
        Ok(Some(TextWindow { bytes, stretches, reading: self.reading, delimiter: self.delimiter }))
    }

    /// BLAKE3 of everything read so far, in hexadecimal.
    pub fn digest(&self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }
}
