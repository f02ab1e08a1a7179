//! Pages filled with rows, and written as PDF: only the glyphs that stand in it are embedded, and every text can be
//! searched and copied.

use krilla::Document;
use krilla::color::rgb;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::text::{GlyphId, KrillaGlyph};

use super::fonts::Fonts;
use super::layout::{Mark, Row, Tone, foot, rows};
use super::lines::Span;
use super::{Ground, Ink, Section, Sheet};

/// A4, in points.
const PAGE: (f32, f32) = (595.28, 841.89);
const MARGIN: f32 = 34.0;
/// Room for the foot.
const FOOT: f32 = 22.0;
/// Inside a frame.
const PADDING: f32 = 7.0;
/// Below a section.
const BELOW: f32 = 7.0;
/// A section that is torn leaves no fewer rows behind, and takes no fewer along.
const FEWEST: usize = 3;
/// A section that does not fit is torn only where more of the page than this would stay empty.
const EMPTY: f32 = HEIGHT / 3.0;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
const HEIGHT: f32 = PAGE.1 - 2.0 * MARGIN - FOOT;

/// Rows with what stands behind them, at their place on a page.
struct Placed {
    top: f32,
    ground: Ground,
    rows: Vec<Row>,
}

impl Placed {
    fn height(&self) -> f32 {
        height_of(&self.rows) + padding(self.ground) * 2.0
    }
}

fn height_of(rows: &[Row]) -> f32 {
    rows.iter().map(|row| row.height).sum()
}

const fn padding(ground: Ground) -> f32 {
    match ground {
        Ground::Plain => 0.0,
        Ground::Framed | Ground::Shaded => PADDING,
    }
}

/// Sheets as PDF; `page` says which page of how many.
///
/// # Errors
/// In words, where a font cannot be embedded.
pub fn pdf(
    sheets: &[Sheet],
    title: &str,
    language: &str,
    page: impl Fn(usize, usize) -> String,
    fonts: &mut Fonts,
) -> Result<Vec<u8>, String> {
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(title.to_owned()).language(language.to_owned()));
    for sheet in sheets {
        let pages = pages(&sheet.sections, fonts);
        for (number, own) in (1..).zip(&pages) {
            let foot = foot(&sheet.foot, &page(number, pages.len()), WIDTH, fonts);
            let settings = PageSettings::from_wh(PAGE.0, PAGE.1).unwrap_or_default();
            let mut page = document.start_page_with(settings);
            let mut surface = page.surface();
            for placed in own {
                draw(placed, fonts, &mut surface);
            }
            let top = PAGE.1 - MARGIN - foot.height;
            draw(&Placed { top, ground: Ground::Plain, rows: vec![foot] }, fonts, &mut surface);
            surface.finish();
            page.finish();
        }
    }
    document.finish().map_err(|error| format!("{error:?}"))
}

/// Fills pages: a section that fits onto one is not torn, unless too much of the page before stayed empty.
fn pages(sections: &[Section], fonts: &mut Fonts) -> Vec<Vec<Placed>> {
    let mut pages = vec![Vec::new()];
    let mut used = 0.0;
    for section in sections {
        let ground = section.ground;
        let around = padding(ground) * 2.0;
        let mut rest = rows(&section.pieces, WIDTH - around, fonts);
        while !rest.is_empty() {
            let room = HEIGHT - used - around;
            let fits = rest
                .iter()
                .scan(0.0, |height, row| {
                    *height += row.height;
                    Some(*height)
                })
                .take_while(|height| *height <= room)
                .count();
            let whole = fits == rest.len();
            let tall = height_of(&rest) + around > HEIGHT || room > EMPTY;
            let fits = if whole { fits } else { fits.min(rest.len().saturating_sub(FEWEST)) };
            let may_be_torn = tall && fits >= FEWEST;
            if !whole && !may_be_torn && used > 0.0 {
                pages.push(Vec::new());
                used = 0.0;
                continue;
            }
            // A row that is higher than a page has its page.
            let after = rest.split_off(fits.clamp(1, rest.len()));
            let placed = Placed { top: MARGIN + used, ground, rows: std::mem::replace(&mut rest, after) };
            used += placed.height() + BELOW;
            if let Some(page) = pages.last_mut() {
                page.push(placed);
            }
            if !rest.is_empty() {
                pages.push(Vec::new());
                used = 0.0;
            }
        }
    }
    pages
}

fn draw(placed: &Placed, fonts: &Fonts, surface: &mut Surface<'_>) {
    let (left, inside) = (MARGIN, padding(placed.ground));
    match placed.ground {
        Ground::Plain => {}
        Ground::Shaded => {
            fill(surface, (left, placed.top, WIDTH, placed.height()), rgb::Color::new(233, 239, 245))
        }
        Ground::Framed => frame(surface, (left, placed.top, WIDTH, placed.height())),
    }
    let mut top = placed.top + inside;
    for row in &placed.rows {
        for mark in &row.marks {
            match mark {
                Mark::Text { x, base, span } => text(surface, fonts, left + inside + x, top + base, span),
                Mark::Block { x, y, width, height, tone } => {
                    let color = match tone {
                        Tone::Line => rgb::Color::new(153, 153, 153),
                        Tone::Bar => rgb::Color::new(74, 122, 166),
                    };
                    fill(surface, (left + inside + x, top + y, *width, *height), color);
                }
            }
        }
        top += row.height;
    }
}

fn fill(surface: &mut Surface<'_>, (x, y, width, height): (f32, f32, f32, f32), color: rgb::Color) {
    let mut path = PathBuilder::new();
    let Some(rect) = Rect::from_xywh(x, y, width, height) else { return };
    path.push_rect(rect);
    let Some(path) = path.finish() else { return };
    surface.set_stroke(None);
    surface.set_fill(Some(Fill {
        paint: color.into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::default(),
    }));
    surface.draw_path(&path);
}

fn frame(surface: &mut Surface<'_>, (x, y, width, height): (f32, f32, f32, f32)) {
    let mut path = PathBuilder::new();
    let Some(rect) = Rect::from_xywh(x, y, width, height) else { return };
    path.push_rect(rect);
    let Some(path) = path.finish() else { return };
    surface.set_fill(None);
    let paint = rgb::Color::new(153, 153, 153).into();
    surface.set_stroke(Some(Stroke { paint, width: 0.6, ..Stroke::default() }));
    surface.draw_path(&path);
}

fn text(surface: &mut Surface<'_>, fonts: &Fonts, x: f32, base: f32, span: &Span) {
    let Some(font) = fonts.font(span.face) else { return };
    let color = match span.look.ink {
        Ink::Black => rgb::Color::new(17, 17, 17),
        Ink::Grey => rgb::Color::new(85, 85, 85),
        Ink::Red => rgb::Color::new(143, 29, 29),
    };
    let glyph = |((start, character), glyph): ((usize, char), &super::fonts::Glyph)| {
        let range = start..start + character.len_utf8();
        KrillaGlyph::new(GlyphId::new(glyph.id), glyph.advance, 0.0, 0.0, 0.0, range, None)
    };
    let glyphs: Vec<_> = span.text.char_indices().zip(&span.glyphs).map(glyph).collect();
    surface.set_stroke(None);
    surface.set_fill(Some(Fill {
        paint: color.into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::default(),
    }));
    surface.draw_glyphs(Point::from_xy(x, base), &glyphs, font.clone(), &span.text, span.look.size, false);
}
