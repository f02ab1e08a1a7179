//! Paragraphs broken into lines, as Unicode has it (UAX #14): Chinese between any two characters, but never a full stop at
//! the beginning of a line.

use unicode_linebreak::{BreakOpportunity, linebreaks};

use super::fonts::{Fonts, Glyph};
use super::{Look, Run};

/// A line, as wide as its pieces.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Line {
    pub spans: Vec<Span>,
    /// The height of the tallest.
    pub size: f32,
}

/// Text of one look and one face.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// From the left edge of the line.
    pub x: f32,
    pub look: Look,
    pub face: usize,
    pub text: String,
    /// A glyph for each character.
    pub glyphs: Vec<Glyph>,
}

/// A character with its look, and whether a line may end behind it.
struct Letter {
    character: char,
    look: Look,
    glyph: Glyph,
    breaks: Option<BreakOpportunity>,
}

impl Letter {
    fn width(&self) -> f32 {
        self.glyph.advance * self.look.size
    }
}

/// Breaks a paragraph into lines of at most this width. A word that is wider is broken where it must be.
pub fn lines(runs: &[Run], width: f32, fonts: &mut Fonts) -> Vec<Line> {
    let letters = letters(runs, fonts);
    let mut lines = Vec::new();
    let (mut begin, mut at, mut used, mut last) = (0, 0, 0.0, None);
    while let Some(letter) = letters.get(at) {
        // A blank at the end takes no room.
        let is_blank = letter.character.is_whitespace();
        if used + letter.width() > width && !is_blank && at > begin {
            let end = last.unwrap_or(at);
            lines.push(line(letters.get(begin..end).unwrap_or(&[])));
            (begin, at, used, last) = (end, end, 0.0, None);
            continue;
        }
        used += letter.width();
        at += 1;
        match letter.breaks {
            Some(BreakOpportunity::Mandatory) if at < letters.len() => {
                lines.push(line(letters.get(begin..at).unwrap_or(&[])));
                (begin, used, last) = (at, 0.0, None);
            }
            Some(_) => last = Some(at),
            None => {}
        }
    }
    lines.push(line(letters.get(begin..).unwrap_or(&[])));
    lines
}

fn letters(runs: &[Run], fonts: &mut Fonts) -> Vec<Letter> {
    let text: String = runs.iter().map(|run| run.text.as_str()).collect();
    let mut breaks = linebreaks(&text).peekable();
    let mut letters = Vec::new();
    let mut end = 0;
    for run in runs {
        let mut characters = run.text.chars().peekable();
        while let Some(character) = characters.next() {
            end += character.len_utf8();
            let own = breaks.next_if(|(place, _)| *place == end).map(|(_, own)| own);
            // What is whole may be parted from what follows, and not in itself.
            let own = own.filter(|_| !run.whole || characters.peek().is_none());
            let glyph = fonts.glyph(shown(character), run.look.bold);
            letters.push(Letter { character, look: run.look, glyph, breaks: own });
        }
    }
    letters
}

/// What has no look of its own takes the room of a blank.
fn shown(character: char) -> char {
    if character.is_control() { ' ' } else { character }
}

fn line(letters: &[Letter]) -> Line {
    let end = letters.iter().rposition(|own| !own.character.is_whitespace()).map_or(0, |last| last + 1);
    let mut line =
        Line { size: letters.iter().map(|own| own.look.size).fold(0.0, f32::max), ..Line::default() };
    let mut x = 0.0;
    for own in letters.get(..end).unwrap_or(&[]) {
        let fits = |span: &&mut Span| span.look == own.look && span.face == own.glyph.face;
        match line.spans.last_mut().filter(fits) {
            Some(span) => {
                span.text.push(own.character);
                span.glyphs.push(own.glyph);
            }
            None => line.spans.push(Span {
                x,
                look: own.look,
                face: own.glyph.face,
                text: own.character.to_string(),
                glyphs: vec![own.glyph],
            }),
        }
        x += own.width();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::super::{BODY, STRONG};
    use super::*;

    fn broken(runs: &[Run], width: f32) -> Option<Vec<String>> {
        let mut fonts = Fonts::find(None).ok()?;
        let text = |line: &Line| line.spans.iter().map(|span| span.text.as_str()).collect();
        Some(lines(runs, width * BODY.size, &mut fonts).iter().map(text).collect())
    }

    #[test]
    fn a_line_neither_begins_with_a_full_stop_nor_parts_a_number() {
        let Some(found) = broken(&[Run::new("名下小型轿车一辆。于2016", BODY)], 8.0) else {
            return;
        };
        assert_eq!(found, ["名下小型轿车一", "辆。于2016"]);
        assert_eq!(broken(&[Run::new("名下车辆于2016年", BODY)], 6.0).unwrap(), ["名下车辆于", "2016年"]);
        let found = broken(&[Run::new("冀J12345号小型轿车", BODY)], 3.0).unwrap();
        assert!(
            found.iter().all(|line| !line.is_empty()) && found.concat() == "冀J12345号小型轿车",
            "{found:?}"
        );
    }

    #[test]
    fn what_is_whole_goes_to_the_next_line_whole() {
        let runs = [
            Run::new("结果 ", STRONG),
            Run::whole("☐ 按正常脱贫程序退出 ", BODY),
            Run::whole("☐ 并户", BODY),
        ];
        let Some(found) = broken(&runs, 11.0) else { return };
        assert_eq!(found, ["结果", "☐ 按正常脱贫程序退出", "☐ 并户"]);
    }

    #[test]
    fn nothing_is_lost_at_any_width() {
        let text = "张三（户主），机动车登记：号牌号码 冀J12345，状态 正常；来源：in/车管.csv 第 12 行；认定：证件号码、姓名一致。";
        for width in 1..60 {
            let Some(found) = broken(&[Run::new(text, BODY)], width as f32) else { return };
            assert_eq!(found.concat().replace(' ', ""), text.replace(' ', ""), "{width}");
        }
    }
}
