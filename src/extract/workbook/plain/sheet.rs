//! The cells of a plain sheet (ECMA-376, §18.3).

use std::io::Read;

use super::NotPlain;
use super::pieces::Pieces;
use super::strings::{Strings, add_runs};
use super::styles::Styles;
use super::tags::{INLINE, Kind, PlainCell, Tag, Tags, add_text};
use crate::extract::grid::{Grid, OutOfOrder, Place};
use crate::extract::workbook::Region;
use crate::extract::workbook::library::MOST_CELLS;

impl From<OutOfOrder> for NotPlain {
    fn from(_: OutOfOrder) -> Self {
        Self
    }
}

pub fn read(
    part: impl Read + Send,
    strings: &Strings,
    styles: &Styles,
) -> Result<(Grid, Vec<Region>), NotPlain> {
    let mut sheet =
        Sheet { strings, styles, part: Part::Head, next: (0, 0), grid: Grid::default(), merged: Vec::new() };
    let mut pieces = Pieces::new(part, b"</row>");
    let mut next = pieces.next(Vec::new())?;
    let mut spare = Vec::new();
    while let Some(piece) = next {
        // While one is cut into cells, the next is unpacked.
        let (cut, ahead) = rayon::join(|| sheet.add(&piece), || pieces.next(std::mem::take(&mut spare)));
        cut?;
        next = ahead?;
        spare = piece;
    }
    let (rows, columns) = sheet.grid.span();
    if sheet.part != Part::Tail || rows.saturating_mul(columns) > MOST_CELLS {
        Err(NotPlain)
    } else {
        Ok((sheet.grid, sheet.merged))
    }
}

/// Which part of a sheet comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Head,
    /// Its root is a worksheet's.
    Worksheet,
    Rows,
    Tail,
}

struct Sheet<'a> {
    strings: &'a Strings,
    styles: &'a Styles,
    part: Part,
    /// Where the next cell stands that does not say it.
    next: Place,
    grid: Grid,
    merged: Vec<Region>,
}

impl Sheet<'_> {
    /// Adds a piece of the sheet: whole rows, and what stands before and behind them.
    fn add(&mut self, piece: &[u8]) -> Result<(), NotPlain> {
        let mut tags = Tags::new(piece);
        loop {
            if self.part == Part::Rows {
                while let Some(cell) = tags.next_plain_cell() {
                    self.plain_cell(&cell)?;
                }
            }
            let Some((_, tag)) = tags.next()? else { return Ok(()) };
            match (self.part, tag.name, tag.kind) {
                (Part::Head, b"worksheet", Kind::Open) => self.part = Part::Worksheet,
                (Part::Head, ..) => return Err(NotPlain),
                (Part::Worksheet, b"sheetData", Kind::Open) => self.part = Part::Rows,
                (Part::Worksheet, b"sheetData", _) => self.part = Part::Tail,
                (Part::Worksheet, ..) => {}
                (Part::Rows, b"c", Kind::Open | Kind::Empty) => self.cell(&tag, &mut tags)?,
                (Part::Rows, b"row", kind) => self.row(&tag, kind)?,
                (Part::Rows, b"sheetData", Kind::Close) => self.part = Part::Tail,
                (Part::Rows, ..) => return Err(NotPlain),
                (Part::Tail, b"mergeCell", Kind::Open | Kind::Empty) => {
                    self.merged.push(region(tag.attribute(b"ref").ok_or(NotPlain)?)?);
                }
                (Part::Tail, ..) => {}
            }
        }
    }

    fn plain_cell(&mut self, cell: &PlainCell<'_>) -> Result<(), NotPlain> {
        let place = self.place(Some(cell.place))?;
        if cell.kind != Some(INLINE) {
            return self.value(place, cell.kind, cell.style, cell.said);
        }
        let mut added = Ok(());
        self.grid.push(place, |text| added = add_text(cell.said, !cell.preserved, text))?;
        added
    }

    /// Where a cell stands; the next place, where it does not say it.
    fn place(&mut self, reference: Option<&[u8]>) -> Result<Place, NotPlain> {
        let place = reference.map_or(Ok(self.next), place)?;
        if place.0 != self.next.0 {
            return Err(NotPlain);
        }
        self.next.1 = place.1 + 1;
        Ok(place)
    }

    fn row(&mut self, tag: &Tag<'_>, kind: Kind) -> Result<(), NotPlain> {
        if kind != Kind::Close
            && let Some(number) = tag.attribute(b"r")
        {
            let number = std::str::from_utf8(number)?.parse::<u32>().map_err(|_| NotPlain)?;
            self.next.0 = number.checked_sub(1).ok_or(NotPlain)?;
        }
        if kind != Kind::Open {
            self.next = (self.next.0 + 1, 0);
        }
        Ok(())
    }

    fn cell(&mut self, tag: &Tag<'_>, tags: &mut Tags<'_>) -> Result<(), NotPlain> {
        let place = self.place(tag.attribute(b"r"))?;
        if tag.kind == Kind::Empty {
            return Ok(());
        }
        let mut valued = false;
        loop {
            let (_, inner) = tags.next()?.ok_or(NotPlain)?;
            match (inner.name, inner.kind) {
                (b"c", Kind::Close) => return Ok(()),
                // The value of a formula stands behind it.
                (b"f", Kind::Empty) if !valued => {}
                (b"f", Kind::Open) if !valued => _ = tags.text_of(b"f")?,
                (b"v", Kind::Empty) if !valued && tag.attribute(b"t").is_none() => valued = true,
                (b"v", Kind::Open) if !valued => {
                    let written = tags.text_of(b"v")?;
                    self.value(place, tag.attribute(b"t"), tag.attribute(b"s"), written)?;
                    valued = true;
                }
                (b"is", Kind::Open) if !valued => {
                    let mut runs = Ok(());
                    self.grid.push(place, |text| runs = add_runs(tags, b"is", text))?;
                    runs?;
                    valued = true;
                }
                _ => return Err(NotPlain),
            }
        }
    }

    fn value(
        &mut self,
        place: Place,
        kind: Option<&[u8]>,
        style: Option<&[u8]>,
        written: &[u8],
    ) -> Result<(), NotPlain> {
        let mut added = Ok(());
        match kind {
            None | Some(b"n" | b"s") if written.is_empty() => return Ok(()),
            None | Some(b"n") => {
                self.grid.push(place, |text| added = self.styles.add_number(written, style, text))?;
            }
            Some(b"s") => {
                let number = std::str::from_utf8(written)?.parse::<usize>().map_err(|_| NotPlain)?;
                let shared = self.strings.get(number).ok_or(NotPlain)?;
                self.grid.push(place, |text| text.push_str(shared))?;
            }
            Some(b"str") => self.grid.push(place, |text| added = add_text(written, false, text))?,
            Some(b"b") => {
                let said = match written {
                    b"0" => "FALSE",
                    b"1" => "TRUE",
                    _ => return Err(NotPlain),
                };
                self.grid.push(place, |text| text.push_str(said))?;
            }
            Some(b"e") if ERRORS.contains(&written) => {
                self.grid.push(place, |text| added = add_text(written, false, text))?
            }
            // Days as ISO 8601 writes them, errors that others than Excel know.
            Some(_) => return Err(NotPlain),
        }
        added
    }
}

/// What a cell shows whose formula failed.
const ERRORS: [&[u8]; 7] = [b"#DIV/0!", b"#N/A", b"#NAME?", b"#NULL!", b"#NUM!", b"#REF!", b"#VALUE!"];

/// `B12` as a place.
fn place(reference: &[u8]) -> Result<Place, NotPlain> {
    const MOST_ROWS: u32 = 1 << 20;
    const MOST_COLUMNS: u32 = 1 << 14;
    let (mut row, mut column) = (0u32, 0u32);
    for c in reference {
        match c {
            b'A'..=b'Z' if row == 0 && column <= MOST_COLUMNS => {
                column = column * 26 + u32::from(c - b'A') + 1
            }
            b'0'..=b'9' if column > 0 && row <= MOST_ROWS => row = row * 10 + u32::from(c - b'0'),
            _ => return Err(NotPlain),
        }
    }
    if row == 0 || row > MOST_ROWS || column > MOST_COLUMNS {
        Err(NotPlain)
    } else {
        Ok((row - 1, column - 1))
    }
}

/// `A2:A5` as the places of its corners.
fn region(reference: &[u8]) -> Result<Region, NotPlain> {
    let colon = memchr::memchr(b':', reference).unwrap_or(reference.len());
    let (start, end) = reference.split_at(colon);
    let start = place(start)?;
    let end = if end.is_empty() { start } else { place(end.get(1..).unwrap_or_default())? };
    Ok(Region { start, end })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_a_place_and_anything_else_is_not_plain() {
        assert_eq!(place(b"A1"), Ok((0, 0)));
        assert_eq!(place(b"AB12"), Ok((11, 27)));
        assert_eq!(place(b"XFD1048576"), Ok((1_048_575, 16_383)));
        for reference in ["", "A", "1", "a1", "A0", "XFE1", "A1048577", "A1B", "$A$1"] {
            assert_eq!(place(reference.as_bytes()), Err(NotPlain), "{reference}");
        }
        assert_eq!(region(b"A2:C5"), Ok(Region { start: (1, 0), end: (4, 2) }));
    }
}
