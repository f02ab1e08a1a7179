//! What tells the content of one file from that of another: its BLAKE3 digest.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use blake3::Hasher;
use blake3::hazmat::{
    ChainingValue, HasherExt, Mode, left_subtree_len, merge_subtrees_non_root, merge_subtrees_root,
};

/// No more than stays near the processor between being read and being digested.
const AT_ONCE: usize = 1 << 17;
/// What one core digests in one go, in bytes.
const PART: u64 = 1 << 22;

/// The BLAKE3 digest of a file's content, in hexadecimal.
pub fn content_digest(path: &Path) -> io::Result<String> {
    Ok(digest_and_size(path)?.0)
}

/// The digest of a file's content, and its size in bytes.
pub fn digest_and_size(path: &Path) -> io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let there = file.metadata()?;
    if there.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let size = there.len();
    if size > PART
        && let Ok(digest) = in_parts(path, size)
        && file.metadata()?.len() == size
    {
        return Ok((digest.to_hex().to_string(), size));
    }
    let mut hasher = Hasher::new();
    let size = add(&mut hasher, &mut file)?;
    Ok((hasher.finalize().to_hex().to_string(), size))
}

/// The digest of a file of so many bytes, by several cores: of a county's files one is the largest, and one the last.
fn in_parts(path: &Path, size: u64) -> io::Result<blake3::Hash> {
    let left = left_subtree_len(size);
    let (left, right) = rayon::join(|| part(path, 0, left), || part(path, left, size - left));
    Ok(merge_subtrees_root(&left?, &right?, Mode::Hash))
}

/// What so many bytes from a place on come to in the tree of BLAKE3's specification.
fn part(path: &Path, begin: u64, size: u64) -> io::Result<ChainingValue> {
    if size > PART {
        let left = left_subtree_len(size);
        let (left, right) = rayon::join(|| part(path, begin, left), || part(path, begin + left, size - left));
        return Ok(merge_subtrees_non_root(&left?, &right?, Mode::Hash));
    }
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(begin))?;
    let mut hasher = Hasher::new();
    hasher.set_input_offset(begin);
    if add(&mut hasher, &mut file.take(size))? < size {
        // Somebody has made it shorter.
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(hasher.finalize_non_root())
}

/// Adds everything that can be read; gives how many bytes that was.
fn add(hasher: &mut Hasher, from: &mut impl Read) -> io::Result<u64> {
    let mut buffer = vec![0; AT_ONCE];
    let mut bytes = 0;
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok(bytes);
        }
        bytes += read as u64;
        hasher.update(buffer.get(..read).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_any_size_has_the_digest_that_any_program_gives_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("in.csv");
        let all: Vec<u8> = (0u32..6_000_000).map(|at| (at % 251) as u8 ^ (at >> 12) as u8).collect();
        let part = PART as usize;
        for size in [0, 1, 1024, AT_ONCE + 1, part, part + 1, part + 1024, 5_000_001, all.len()] {
            let content = all.get(..size).unwrap();
            std::fs::write(&path, content).unwrap();
            let expected = (blake3::hash(content).to_hex().to_string(), size as u64);
            assert_eq!(digest_and_size(&path).unwrap(), expected, "{size}");
        }
        // Many parts, of which the last is no whole one.
        let large = all.repeat(4);
        std::fs::write(&path, &large).unwrap();
        assert_eq!(content_digest(&path).unwrap(), blake3::hash(&large).to_hex().to_string());
        assert!(in_parts(&path, large.len() as u64 + 1).is_err());
        assert!(digest_and_size(folder.path()).is_err());
    }
}
