//! Sealing: files for somebody, in one archive that only their key opens.
//!
//! What leaves the county goes by stick and by chat. The archive is a zip, encrypted to keys of the format age
//! (<https://age-encryption.org/v1>), which `age -d` opens on any machine.

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, Cursor, Write};
use std::str::FromStr;

use age::Encryptor;
use age::x25519::Recipient;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::words::{Said, said};

/// The public key of somebody who may read: `age1…`.
#[derive(Clone)]
pub struct Key(Recipient);

impl FromStr for Key {
    type Err = Said;

    fn from_str(text: &str) -> Result<Self, Said> {
        let text = text.trim();
        if text.to_lowercase().starts_with("age-secret-key-") {
            return Err(said!("key-is-secret"));
        }
        text.parse().map(Self).map_err(|_| said!("not-a-key"))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({})", self.0)
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_string() == other.0.to_string()
    }
}

impl Eq for Key {}

/// The files, by their path in it, as an archive; the same bytes for the same files.
///
/// # Errors
/// More files or bytes than an archive holds.
pub fn archive(files: &BTreeMap<String, Vec<u8>>) -> io::Result<Vec<u8>> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // Workbooks are compressed already; and no archive carries the second it was written in.
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(zip::DateTime::default());
    for (path, bytes) in files {
        zip.start_file(path.as_str(), options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Bytes that whoever has one of the keys can read, and nobody else; other bytes every time.
///
/// # Errors
/// There is no key, or the machine has no source of chance.
pub fn sealed(bytes: &[u8], keys: &[Key]) -> io::Result<Vec<u8>> {
    let recipients = keys.iter().map(|key| &key.0 as &dyn age::Recipient);
    let encryptor = Encryptor::with_recipients(recipients).map_err(io::Error::other)?;
    let mut writer = encryptor.wrap_output(Vec::with_capacity(bytes.len() + 1024))?;
    writer.write_all(bytes)?;
    writer.finish()
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use age::x25519::Identity;

    use super::*;

    fn key_of(identity: &Identity) -> Key {
        identity.to_public().to_string().parse().unwrap()
    }

    #[test]
    fn who_has_a_key_reads_every_file_and_nobody_else_does() {
        let (ours, theirs, others) = (Identity::generate(), Identity::generate(), Identity::generate());
        let files = BTreeMap::from([
            ("刘八里乡/前村.xlsx".to_owned(), b"one".to_vec()),
            ("刘八里乡-汇总.xlsx".to_owned(), b"two".to_vec()),
        ]);
        let plain = archive(&files).unwrap();
        assert_eq!(plain, archive(&files).unwrap());
        let sealed = sealed(&plain, &[key_of(&ours), key_of(&theirs)]).unwrap();
        for identity in [&ours, &theirs] {
            let opened = age::decrypt(identity, &sealed).unwrap();
            let mut zip = zip::ZipArchive::new(Cursor::new(opened)).unwrap();
            let mut read = BTreeMap::new();
            for at in 0..zip.len() {
                let mut file = zip.by_index(at).unwrap();
                let mut bytes = Vec::new();
                file.read_to_end(&mut bytes).unwrap();
                read.insert(file.name().unwrap().to_string(), bytes);
            }
            assert_eq!(read, files);
        }
        assert!(age::decrypt(&others, &sealed).is_err());
        assert!(sealed.windows(3).all(|own| own != b"one"));
    }

    #[test]
    fn a_secret_key_is_refused_in_other_words_than_what_is_no_key() {
        let secret = "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQSZ3GDK";
        let said = |text: &str| text.parse::<Key>().unwrap_err();
        assert_eq!(said(secret), said!("key-is-secret"));
        assert_eq!(said("age1xyz"), said!("not-a-key"));
    }
}
