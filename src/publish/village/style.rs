//! How the workbook of a village looks: its formats, and how high a row must be.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};
use unicode_width::UnicodeWidthStr;

/// The formats of one workbook.
pub struct Styles {
    pub title: Format,
    pub note: Format,
    pub head: Format,
    /// A household's own line.
    pub household: Format,
    pub members: Format,
    pub cell: Format,
    pub small: Format,
    /// A number, of which none is not worth reading.
    pub count: Format,
    /// Where somebody writes.
    pub input: Format,
    pub input_day: Format,
    pub signature: Format,
    pub plain: Format,
    pub strong: Format,
}

impl Styles {
    pub fn new() -> Self {
        let text = || Format::new().set_font_size(SIZE).set_text_wrap().set_align(FormatAlign::Top);
        let boxed = || text().set_border(FormatBorder::Thin).set_border_color(LINES);
        let input = || boxed().set_unlocked().set_background_color(INPUT);
        let household = || boxed().set_background_color(HOUSEHOLD);
        Self {
            title: Format::new().set_bold().set_font_size(16),
            note: Format::new().set_font_size(SIZE).set_font_color(ALERT),
            head: boxed().set_bold().set_align(FormatAlign::Center).set_align(FormatAlign::VerticalCenter),
            household: household().set_bold(),
            members: household(),
            cell: boxed(),
            count: boxed().set_num_format("0;;;@"),
            small: boxed().set_font_size(7).set_font_color(GREY),
            input: input(),
            input_day: input().set_num_format("yyyy-mm-dd"),
            signature: boxed().set_align(FormatAlign::VerticalCenter),
            plain: text(),
            strong: text().set_bold(),
        }
    }
}

const SIZE: f64 = 10.0;
const LINES: Color = Color::RGB(0x0080_8080);
const INPUT: Color = Color::RGB(0x00FF_F9E0);
const HOUSEHOLD: Color = Color::RGB(0x00E3_EBF3);
const ALERT: Color = Color::RGB(0x00A6_1C00);
const GREY: Color = Color::RGB(0x0060_6060);

/// The height of one line of text, in points: Chinese fonts stand higher than Latin ones.
const LINE: f64 = 15.0;
/// What a row has above and below its text.
const AROUND: f64 = 3.0;
/// A spreadsheet takes no higher rows, in points.
pub const HIGHEST: f64 = 409.0;

/// How many lines a text takes in a column of some width (in characters).
pub fn lines(text: &str, width: f64) -> f64 {
    // A line that is broken loses part of a character, and borders take some.
    let room = (width - 1.5).max(1.0);
    let of_line = |line: &str| {
        // No character is wider than it has bytes.
        if line.len() as f64 <= room { 1.0 } else { (line.width() as f64 / room).ceil().max(1.0) }
    };
    text.split('\n').map(of_line).sum()
}

/// How high a row of so many lines must be, in points.
pub fn height(lines: f64) -> f64 {
    (lines.max(1.0) * LINE + AROUND).min(HIGHEST)
}

/// How many lines fit into the highest row.
pub fn most_lines() -> f64 {
    ((HIGHEST - AROUND) / LINE).floor()
}
