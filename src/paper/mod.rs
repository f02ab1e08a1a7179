//! Paper: sheets of text, Chinese or not, laid out on A4 and written as PDF with the fonts they need in them.
//!
//! Knows nothing of households: it takes sections of paragraphs.

mod fonts;
mod layout;
mod lines;
mod pdf;

pub use fonts::Fonts;
pub use pdf::pdf;

/// Something to carry along: it begins on a page of its own.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    pub sections: Vec<Section>,
    /// At the foot of each of its pages, before the page number.
    pub foot: String,
}

/// What belongs together: it is not torn in two, unless a third of a page would stay empty for it.
#[derive(Debug, Clone, Default)]
pub struct Section {
    pub pieces: Vec<Piece>,
    pub ground: Ground,
}

/// What stands behind a section.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ground {
    #[default]
    Plain,
    /// A line around it.
    Framed,
    /// A light colour.
    Shaded,
}

/// A part of a section.
#[derive(Debug, Clone)]
pub enum Piece {
    Paragraph(Paragraph),
    /// Side by side.
    Columns(Vec<Vec<Piece>>),
    Bar(Bar),
    /// Empty, so many points high.
    Space(f32),
    /// A line to write on.
    Line,
}

/// Text that is broken into lines.
#[derive(Debug, Clone, Default)]
pub struct Paragraph {
    /// What hangs before it: a number, a dot.
    pub mark: String,
    pub runs: Vec<Run>,
}

/// Text of one look.
#[derive(Debug, Clone)]
pub struct Run {
    pub text: String,
    pub look: Look,
    /// Not broken into lines.
    pub whole: bool,
}

/// How a text looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// In points.
    pub size: f32,
    pub bold: bool,
    pub ink: Ink,
}

/// The colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    Black,
    Grey,
    Red,
}

pub const BODY: Look = Look { size: 10.5, bold: false, ink: Ink::Black };
pub const SMALL: Look = Look { size: 9.0, bold: false, ink: Ink::Grey };
pub const STRONG: Look = Look { bold: true, ..BODY };
pub const TITLE: Look = Look { size: 16.0, bold: true, ink: Ink::Black };
pub const HEADING: Look = Look { size: 12.5, bold: true, ink: Ink::Black };
pub const WARNING: Look = Look { size: 10.0, bold: false, ink: Ink::Red };

/// What speaks for something, to the right of a middle line, or against it, to the left.
#[derive(Debug, Clone)]
pub struct Bar {
    pub label: String,
    pub value: String,
    /// From −1 to 1.
    pub share: f32,
}

impl Run {
    pub fn new(text: impl Into<String>, look: Look) -> Self {
        Self { text: text.into(), look, whole: false }
    }

    pub fn whole(text: impl Into<String>, look: Look) -> Self {
        Self { text: text.into(), look, whole: true }
    }
}

impl Piece {
    /// A paragraph of one look.
    pub fn text(text: impl Into<String>, look: Look) -> Self {
        Self::runs(vec![Run::new(text, look)])
    }

    pub fn runs(runs: Vec<Run>) -> Self {
        Self::Paragraph(Paragraph { mark: String::new(), runs })
    }

    pub fn item(mark: impl Into<String>, runs: Vec<Run>) -> Self {
        Self::Paragraph(Paragraph { mark: mark.into(), runs })
    }
}
