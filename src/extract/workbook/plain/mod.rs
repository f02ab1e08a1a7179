//! The reader of plain `.xlsx` workbooks, on their bytes: numbers, texts, days by their format. Whatever it is not
//! certain to understand as the library does, it leaves to the library.
//!
//! Source: ECMA-376 part 1, §18 (SpreadsheetML), and part 2 (packages).

use std::io::Cursor;

use zip::ZipArchive;

use super::Region;
use crate::extract::grid::Grid;

mod pieces;
mod sheet;
mod strings;
mod styles;
mod tags;

use pieces::whole;
use strings::Strings;
use styles::Styles;
use tags::{Kind, Tags};

/// Not a plain workbook, or not a whole one: for the library to say.
#[derive(Debug, PartialEq, Eq)]
pub struct NotPlain;

impl From<std::io::Error> for NotPlain {
    fn from(_: std::io::Error) -> Self {
        Self
    }
}

impl From<zip::result::ZipError> for NotPlain {
    fn from(_: zip::result::ZipError) -> Self {
        Self
    }
}

impl From<std::str::Utf8Error> for NotPlain {
    fn from(_: std::str::Utf8Error) -> Self {
        Self
    }
}

/// A plain workbook, opened: what all its sheets share is read.
pub struct Plain<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    sheets: Vec<Sheet>,
    strings: Strings,
    styles: Styles,
}

struct Sheet {
    name: String,
    part: String,
    hidden: bool,
}

const WORKBOOK: &str = "xl/workbook.xml";
const RELATIONS: &str = "xl/_rels/workbook.xml.rels";
const STRINGS: &str = "xl/sharedStrings.xml";
const STYLES: &str = "xl/styles.xml";

impl<'a> Plain<'a> {
    pub fn open(bytes: &'a [u8]) -> Result<Self, NotPlain> {
        let mut archive = ZipArchive::new(Cursor::new(bytes))?;
        // The library finds parts whatever the case of their names.
        for name in archive.file_names() {
            let name = name?;
            let otherwise = |part: &&str| name != **part && name.eq_ignore_ascii_case(part);
            if name.contains('\\') || [STRINGS, STYLES].iter().any(otherwise) {
                return Err(NotPlain);
            }
        }
        let package = part(&mut archive, "_rels/.rels")?;
        if !has_usual_workbook(&package)? {
            return Err(NotPlain);
        }
        let relations = relations(&part(&mut archive, RELATIONS)?)?;
        let (sheets, from_1904) = workbook(&part(&mut archive, WORKBOOK)?, &relations)?;
        let has = |name: &str| archive.index_for_name(name).is_some();
        let (has_strings, has_styles) = (has(STRINGS), has(STYLES));
        let styles = if has_styles { part(&mut archive, STYLES)? } else { Vec::new() };
        let styles = Styles::read(&styles, from_1904)?;
        let strings =
            if has_strings { strings::read(archive.by_name(STRINGS)?)? } else { Strings::default() };
        Ok(Self { archive, sheets, strings, styles })
    }

    /// The names of the sheets, and whether somebody who opens the workbook does not see them.
    pub fn sheets(&self) -> Vec<(String, bool)> {
        self.sheets.iter().map(|sheet| (sheet.name.clone(), sheet.hidden)).collect()
    }

    /// The cells of a sheet, and the merged ones among them.
    pub fn sheet(&mut self, name: &str) -> Result<(Grid, Vec<Region>), NotPlain> {
        let sheet = self.sheets.iter().find(|sheet| sheet.name == name).ok_or(NotPlain)?;
        sheet::read(self.archive.by_name(&sheet.part)?, &self.strings, &self.styles)
    }
}

/// One small part of a package, whole.
fn part(archive: &mut ZipArchive<Cursor<&[u8]>>, name: &str) -> Result<Vec<u8>, NotPlain> {
    whole(archive.by_name(name)?)
}

/// Whether the package names the usual part as its workbook.
fn has_usual_workbook(relations: &[u8]) -> Result<bool, NotPlain> {
    let mut found = false;
    let mut tags = Tags::new(relations);
    while let Some(tag) = tags.next()?.map(|(_, tag)| tag) {
        if tag.name == b"Relationship" && tag.kind != Kind::Close {
            let says = |name: &[u8]| tag.attribute(name).unwrap_or_default();
            if says(b"Type").ends_with(b"/relationships/officeDocument") {
                let target = says(b"Target");
                found = target.strip_prefix(b"/").unwrap_or(target) == WORKBOOK.as_bytes();
            }
        }
    }
    Ok(found)
}

/// The worksheets that a workbook refers to: reference and part.
fn relations(bytes: &[u8]) -> Result<Vec<(String, String)>, NotPlain> {
    let mut found = Vec::new();
    let mut tags = Tags::new(bytes);
    while let Some((_, tag)) = tags.next()? {
        if tag.name == b"Relationship" && tag.kind != Kind::Close {
            let said = |name: &[u8]| tag.attribute(name).map(tags::text).ok_or(NotPlain)?;
            if said(b"Type")?.ends_with("/worksheet") {
                let target = said(b"Target")?;
                let part = match target.strip_prefix('/') {
                    Some(absolute) => absolute.to_owned(),
                    None => format!("xl/{target}"),
                };
                found.push((said(b"Id")?, part));
            }
        }
    }
    Ok(found)
}

/// The sheets of a workbook, and whether its days count from 1904.
fn workbook(bytes: &[u8], relations: &[(String, String)]) -> Result<(Vec<Sheet>, bool), NotPlain> {
    let (mut sheets, mut from_1904) = (Vec::new(), false);
    let mut tags = Tags::new(bytes);
    while let Some((_, tag)) = tags.next()? {
        if tag.kind == Kind::Close {
            continue;
        }
        match tag.name {
            b"workbookPr" => match tag.attribute(b"date1904") {
                None | Some(b"0" | b"false") => {}
                Some(b"1" | b"true") => from_1904 = true,
                Some(_) => return Err(NotPlain),
            },
            b"sheet" => {
                let hidden = match tag.attribute(b"state") {
                    None | Some(b"visible") => false,
                    Some(b"hidden" | b"veryHidden") => true,
                    Some(_) => return Err(NotPlain),
                };
                let name = tags::text(tag.attribute(b"name").ok_or(NotPlain)?)?;
                let id = tags::text(tag.attribute(b"r:id").ok_or(NotPlain)?)?;
                // A chart or a dialog is none of those found.
                let (_, part) = relations.iter().find(|(own, _)| *own == id).ok_or(NotPlain)?;
                sheets.push(Sheet { name, part: part.clone(), hidden });
            }
            _ => {}
        }
    }
    if sheets.is_empty() { Err(NotPlain) } else { Ok((sheets, from_1904)) }
}
