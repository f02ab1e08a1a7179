//! Which cells show a number as a day: by their number format (ECMA-376, §18.8.30).

use calamine::{Data, ExcelDateTime, ExcelDateTimeType};

use super::NotPlain;
use super::tags::{Kind, Tags, text};
use crate::extract::workbook::library::as_text;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Number,
    Moment,
    /// A length of time, or a format that says too little: for the library.
    Other,
}

pub struct Styles {
    /// By the number of the style.
    formats: Vec<Format>,
    from_1904: bool,
}

impl Styles {
    pub fn read(bytes: &[u8], from_1904: bool) -> Result<Self, NotPlain> {
        let mut own = Vec::new();
        let mut formats = Vec::new();
        let (mut in_formats, mut in_cells) = (false, false);
        let mut tags = Tags::new(bytes);
        while let Some((_, tag)) = tags.next()? {
            match tag.name {
                b"numFmts" => in_formats = tag.kind == Kind::Open,
                b"cellXfs" => in_cells = tag.kind == Kind::Open,
                b"numFmt" if in_formats && tag.kind != Kind::Close => {
                    let (id, code) = (tag.attribute(b"numFmtId"), tag.attribute(b"formatCode"));
                    own.push((id.ok_or(NotPlain)?, custom(&text(code.ok_or(NotPlain)?)?)));
                }
                b"xf" if in_cells && tag.kind != Kind::Close => {
                    let format = tag.attribute(b"numFmtId").map_or(Format::Number, |id| {
                        let own = own.iter().rfind(|(own, _)| *own == id);
                        own.map_or_else(|| builtin(id), |(_, format)| *format)
                    });
                    formats.push(format);
                }
                _ => {}
            }
        }
        Ok(Self { formats, from_1904 })
    }

    /// Appends a number as a cell of this style shows it.
    pub fn add_number(
        &self,
        written: &[u8],
        style: Option<&[u8]>,
        into: &mut String,
    ) -> Result<(), NotPlain> {
        let format = match style {
            None => Format::Number,
            Some(number) => {
                let number = std::str::from_utf8(number)?.parse::<usize>().map_err(|_| NotPlain)?;
                self.formats.get(number).copied().unwrap_or(Format::Number)
            }
        };
        let written = std::str::from_utf8(written)?;
        if format == Format::Number && is_shortest(written) {
            into.push_str(written);
            return Ok(());
        }
        if !written.bytes().all(|c| matches!(c, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E')) {
            return Err(NotPlain);
        }
        let number = written.parse::<f64>().map_err(|_| NotPlain)?;
        let cell = match format {
            Format::Number => Data::Float(number),
            Format::Moment => {
                Data::DateTime(ExcelDateTime::new(number, ExcelDateTimeType::DateTime, self.from_1904))
            }
            Format::Other => return Err(NotPlain),
        };
        into.push_str(&as_text(&cell));
        Ok(())
    }
}

/// A whole number as it would be written again: at most 15 digits, and no zero in front.
fn is_shortest(written: &str) -> bool {
    let digits = written.as_bytes();
    (1..=15).contains(&digits.len())
        && digits.iter().all(u8::is_ascii_digit)
        && (digits.len() == 1 || digits.first() != Some(&b'0'))
}

fn builtin(id: &[u8]) -> Format {
    match std::str::from_utf8(id).ok().and_then(|id| id.parse::<u32>().ok()) {
        Some(14..=22 | 27..=36 | 45 | 47 | 50..=58) => Format::Moment,
        Some(46) | None => Format::Other,
        Some(_) => Format::Number,
    }
}

/// What a format shows, by its first section.
fn custom(code: &str) -> Format {
    if code == "General" {
        return Format::Number;
    }
    let mut rest = code.chars();
    let mut moment = false;
    while let Some(c) = rest.next() {
        match c {
            ';' => break,
            // The next character is meant as it is, or only makes room.
            '\\' | '_' | '*' => _ = rest.next(),
            '"' => {
                if !rest.by_ref().any(|c| c == '"') {
                    return Format::Other;
                }
            }
            '[' => {
                let mut inner = String::new();
                if !rest.by_ref().any(|c| {
                    inner.push(c);
                    c == ']'
                }) || inner.starts_with(['h', 'm', 's', 'H', 'M', 'S'])
                    || inner.contains(['[', '"', '\\'])
                {
                    return Format::Other;
                }
            }
            'd' | 'm' | 'h' | 'y' | 's' | 'D' | 'M' | 'H' | 'Y' | 'S' => moment = true,
            // The rest of the format, by what it can show: digits, signs, words of Chinese.
            '#' | '0' | '?' | '.' | ',' | '%' | '@' | ' ' | '+' | '-' | '(' | ')' | '/' | ':' | '¥'
            | '￥' | '$' => {}
            c if !c.is_ascii() => {}
            _ => return Format::Other,
        }
    }
    if moment { Format::Moment } else { Format::Number }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_with_a_day_or_a_time_of_day_is_a_moment() {
        for code in ["yyyy-mm-dd", "yyyy\"年\"m\"月\"d\"日\";@", "[$-804]yyyy/m/d", "h:mm", "m/d/yy h:mm"]
        {
            assert_eq!(custom(code), Format::Moment, "{code}");
        }
        for code in ["General", "@", "0.00_ ", "#,##0.00\"元\"", "\\d0", "0;[Red]-0;\"day\"", "[Red]0.0%"] {
            assert_eq!(custom(code), Format::Number, "{code}");
        }
        for code in ["[h]:mm", "aaaa", "0.00E+00", "\"open"] {
            assert_eq!(custom(code), Format::Other, "{code}");
        }
    }

    #[test]
    fn numbers_are_written_as_the_library_writes_them() {
        let styles = Styles { formats: vec![Format::Number, Format::Moment], from_1904: false };
        let shown = |written: &str, style: &str| {
            let mut text = String::new();
            styles.add_number(written.as_bytes(), Some(style.as_bytes()), &mut text).map(|()| text)
        };
        for (written, text) in [
            ("35000", "35000"),
            ("012", "12"),
            ("12.50", "12.5"),
            ("-0.1", "-0.1"),
            ("1.2E5", "120000"),
            ("130927195011046123", "1.30927195011046E+17"),
        ] {
            assert_eq!(shown(written, "0").as_deref(), Ok(text));
        }
        assert_eq!(shown("41640", "1").as_deref(), Ok("2014-01-01"));
        assert_eq!(shown("inf", "0"), Err(NotPlain));
    }
}
