//! The texts that the cells of a workbook share, and texts of several runs (ECMA-376, §18.4).

use std::io::Read;

use super::NotPlain;
use super::pieces::Pieces;
use super::tags::{Kind, Tags, add_text};

/// Texts by their number.
#[derive(Default)]
pub struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    pub fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)?;
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.text.get(start..end)
    }
}

pub fn read(part: impl Read) -> Result<Strings, NotPlain> {
    let mut strings = Strings::default();
    let mut pieces = Pieces::new(part, b"</si>");
    let mut spare = Vec::new();
    while let Some(piece) = pieces.next(spare)? {
        let mut tags = Tags::new(&piece);
        while let Some((_, tag)) = tags.next()? {
            match (tag.name, tag.kind) {
                (b"si", Kind::Open) => add_runs(&mut tags, b"si", &mut strings.text)?,
                (b"si", Kind::Empty) => {}
                _ => continue,
            }
            strings.ends.push(strings.text.len());
        }
        spare = piece;
    }
    Ok(strings)
}

/// Appends the text of an element that was just opened: all its runs, without how they are pronounced.
pub fn add_runs(tags: &mut Tags<'_>, name: &[u8], into: &mut String) -> Result<(), NotPlain> {
    let mut pronounced = false;
    loop {
        let (_, tag) = tags.next()?.ok_or(NotPlain)?;
        match (tag.name, tag.kind) {
            (b"t", Kind::Open) => {
                let preserved = tag.attribute(b"xml:space") == Some(b"preserve");
                let written = tags.text_of(b"t")?;
                if !pronounced {
                    add_text(written, !preserved, into)?;
                }
            }
            (b"rPh", Kind::Open) => pronounced = true,
            (b"rPh", Kind::Close) => pronounced = false,
            (own, Kind::Close) if own == name => return Ok(()),
            _ => {}
        }
    }
}
