//! A large part of a package, piece by piece, each cut behind an element that ends there: a sheet is never in
//! memory whole.

use std::io::Read;

use memchr::memmem;

use super::NotPlain;

/// How much of a part is unpacked at a time, in bytes.
const PIECE: usize = 1 << 20;
/// A row or a text that is longer is none.
const LONGEST: usize = 64 << 20;

pub struct Pieces<R> {
    part: R,
    /// What ends an element, such as `</row>`.
    end: memmem::FinderRev<'static>,
    /// The beginning of the next piece.
    rest: Vec<u8>,
    ended: bool,
}

impl<R: Read> Pieces<R> {
    pub fn new(part: R, end: &'static [u8]) -> Self {
        Self { part, end: memmem::FinderRev::new(end), rest: Vec::new(), ended: false }
    }

    /// The next piece, in the memory of one that is no longer needed; none at the end.
    pub fn next(&mut self, spare: Vec<u8>) -> Result<Option<Vec<u8>>, NotPlain> {
        let mut bytes = std::mem::replace(&mut self.rest, spare);
        self.rest.clear();
        while !self.ended {
            let before = bytes.len();
            self.ended = self.part.by_ref().take(PIECE as u64).read_to_end(&mut bytes)? < PIECE;
            // An end that began in what was read before, too.
            let from = before.saturating_sub(self.end.needle().len());
            if let Some(at) = self.end.rfind(bytes.get(from..).unwrap_or_default()) {
                let cut = from + at + self.end.needle().len();
                self.rest.extend_from_slice(bytes.get(cut..).unwrap_or_default());
                bytes.truncate(cut);
                return Ok(Some(bytes));
            }
            if bytes.len() > LONGEST {
                return Err(NotPlain);
            }
        }
        Ok((!bytes.is_empty()).then_some(bytes))
    }
}

/// A small part, whole.
pub fn whole(part: impl Read) -> Result<Vec<u8>, NotPlain> {
    let mut bytes = Vec::new();
    part.take(LONGEST as u64).read_to_end(&mut bytes)?;
    if bytes.len() == LONGEST { Err(NotPlain) } else { Ok(bytes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_the_whole_part_and_end_where_an_element_does() {
        let part = "<a>".repeat(1 << 17) + &"<row>x</row>".repeat(3 << 17) + "<z/>";
        let mut pieces = Pieces::new(part.as_bytes(), b"</row>");
        let mut found = Vec::new();
        while let Some(piece) = pieces.next(Vec::new()).unwrap() {
            found.push(String::from_utf8(piece).unwrap());
        }
        assert!(found.len() > 3);
        assert_eq!(found.concat(), part);
        let (last, before) = found.split_last().unwrap();
        assert!(before.iter().all(|piece| piece.ends_with("</row>")));
        assert_eq!(last, "<z/>");
    }
}
