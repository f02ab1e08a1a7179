//! The fonts of this machine: one that has Chinese, and others for the characters that it lacks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use fontdb::{Database, ID, Source};
use krilla::text::{Font, Tag};
use skrifa::instance::{Location, Size};
use skrifa::{FontRef, MetadataProvider};

use crate::diagnostic::Diagnostic;
use crate::words::{Said, said};

/// No font of this machine has Chinese, or the one that was named cannot be used.
const NO_FONT: &str = "E0513";

/// Families that have all of GB 18030's common characters, those made for the screen and for plain print first.
const FAMILIES: &[&str] = &[
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "Noto Serif CJK SC",
    "SimHei",
    "SimSun",
    "AR PL UMing CN",
];
/// What a font must have to be taken for a Chinese one.
const CHINESE: [char; 4] = ['户', '核', '查', '，'];
const REGULAR: u16 = 400;
const BOLD: u16 = 700;

/// Fonts, read as they are needed.
pub struct Fonts {
    database: Database,
    faces: Vec<Face>,
    /// The faces for plain and for bold text.
    plain: usize,
    bold: usize,
    known: BTreeMap<(char, bool), Glyph>,
    missing: BTreeSet<char>,
}

/// One face, ready to draw.
struct Face {
    id: Option<ID>,
    font: Font,
    data: Arc<Vec<u8>>,
    index: u32,
    weight: u16,
}

/// How a character is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Glyph {
    pub face: usize,
    pub id: u32,
    /// In parts of the font size.
    pub advance: f32,
}

impl Fonts {
    /// The fonts that are installed, or one that somebody named.
    ///
    /// # Errors
    /// None of them has Chinese.
    pub fn find(named: Option<&Path>) -> Result<Self, Diagnostic> {
        let mut database = Database::new();
        database.load_system_fonts();
        let of_file = |path: &Path| {
            let no = |why: Said| {
                let font = path.display().to_string();
                Diagnostic::error(NO_FONT, said!("font-cannot-be-used", font, why))
            };
            let data = std::fs::read(path).map_err(|error| no(error.to_string().into()))?;
            let face =
                Face::new(None, Arc::new(data), 0, REGULAR).ok_or_else(|| no(said!("it-is-no-font")))?;
            if face.has_chinese() { Ok(face) } else { Err(no(said!("it-has-no-chinese"))) }
        };
        let (plain, bold) = match named {
            Some(path) => (of_file(path)?, None),
            None => installed(&database).ok_or_else(none_installed)?,
        };
        let mut faces = vec![plain];
        faces.extend(bold);
        let bold = faces.len() - 1;
        let (known, missing) = (BTreeMap::new(), BTreeSet::new());
        Ok(Self { database, faces, plain: 0, bold, known, missing })
    }

    /// How a character is drawn: by the Chinese font, or else by any that has it. What none has is noted, and drawn as an
    /// empty box.
    pub fn glyph(&mut self, character: char, bold: bool) -> Glyph {
        if let Some(glyph) = self.known.get(&(character, bold)) {
            return *glyph;
        }
        let first = if bold { self.bold } else { self.plain };
        let others = (0..self.faces.len()).filter(|face| *face != first);
        let mut order = std::iter::once(first).chain(others);
        let found = order.find_map(|face| self.faces.get(face)?.glyph(face, character));
        let glyph = found.or_else(|| self.elsewhere(character)).unwrap_or_else(|| {
            self.missing.insert(character);
            Glyph { face: first, id: 0, advance: 1.0 }
        });
        self.known.insert((character, bold), glyph);
        glyph
    }

    /// Looks for a character in the fonts that were not needed so far.
    fn elsewhere(&mut self, character: char) -> Option<Glyph> {
        let known: BTreeSet<_> = self.faces.iter().filter_map(|face| face.id).collect();
        let mut faces: Vec<_> = self.database.faces().filter(|face| !known.contains(&face.id)).collect();
        // The plainest first.
        faces.sort_by_key(|face| {
            let is_plain = face.style == fontdb::Style::Normal && face.stretch == fontdb::Stretch::Normal;
            (!is_plain, face.weight.0.abs_diff(REGULAR), face.post_script_name.clone())
        });
        let ids: Vec<_> = faces.into_iter().map(|face| face.id).collect();
        let has = |id: &ID| {
            let has = |data: &[u8], index: u32| {
                FontRef::from_index(data, index).is_ok_and(|font| font.charmap().map(character).is_some())
            };
            self.database.with_face_data(*id, has) == Some(true)
        };
        let id = ids.into_iter().find(has)?;
        let face = Face::of_database(&self.database, id, REGULAR)?;
        self.faces.push(face);
        let place = self.faces.len() - 1;
        self.faces.get(place)?.glyph(place, character)
    }

    pub fn font(&self, face: usize) -> Option<&Font> {
        self.faces.get(face).map(|face| &face.font)
    }

    /// The characters that no font has.
    pub fn missing(&self) -> &BTreeSet<char> {
        &self.missing
    }
}

/// The first family that is installed, with its bold face if it has one of its own; or else any font that has Chinese.
fn installed(database: &Database) -> Option<(Face, Option<Face>)> {
    for family in FAMILIES {
        let query = |weight: u16| {
            let families = [fontdb::Family::Name(family)];
            let weight = fontdb::Weight(weight);
            database.query(&fontdb::Query { families: &families, weight, ..fontdb::Query::default() })
        };
        let Some(plain) = query(REGULAR) else { continue };
        let Some(face) = Face::of_database(database, plain, REGULAR).filter(Face::has_chinese) else {
            continue;
        };
        let bold = query(BOLD).and_then(|id| Face::of_database(database, id, BOLD));
        return Some((face, bold));
    }
    let mut all = database.faces().map(|face| face.id);
    let face = all.find_map(|id| Face::of_database(database, id, REGULAR).filter(Face::has_chinese))?;
    Some((face, None))
}

fn none_installed() -> Diagnostic {
    Diagnostic::error(NO_FONT, said!("no-chinese-font"))
}

impl Face {
    fn new(id: Option<ID>, data: Arc<Vec<u8>>, index: u32, weight: u16) -> Option<Self> {
        // A font of all weights begins with its thinnest.
        let coordinates = [(Tag::new(b"wght"), f32::from(weight))];
        let font = Font::new_variable(Arc::clone(&data).into(), index, &coordinates)?;
        Some(Self { id, font, data, index, weight })
    }

    fn of_database(database: &Database, id: ID, weight: u16) -> Option<Self> {
        let (source, index) = database.face_source(id)?;
        let data = match source {
            Source::File(path) => Arc::new(std::fs::read(path).ok()?),
            Source::Binary(data) => Arc::new(data.as_ref().as_ref().to_vec()),
        };
        Self::new(Some(id), data, index, weight)
    }

    fn has_chinese(&self) -> bool {
        CHINESE.iter().all(|own| self.glyph(0, *own).is_some())
    }

    fn glyph(&self, place: usize, character: char) -> Option<Glyph> {
        let font = FontRef::from_index(&self.data, self.index).ok()?;
        let id = font.charmap().map(character).filter(|id| id.to_u32() > 0)?;
        let location: Location = font.axes().location([("wght", f32::from(self.weight))]);
        let width = font.glyph_metrics(Size::unscaled(), &location).advance_width(id)?;
        Some(Glyph { face: place, id: id.to_u32(), advance: width / self.font.units_per_em() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_font_that_has_no_chinese_is_refused_with_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("text.ttf");
        std::fs::write(&path, "no font").unwrap();
        let refused = Fonts::find(Some(&path)).err().unwrap();
        assert_eq!(refused.code, NO_FONT);
        assert!(refused.message.to_string().contains("it is no font"), "{}", refused.message);
    }

    #[test]
    fn what_no_font_has_is_noted_and_not_passed_over() {
        // Nothing is assigned there, for ever.
        let nowhere = '\u{10ffff}';
        let Ok(mut fonts) = Fonts::find(None) else { return };
        assert_eq!(fonts.glyph('户', false).advance, 1.0);
        assert!(fonts.missing().is_empty());
        assert_eq!(fonts.glyph(nowhere, false).id, 0);
        assert!(fonts.missing().contains(&nowhere));
    }
}
