//! Tables of the report: a caption, heads, cells; numbers to the right.

use maud::{Markup, html};

use crate::standard::mask::masked_text;

/// A cell.
pub enum Cell {
    Text(String),
    Number(u64),
    /// A number that is not known, or lacks something: why.
    Open(String),
    /// A number with a bar beside it, as a share of the largest.
    Bar(u64, u64),
    /// A text that leads to a file beside the page.
    Link {
        text: String,
        path: String,
    },
}

impl Cell {
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    pub fn count(count: usize) -> Self {
        Self::Number(count as u64)
    }
}

/// Nothing where there are no rows.
pub fn table(caption: &str, heads: &[&str], rows: Vec<Vec<Cell>>) -> Markup {
    if rows.is_empty() {
        return html! {};
    }
    let is_number = |at: usize| {
        rows.first().and_then(|row| row.get(at)).is_some_and(|cell| matches!(cell, Cell::Number(_)))
    };
    html! {
        div.wide {
            table {
                caption { (caption) }
                thead {
                    tr {
                        @for (at, head) in heads.iter().enumerate() {
                            @if is_number(at) { th.n { (head) } } @else { th { (head) } }
                        }
                    }
                }
                tbody {
                    @for row in &rows {
                        tr { @for own in row { (cell(own)) } }
                    }
                }
            }
        }
    }
}

fn cell(cell: &Cell) -> Markup {
    match cell {
        Cell::Text(own) => html! { td { (text(own)) } },
        Cell::Number(number) => html! { td.n { (number) } },
        Cell::Open(why) => html! { td.open { (text(why)) } },
        Cell::Bar(number, most) => {
            // The longest is five letters long.
            let tenths = if *most == 0 { 0 } else { number * 50 / most };
            let width = format!("width:{}.{}em", tenths / 10, tenths % 10);
            html! { td.b { (number) @if tenths > 0 { " " span.bar style=(width) {} } } }
        }
        Cell::Link { text: own, path } => html! { td { a href=(path_in_url(path)) { (text(own)) } } },
    }
}

/// A text in which no citizen number can be read.
pub fn text(text: &str) -> String {
    masked_text(text).into_owned()
}

/// A path as a browser takes it.
fn path_in_url(path: &str) -> String {
    let mut url = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            url.push_str(&format!("%{byte:02X}"));
        }
    }
    url
}
