//! Sheets as PDF, with the fonts they need in them.

use super::super::Card;
use super::model::{Finding, Group, Record, Sheet, Step, ToFillIn};
use crate::paper::{
    self, BODY, Bar, Fonts, Ground, HEADING, Look, Piece, Run, SMALL, STRONG, Section, TITLE, WARNING,
};
use crate::words::phrase;

/// Smaller than the text: points under a heading, words to tick.
const POINT: Look = Look { size: 9.5, ..BODY };
const POINT_HEADING: Look = Look { bold: true, ..POINT };

/// A page, or more, for each household.
///
/// # Errors
/// In words, where a font cannot be embedded.
pub(in super::super) fn write(cards: &[Card<'_>], fonts: &mut Fonts) -> Result<Vec<u8>, String> {
    let Some(first) = cards.first() else { return Ok(Vec::new()) };
    let sheets: Vec<_> = cards.iter().map(|card| sheet(&Sheet::of(card))).collect();
    let page = |number: usize, of: usize| phrase!(first.lang, "page-of", number, of);
    paper::pdf(&sheets, first.title_of_sheet(), first.language(), page, fonts)
}

fn sheet(own: &Sheet) -> paper::Sheet {
    let plain = |pieces| Section { pieces, ground: Ground::Plain };
    let mut sections =
        vec![plain(vec![Piece::text(own.title.as_str(), TITLE), Piece::text(own.run.as_str(), SMALL)])];
    let who = vec![Run::new(own.who.as_str(), STRONG), Run::new(format!("　{}", own.home), BODY)];
    sections.push(Section { pieces: vec![Piece::runs(who)], ground: Ground::Shaded });
    let mut about = Vec::new();
    about.extend((!own.members.is_empty()).then(|| Piece::text(own.members.as_str(), BODY)));
    about.push(Piece::text(own.lead, WARNING));
    sections.push(plain(about));
    sections.extend(own.findings.iter().map(|own| Section { pieces: finding(own), ground: Ground::Framed }));
    sections.extend(own.open.as_ref().map(|own| Section { pieces: group(own), ground: Ground::Framed }));
    let signatures =
        own.signatures.map(|label| vec![Piece::text(label, BODY), Piece::Space(12.0), Piece::Line]);
    sections.push(plain(vec![Piece::Space(4.0), Piece::Columns(signatures.to_vec())]));
    paper::Sheet { sections, foot: format!("{}　{}", own.who, own.run) }
}

fn finding(own: &Finding) -> Vec<Piece> {
    let mut pieces = vec![Piece::text(own.title.as_str(), HEADING), Piece::text(own.about.as_str(), SMALL)];
    for (number, own) in (1..).zip(&own.records) {
        pieces.extend(record(number, own));
    }
    if !(own.clears.is_empty() && own.checks.is_empty()) {
        let column = |groups: &[Group]| groups.iter().flat_map(group).collect();
        pieces.push(Piece::Space(3.0));
        pieces.push(Piece::Columns(vec![column(&own.clears), column(&own.checks)]));
    }
    pieces.extend(to_fill_in(&own.to_fill_in));
    pieces
}

fn group(own: &Group) -> Vec<Piece> {
    let heading = Piece::text(own.heading.as_str(), POINT_HEADING);
    let points = own.points.iter().map(|point| Piece::item("·", vec![Run::new(point.as_str(), POINT)]));
    std::iter::once(heading).chain(points).collect()
}

fn record(number: usize, own: &Record) -> Vec<Piece> {
    let runs = vec![Run::new(own.said.as_str(), BODY), Run::new(format!("　{}", own.source), SMALL)];
    let bar = |step: &Step| {
        Piece::Bar(Bar { label: step.label.clone(), value: step.value(), share: step.share() as f32 })
    };
    let text = Piece::item(format!("{number}."), runs);
    std::iter::once(text).chain(own.ladder.iter().map(bar)).collect()
}

fn to_fill_in(own: &ToFillIn) -> Vec<Piece> {
    let mut pieces = vec![Piece::Space(2.0), Piece::Line];
    for (label, words) in &own.ticks {
        // A line may end behind a wide blank, and not before it.
        let words = words.iter().map(|word| Run::whole(format!("☐ {word}　"), POINT));
        let label = Run::whole(format!("{label}　"), POINT_HEADING);
        pieces.push(Piece::runs(std::iter::once(label).chain(words).collect()));
    }
    pieces.push(Piece::text(own.note, POINT_HEADING));
    pieces.push(Piece::Line);
    pieces.push(Piece::text(own.fingerprint.as_str(), SMALL));
    pieces
}
