//! Amounts and whole numbers read from text. Exact: decimals to six places, no floating point on the way.

use chrono::{Datelike, NaiveDate};

use super::date::{self, Cell};
use super::unit::{Ratio, conversion};
use crate::standard::text::is_placeholder;

/// Decimals are stored as whole millionths.
use crate::table::DECIMAL_SCALE;
/// A number with more digits than this is no amount.
const MOST_DIGITS: usize = 24;

/// A number as written: `digits` without a point, and how many of them stand behind it.
struct Written<'a> {
    digits: i128,
    behind: i32,
    /// What stands behind the number: a unit, or nothing.
    suffix: &'a str,
}

fn written(text: &str) -> Option<Written<'_>> {
    let text = text.trim_start_matches(['¥', '￥']).trim_start_matches("人民币").trim_start();
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest.trim_start_matches(['¥', '￥'])),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mut digits, mut count, mut behind, mut after_point) = (0i128, 0, 0, false);
    // Digits since the last comma; none before the first.
    let mut group: Option<u32> = None;
    let mut end = text.len();
    for (at, c) in text.char_indices() {
        match c {
            '0'..='9' => {
                digits = digits * 10 + i128::from(c.to_digit(10)?);
                count += usize::from(digits > 0);
                behind += i32::from(after_point);
                if !after_point {
                    group = group.map(|digits| digits + 1);
                }
                if count > MOST_DIGITS || behind > 30 {
                    return None;
                }
            }
            '.' if !after_point => after_point = true,
            // Commas part thousands: what is parted otherwise, 3,5 or 1,20, could mean anything.
            ',' if !after_point && at > 0 && group.is_none_or(|digits| digits == 3) => group = Some(0),
            _ => {
                end = at;
                break;
            }
        }
    }
    if !text.get(..end)?.contains(|c: char| c.is_ascii_digit()) || group.is_some_and(|digits| digits != 3) {
        return None;
    }
    let mut suffix = text.get(end..)?;
    // As spreadsheets write large numbers: 1.2E+05.
    if let Some(exponent) = suffix.strip_prefix(['e', 'E']) {
        let length = exponent.find(|c: char| !matches!(c, '0'..='9' | '+' | '-')).unwrap_or(exponent.len());
        let (exponent, rest) = exponent.split_at_checked(length)?;
        behind -= exponent.parse::<i32>().ok().filter(|exponent| (-30..=20).contains(exponent))?;
        suffix = rest;
    }
    Some(Written { digits: if negative { -digits } else { digits }, behind, suffix: suffix.trim() })
}

/// Whether a text is nothing but digits, few enough for any unit, perhaps with a point among them; above zero where
/// only that is possible.
pub fn is_plain(text: &str, with_point: bool, positive: bool) -> bool {
    let (whole, behind) = match text.split_once('.') {
        Some((whole, behind)) if with_point => (whole, behind),
        Some(_) => return false,
        None => (text, "0"),
    };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    text.len() <= 16
        && digits(whole)
        && digits(behind)
        && (!positive || text.bytes().any(|c| matches!(c, b'1'..=b'9')))
}

/// Millionths of the column's unit; `ratio` turns the delivered unit into it, unless the cell says its own.
pub fn read_decimal(text: &str, stored_in: Option<&str>, ratio: Ratio) -> Cell<i128> {
    if is_placeholder(text) {
        return Cell::Empty;
    }
    let value = written(text).and_then(|written| {
        let ratio = match (written.suffix, stored_in) {
            ("", _) => ratio,
            ("%", None) => Ratio(1, 100),
            (unit, Some(stored_in)) => conversion(unit, stored_in)?,
            (_, None) => return None,
        };
        scaled(written.digits, written.behind, ratio)
    });
    value.map_or(Cell::Bad, Cell::Value)
}

/// `digits` / 10^`behind` × `ratio` in millionths, the last place rounded half up.
fn scaled(digits: i128, behind: i32, ratio: Ratio) -> Option<i128> {
    let mut above = digits.checked_mul(ratio.0)?;
    let mut below = ratio.1;
    let shift = i32::try_from(DECIMAL_SCALE).ok()? - behind;
    let power = 10i128.checked_pow(shift.unsigned_abs())?;
    if shift >= 0 {
        above = above.checked_mul(power)?;
    } else {
        below = below.checked_mul(power)?;
    }
    let (whole, rest) = (above.checked_div(below)?, above.checked_rem(below)?);
    let round = i128::from(rest.unsigned_abs() >= below.unsigned_abs() - rest.unsigned_abs());
    Some(whole + round * above.signum())
}

/// A year: `2016`, `2016年度`, `2016年报`, or that of a day.
pub fn read_year(text: &str) -> Cell<i64> {
    if is_placeholder(text) {
        return Cell::Empty;
    }
    let bare = YEAR_WORDS.iter().find_map(|word| text.strip_suffix(word)).unwrap_or(text).trim_end();
    let digits = bare.strip_suffix(".0").unwrap_or(bare);
    if digits.len() == 4 && digits.bytes().all(|c| c.is_ascii_digit()) {
        let year = digits.parse().ok().filter(|year| (1900..=2100).contains(year));
        return year.map_or(Cell::Bad, Cell::Value);
    }
    match date::read(text) {
        Cell::Value(days) => {
            NaiveDate::from_epoch_days(days).map_or(Cell::Bad, |day| Cell::Value(day.year().into()))
        }
        _ => Cell::Bad,
    }
}

/// What may stand behind a year, the longest first.
const YEAR_WORDS: &[&str] = &["年度报告", "年度年报", "年年报", "年度", "年报", "年"];

/// A whole number; a fraction that is not zero is bad.
pub fn read_integer(text: &str) -> Cell<i64> {
    if is_placeholder(text) {
        return Cell::Empty;
    }
    let value = written(text).and_then(|written| {
        if !matches!(written.suffix, "" | "人" | "口" | "户" | "个") {
            return None;
        }
        let power = 10i128.checked_pow(written.behind.unsigned_abs())?;
        let whole = if written.behind >= 0 {
            (written.digits % power == 0).then_some(written.digits / power)?
        } else {
            written.digits.checked_mul(power)?
        };
        i64::try_from(whole).ok()
    });
    value.map_or(Cell::Bad, Cell::Value)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(text: &str) -> Cell<i128> {
        read_decimal(text, Some("yuan"), Ratio::ONE)
    }

    #[test]
    fn amounts_are_read_with_their_commas_signs_and_units() {
        for text in ["12000", "12,000.00", "¥12,000", "￥12000", "12000元", "1.2万元", "1.2万", "1.2E+04"]
        {
            assert_eq!(yuan(text), Cell::Value(12_000_000_000), "{text}");
        }
        assert_eq!(yuan("-3.5"), Cell::Value(-3_500_000));
        assert_eq!(yuan("0.30000000000000004"), Cell::Value(300_000));
    }

    #[test]
    fn the_unit_in_a_cell_beats_the_unit_of_the_header() {
        let wan = Ratio(10_000, 1);
        assert_eq!(read_decimal("3", Some("yuan"), wan), Cell::Value(30_000_000_000));
        assert_eq!(read_decimal("3元", Some("yuan"), wan), Cell::Value(3_000_000));
        assert_eq!(read_decimal("1.5", Some("m2"), Ratio(2_000, 3)), Cell::Value(1_000_000_000));
        assert_eq!(read_decimal("50%", None, Ratio::ONE), Cell::Value(500_000));
    }

    #[test]
    fn what_is_no_amount_is_bad_and_what_is_nothing_is_empty() {
        for text in [
            "约三万",
            "3万美元",
            "1.2.3",
            "12a",
            "¥",
            "1e99",
            "$12000",
            "3,5",
            "1,20",
            "1,2,345",
            &"9".repeat(40),
        ] {
            assert_eq!(yuan(text), Cell::Bad, "{text}");
        }
        for text in ["", "-", "—", "无", "/"] {
            assert_eq!(yuan(text), Cell::Empty, "{text}");
        }
    }

    #[test]
    fn a_year_is_read_however_it_is_written_and_never_guessed() {
        for text in
            ["2016", "2016年", "2016年度", "2016年报", "2016年度报告", "2016-12-31", "20161231", "2016.0"]
        {
            assert_eq!(read_year(text), Cell::Value(2016), "{text}");
        }
        for text in ["16", "2,016", "20167", "二〇一六", "2016/2017", "2016-2017", "99999", "1016"] {
            assert_eq!(read_year(text), Cell::Bad, "{text}");
        }
        assert_eq!(read_year("无"), Cell::Empty);
    }

    #[test]
    fn whole_numbers_have_no_fraction() {
        assert_eq!(read_integer("5.0"), Cell::Value(5));
        assert_eq!(read_integer("5人"), Cell::Value(5));
        assert_eq!(read_integer("1,234"), Cell::Value(1234));
        assert_eq!(read_integer("5.5"), Cell::Bad);
        assert_eq!(read_integer("99999999999999999999"), Cell::Bad);
    }
}
