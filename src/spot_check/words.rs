//! What a spot check came to, in words and in rows.

use super::rates::{Rate, Rates};
use crate::labels::Lang;
use crate::words::{phrase, word};

/// `抽查 2017-08-31-1f2e3d4c（2017-09-01 抽取）：抽中 60 户，已入户 58 户，未定 1 户`
pub fn sentence(own: &Rates, lang: Lang) -> String {
    let Rates { draw, drawn_on, cards, visited, undecided, .. } = own;
    phrase!(lang, "spot-check-in-a-sentence", draw, drawn_on, cards, visited, undecided)
}

/// The rates of a spot check, a row each: what, how many, of how many, in how many villages, the share with its interval,
/// and how many of the county that makes. Those of which nothing is known are left out.
pub fn rows(own: &Rates, lang: Lang) -> Vec<Vec<String>> {
    let rates = [
        (word!(lang, "rate-wrongly-included"), own.wrongly_included),
        (word!(lang, "rate-among-suspects"), own.among_suspects),
        (word!(lang, "rate-among-clear"), own.among_clear),
        (word!(lang, "rate-left-out"), own.left_out),
        (word!(lang, "rate-wrongly-exited"), own.wrongly_exited),
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
