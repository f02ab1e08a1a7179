//! What a spot check came to, in words and in rows.

use super::rates::{Rate, Rates};
use crate::labels::Lang;

/// `抽查 2017-08-31-1f2e3d4c（2017-09-01 抽取）：抽中 60 户，已入户 58 户，未定 1 户`
pub fn sentence(own: &Rates, lang: Lang) -> String {
    let Rates { draw, drawn_on, cards, visited, undecided, .. } = own;
    match lang {
        Lang::Zh => format!(
            "抽查 {draw}（{drawn_on} 抽取）：抽中 {cards} 户，已入户 {visited} 户，未定 {undecided} 户"
        ),
        Lang::En => format!(
            "spot check {draw} (drawn on {drawn_on}): {cards} cards drawn, {visited} visited, {undecided} not decided"
        ),
    }
}

/// The rates of a spot check, a row each: what, how many, of how many, in how many villages, the share with its interval,
/// and how many of the county that makes. Those of which nothing is known are left out.
pub fn rows(own: &Rates, lang: Lang) -> Vec<Vec<String>> {
    let rates = [
        (lang.pick("错评（占在册户）", "wrongly included, of the cards on the list"), own.wrongly_included),
        (lang.pick("　其中有线索的户", "  of those with a finding"), own.among_suspects),
        (lang.pick("　其中没有线索的户", "  of those without"), own.among_clear),
        (lang.pick("漏评（占应在册户）", "left out, of those who should be on the list"), own.left_out),
        (lang.pick("错退（占脱贫户）", "wrongly exited, of the cards that left poverty"), own.wrongly_exited),
    ];
    let percent = |share: f64| format!("{:.1}", share * 100.0);
    let row = |(what, rate): (&str, Rate)| {
        let estimate = rate.estimate;
        let share = estimate.share;
        let households = rate.households.map(|own| {
            let [value, low, high] = [own.value, own.low, own.high].map(f64::round);
            lang.range(&value.to_string(), &low.to_string(), &high.to_string())
        });
        vec![
            what.to_owned(),
            estimate.some.to_string(),
            estimate.of.to_string(),
            estimate.villages.to_string(),
            lang.range(&format!("{} %", percent(share.value)), &percent(share.low), &percent(share.high)),
            households.unwrap_or_default(),
        ]
    };
    rates.into_iter().filter_map(|(what, rate)| Some(row((what, rate?)))).collect()
}
