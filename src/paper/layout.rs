//! Sections laid out as rows: strips of paper of some height, which pages are filled with.

use super::fonts::Fonts;
use super::lines::{Line, Span, lines};
use super::{BODY, Bar, Ink, Look, Paragraph, Piece, Run, SMALL};

/// Of a line, by its font size.
const LEADING: f32 = 1.45;
/// Between two columns.
const GUTTER: f32 = 14.0;
/// How high a bar stands.
const BAR: Look = Look { size: 8.5, bold: false, ink: Ink::Black };
/// Of the width, where the label, the value and the bar end.
const BAR_COLUMNS: [f32; 2] = [0.34, 0.42];

/// A strip of paper.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    pub height: f32,
    pub marks: Vec<Mark>,
}

/// Something on it; `x` counts from the left edge of the section, `y` down from the top of the row.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    Text {
        x: f32,
        base: f32,
        span: Span,
    },
    /// A filled rectangle.
    Block {
        x: f32,
        y: f32,
        width: f32,
        height: f32,
        tone: Tone,
    },
}

/// What fills it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    Line,
    Bar,
}

/// The rows of some pieces, in a column of this width.
pub fn rows(pieces: &[Piece], width: f32, fonts: &mut Fonts) -> Vec<Row> {
    let mut rows = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Paragraph(own) => rows.extend(paragraph(own, width, fonts)),
            Piece::Columns(columns) => rows.extend(columns_of(columns, width, fonts)),
            Piece::Bar(own) => rows.push(bar(own, width, fonts)),
            Piece::Space(height) => rows.push(Row { height: *height, marks: Vec::new() }),
            Piece::Line => {
                let height = 22.0;
                let mark = Mark::Block { x: 0.0, y: height - 1.0, width, height: 0.5, tone: Tone::Line };
                rows.push(Row { height, marks: vec![mark] });
            }
        }
    }
    rows
}

fn row_of(line: Line, x: f32) -> Row {
    let height = line.size * LEADING;
    // Letters stand a little below the middle.
    let base = height / 2.0 + line.size * 0.36;
    let marks = line.spans.into_iter().map(|span| Mark::Text { x: x + span.x, base, span });
    Row { height, marks: marks.collect() }
}

fn paragraph(own: &Paragraph, width: f32, fonts: &mut Fonts) -> Vec<Row> {
    let look = own.runs.first().map_or(BODY, |run| run.look);
    let indent = if own.mark.is_empty() { 0.0 } else { look.size * 1.6 };
    let mut rows: Vec<_> =
        lines(&own.runs, width - indent, fonts).into_iter().map(|line| row_of(line, indent)).collect();
    if let Some(first) = rows.first_mut().filter(|_| indent > 0.0) {
        // Before the text, for whoever copies it.
        let mark = lines(&[Run::new(own.mark.as_str(), look)], indent, fonts).into_iter().next();
        let marks = mark.into_iter().flat_map(|line| row_of(line, 0.0).marks);
        first.marks.splice(0..0, marks);
    }
    rows
}

fn columns_of(columns: &[Vec<Piece>], width: f32, fonts: &mut Fonts) -> Vec<Row> {
    let count = columns.len().max(1) as f32;
    let own = (width - GUTTER * (count - 1.0)) / count;
    let mut together: Vec<Row> = Vec::new();
    for (place, pieces) in columns.iter().enumerate() {
        let left = place as f32 * (own + GUTTER);
        for (at, mut row) in rows(pieces, own, fonts).into_iter().enumerate() {
            for mark in &mut row.marks {
                let (Mark::Text { x, .. } | Mark::Block { x, .. }) = mark;
                *x += left;
            }
            match together.get_mut(at) {
                Some(beside) => {
                    beside.height = beside.height.max(row.height);
                    beside.marks.extend(row.marks);
                }
                None => together.push(row),
            }
        }
    }
    together
}

fn bar(own: &Bar, width: f32, fonts: &mut Fonts) -> Row {
    let [label_end, value_end] = BAR_COLUMNS.map(|share| share * width);
    let mut row = Row { height: BAR.size * 1.35, marks: Vec::new() };
    let mut put = |text: &str, x: f32, width: f32, to_the_right: bool| {
        let line =
            lines(&[Run::whole(text, BAR)], f32::INFINITY, fonts).into_iter().next().unwrap_or_default();
        let wide = line_width(&line);
        let x = if to_the_right { x + (width - wide).max(0.0) } else { x };
        row.marks.extend(row_of(line, x).marks);
    };
    put(&own.label, 0.0, label_end, false);
    put(&own.value, label_end, value_end - label_end, true);
    let (from, to) = (value_end + 8.0, width);
    let middle = f32::midpoint(from, to);
    let reach = own.share.clamp(-1.0, 1.0) * (to - from) / 2.0;
    let tall = row.height;
    row.marks.push(Mark::Block { x: middle, y: 0.0, width: 0.5, height: tall, tone: Tone::Line });
    row.marks.push(Mark::Block {
        x: middle.min(middle + reach),
        y: tall * 0.22,
        width: reach.abs(),
        height: tall * 0.56,
        tone: Tone::Bar,
    });
    row
}

/// How wide a line is.
pub fn line_width(line: &Line) -> f32 {
    line.spans.last().map_or(0.0, |span| {
        span.x + span.glyphs.iter().map(|glyph| glyph.advance).sum::<f32>() * span.look.size
    })
}

/// The foot of a page: a text to the left, one to the right.
pub fn foot(left: &str, right: &str, width: f32, fonts: &mut Fonts) -> Row {
    let mut one = |text: &str| {
        lines(&[Run::whole(text, SMALL)], f32::INFINITY, fonts).into_iter().next().unwrap_or_default()
    };
    let (left, right) = (one(left), one(right));
    let x = width - line_width(&right);
    let mut row = row_of(left, 0.0);
    row.marks.extend(row_of(right, x).marks);
    row
}
