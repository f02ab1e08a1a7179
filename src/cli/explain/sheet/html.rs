//! Sheets as a web page, a printed page for each household.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::super::Card;
use super::model::{Finding, Group, Record, Sheet, ToFillIn};

/// One page for each household, whole in itself.
pub(in super::super) fn page(cards: &[Card<'_>]) -> String {
    let Some(first) = cards.first() else { return String::new() };
    let page = html! {
        (DOCTYPE)
        html lang=(first.language()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (first.title_of_sheet()) }
                style { (PreEscaped(include_str!("../sheet.css"))) }
            }
            body { @for card in cards { (sheet(&Sheet::of(card))) } }
        }
    };
    page.into_string()
}

fn sheet(own: &Sheet) -> Markup {
    html! {
        section {
            header { h1 { (own.title) } p.run { (own.run) } }
            p.who { strong { (own.who) } "　" (own.home) }
            @if !own.members.is_empty() { p { (own.members) } }
            p.lead { (own.lead) }
            @for finding in &own.findings { (self::finding(finding)) }
            @if let Some(open) = &own.open { article { (group(open)) } }
            footer { @for signature in own.signatures { span { (signature) } } }
        }
    }
}

fn finding(own: &Finding) -> Markup {
    html! {
        article {
            h2 { (own.title) }
            p.small { (own.about) }
            @if !own.records.is_empty() { ol { @for record in &own.records { (self::record(record)) } } }
            @if !(own.clears.is_empty() && own.checks.is_empty()) {
                div.two {
                    div { @for own in &own.clears { (group(own)) } }
                    div { @for own in &own.checks { (group(own)) } }
                }
            }
            (to_fill_in(&own.to_fill_in))
        }
    }
}

fn group(own: &Group) -> Markup {
    html! { h3 { (own.heading) } ul { @for point in &own.points { li { (point) } } } }
}

fn record(own: &Record) -> Markup {
    html! {
        li {
            (own.said) span.small { "　" (own.source) }
            @if !own.ladder.is_empty() {
                table.ladder {
                    @for step in &own.ladder {
                        // The middle of the bar is at half its width.
                        @let width = (step.share().abs() * 50.0).round();
                        @let left = if step.share() < 0.0 { 50.0 - width } else { 50.0 };
                        tr {
                            td { (step.label) } td.n { (step.value()) }
                            td.rail { span style=(format!("margin-left:{left}%;width:{width}%")) {} }
                        }
                    }
                }
            }
        }
    }
}

fn to_fill_in(own: &ToFillIn) -> Markup {
    html! {
        div.fill {
            @for (label, words) in &own.ticks {
                p { strong { (label) } @for word in words { span.tick { "☐ " (word) } } }
            }
            p.line { strong { (own.note) } }
            p.small { (own.fingerprint) }
        }
    }
}
