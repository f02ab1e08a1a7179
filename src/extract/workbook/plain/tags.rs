//! XML cut into tags and the text between them: as much of XML as workbooks are written in.

use memchr::{memchr, memchr_iter, memchr2, memmem};

use super::NotPlain;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Open,
    Close,
    /// Opened and closed at once.
    Empty,
}

#[derive(Debug, Clone, Copy)]
pub struct Tag<'a> {
    pub name: &'a [u8],
    attributes: &'a [u8],
    pub kind: Kind,
}

pub struct Tags<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tags<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The next tag, and the text before it, as it is written; none at the end. Comments and the like are not plain.
    pub fn next(&mut self) -> Result<Option<(&'a [u8], Tag<'a>)>, NotPlain> {
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let Some(open) = memchr(b'<', rest) else { return Ok(None) };
            let (text, tag) = rest.split_at(open);
            let end = end_of(tag)?;
            let inner = tag.get(1..end).ok_or(NotPlain)?;
            self.at += open + end + 1;
            match inner.first() {
                Some(b'!') | None => return Err(NotPlain),
                Some(b'?') if is_utf8(inner) => {}
                Some(b'?') => return Err(NotPlain),
                Some(b'/') => {
                    let name = inner.get(1..).unwrap_or_default().trim_ascii_end();
                    return Ok(Some((text, Tag { name, attributes: &[], kind: Kind::Close })));
                }
                Some(_) => {
                    let (inner, kind) = match inner.strip_suffix(b"/") {
                        Some(inner) => (inner, Kind::Empty),
                        None => (inner, Kind::Open),
                    };
                    let length = inner.iter().position(u8::is_ascii_whitespace).unwrap_or(inner.len());
                    let (name, attributes) = inner.split_at(length);
                    return Ok(Some((text, Tag { name, attributes, kind })));
                }
            }
        }
    }

    /// The next cell, if it is what comes next and is written as nearly all are.
    pub fn next_plain_cell(&mut self) -> Option<PlainCell<'a>> {
        let (cell, rest) = PlainCell::of(self.bytes.get(self.at..)?)?;
        self.at = self.bytes.len() - rest.len();
        Some(cell)
    }

    /// The text up to the end of an element that holds nothing else.
    pub fn text_of(&mut self, name: &[u8]) -> Result<&'a [u8], NotPlain> {
        match self.next()? {
            Some((text, tag)) if tag.kind == Kind::Close && tag.name == name => Ok(text),
            _ => Err(NotPlain),
        }
    }
}

/// A cell as nearly all are written: one tag with its place, style and kind in this order, and one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainCell<'a> {
    pub place: &'a [u8],
    pub style: Option<&'a [u8]>,
    pub kind: Option<&'a [u8]>,
    /// As it is written.
    pub said: &'a [u8],
    /// Whether the blanks around it are part of a text that stands in the cell itself.
    pub preserved: bool,
}

/// What a cell says whose text stands in it.
pub const INLINE: &[u8] = b"inlineStr";

impl<'a> PlainCell<'a> {
    /// The cell that begins here, and what stands behind it; none where it is written in another way, or is none.
    fn of(bytes: &'a [u8]) -> Option<(Self, &'a [u8])> {
        let quoted = |rest: &'a [u8]| {
            let end = rest.iter().position(|c| matches!(c, b'"' | b'\'' | b'<' | b'>' | b'&'))?;
            let (value, rest) = rest.split_at(end);
            Some((value, rest.strip_prefix(b"\"")?))
        };
        let attribute = |rest: &'a [u8], name: &[u8]| match rest.strip_prefix(name) {
            None => Some((None, rest)),
            Some(rest) => quoted(rest).map(|(value, rest)| (Some(value), rest)),
        };
        let (place, rest) = quoted(bytes.strip_prefix(b"<c r=\"")?)?;
        let (style, rest) = attribute(rest, b" s=\"")?;
        let (kind, rest) = attribute(rest, b" t=\"")?;
        let rest = rest.strip_prefix(b">")?;
        let (preserved, rest, end): (_, _, &[u8]) = if kind == Some(INLINE) {
            let rest = rest.strip_prefix(b"<is><t")?;
            match rest.strip_prefix(b">") {
                Some(rest) => (false, rest, b"</t></is></c>"),
                None => (true, rest.strip_prefix(b" xml:space=\"preserve\">")?, b"</t></is></c>"),
            }
        } else {
            (false, rest.strip_prefix(b"<v>")?, b"</v></c>")
        };
        let (said, rest) = rest.split_at(memchr(b'<', rest)?);
        Some((Self { place, style, kind, said, preserved }, rest.strip_prefix(end)?))
    }
}

/// Where the tag that begins here ends; a `>` inside an attribute ends nothing.
fn end_of(tag: &[u8]) -> Result<usize, NotPlain> {
    let mut quote = None;
    for (at, c) in tag.iter().enumerate() {
        match (quote, c) {
            (None, b'>') => return Ok(at),
            (None, b'"' | b'\'') => quote = Some(*c),
            (Some(open), c) if open == *c => quote = None,
            _ => {}
        }
    }
    Err(NotPlain)
}

/// Whether a declaration says that the part is in UTF-8, or nothing of it.
fn is_utf8(declaration: &[u8]) -> bool {
    let Some(at) = memmem::find(declaration, b"encoding") else { return true };
    let said = declaration.get(at..).unwrap_or_default().to_ascii_lowercase();
    memmem::find(&said, b"utf-8").is_some()
}

impl<'a> Tag<'a> {
    /// An attribute as it is written.
    pub fn attribute(&self, name: &[u8]) -> Option<&'a [u8]> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_ascii_start();
            let equals = memchr(b'=', rest)?;
            let (own, behind) = rest.split_at(equals);
            let behind = behind.get(1..)?.trim_ascii_start();
            let (quote, behind) = behind.split_first()?;
            let end = memchr(*quote, behind)?;
            let (value, after) = behind.split_at(end);
            if own.trim_ascii_end() == name {
                return Some(value);
            }
            rest = after.get(1..)?;
        }
    }
}

/// What a text or an attribute says, in a string of its own.
pub fn text(written: &[u8]) -> Result<String, NotPlain> {
    let mut said = String::new();
    add_text(written, false, &mut said)?;
    Ok(said)
}

/// Appends what a written text says; `trimmed` without the blanks around it.
pub fn add_text(written: &[u8], trimmed: bool, into: &mut String) -> Result<(), NotPlain> {
    if memchr2(b'&', b'\r', written).is_some() {
        let resolved = resolved(std::str::from_utf8(written)?)?;
        return add_plain(&resolved, trimmed, into);
    }
    add_plain(std::str::from_utf8(written)?, trimmed, into)
}

fn add_plain(text: &str, trimmed: bool, into: &mut String) -> Result<(), NotPlain> {
    let text = if trimmed { text.trim_matches([' ', '\t', '\r', '\n']) } else { text };
    // As spreadsheets write what XML cannot hold: `_x000D_`.
    let escaped = memchr_iter(b'_', text.as_bytes()).any(|at| {
        let escape = text.as_bytes().get(at + 1..at + 6);
        escape
            .is_some_and(|escape| matches!(escape, [b'x', hex @ ..] if hex.iter().all(u8::is_ascii_hexdigit)))
    });
    if escaped {
        return Err(NotPlain);
    }
    into.push_str(text);
    Ok(())
}

/// With its references resolved and every end of a line a single newline.
fn resolved(written: &str) -> Result<String, NotPlain> {
    let mut said = String::with_capacity(written.len());
    let one_newline = |text: &str| text.replace("\r\n", "\n").replace('\r', "\n");
    let mut rest = written;
    while let Some((before, behind)) = rest.split_once('&') {
        said.push_str(&one_newline(before));
        let (reference, after) = behind.split_once(';').ok_or(NotPlain)?;
        said.push(match reference {
            "amp" => '&',
            "lt" => '<',
            "gt" => '>',
            "quot" => '"',
            "apos" => '\'',
            other => {
                let number = other.strip_prefix('#').ok_or(NotPlain)?;
                let code = match number.strip_prefix('x') {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => number.parse(),
                };
                code.ok().filter(|code| *code != 0).and_then(char::from_u32).ok_or(NotPlain)?
            }
        });
        rest = after;
    }
    said.push_str(&one_newline(rest));
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_ends_behind_its_attributes_whatever_stands_in_them() {
        let mut tags = Tags::new(br#"<?xml version="1.0"?><a x="1>2" y='q"' ><b/>t</a>"#);
        let (_, a) = tags.next().unwrap().unwrap();
        assert_eq!((a.name, a.kind), (&b"a"[..], Kind::Open));
        assert_eq!((a.attribute(b"x"), a.attribute(b"y")), (Some(&b"1>2"[..]), Some(&b"q\""[..])));
        assert_eq!(a.attribute(b"z"), None);
        let (_, b) = tags.next().unwrap().unwrap();
        assert_eq!((b.name, b.kind), (&b"b"[..], Kind::Empty));
        assert_eq!(tags.text_of(b"a"), Ok(&b"t"[..]));
        assert!(tags.next().unwrap().is_none());
    }

    #[test]
    fn what_is_not_certain_to_be_understood_is_not_plain() {
        for xml in ["<!-- a -->", "<![CDATA[a]]>", "<a", "<>", "<?xml version='1.0' encoding='gb2312'?><a/>"]
        {
            assert!(Tags::new(xml.as_bytes()).next().is_err(), "{xml}");
        }
        for written in ["a&nbsp;b", "a&b", "a_x000D_b", "&#0;"] {
            assert_eq!(text(written.as_bytes()), Err(NotPlain), "{written}");
        }
        assert_eq!(text(b"\xff"), Err(NotPlain));
    }

    #[test]
    fn references_and_newlines_are_resolved() {
        assert_eq!(text("1 &lt; 2&amp;&#24352;&#x4e09;\r\n_x".as_bytes()), Ok("1 < 2&张三\n_x".to_owned()));
    }
}
