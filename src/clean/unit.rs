//! Units of measurement and the exact ratios between them; amounts are stored in the schema's unit.

/// What a unit measures; only units of one kind turn into each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Money,
    Area,
    Power,
    Share,
}

/// An exact ratio: multiply by the first, divide by the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ratio(pub i128, pub i128);

impl Ratio {
    pub const ONE: Self = Self(1, 1);
}

/// Over which time an amount of money is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Period {
    Month,
    Year,
}

const PERIODS: &[(Period, &[&str])] =
    &[(Period::Month, &["月", "month", "每月"]), (Period::Year, &["年", "year", "每年"])];

/// Every unit known: kind, how many of the kind's first unit it is, and its names.
const UNITS: &[(Kind, Ratio, &[&str])] = &[
    (Kind::Money, Ratio(1, 1), &["yuan", "元", "人民币元", "元人民币", "¥", "￥", "rmb", "人民币", "cny"]),
    (Kind::Money, Ratio(1_000, 1), &["千元", "kyuan"]),
    (Kind::Money, Ratio(10_000, 1), &["万元", "万", "人民币万元", "万元人民币", "wan", "10000 yuan"]),
    (Kind::Money, Ratio(100_000_000, 1), &["亿元", "亿"]),
    (Kind::Area, Ratio(1, 1), &["m2", "m²", "㎡", "平方米", "平米", "平方", "平"]),
    (Kind::Area, Ratio(2_000, 3), &["mu", "亩"]),
    (Kind::Area, Ratio(10_000, 1), &["ha", "hm2", "hm²", "公顷"]),
    (Kind::Area, Ratio(1_000_000, 1), &["km2", "km²", "平方公里", "平方千米"]),
    (Kind::Power, Ratio(1, 1), &["horsepower", "hp", "ps", "马力", "匹"]),
    // One metric horsepower is 0.735 498 75 kW exactly.
    (Kind::Power, Ratio(100_000_000, 73_549_875), &["kw", "千瓦"]),
    (Kind::Share, Ratio(1, 1), &["percent", "%"]),
    (Kind::Share, Ratio(100, 1), &["share", "ratio"]),
];

struct Unit {
    kind: Kind,
    ratio: Ratio,
    period: Option<Period>,
}

fn find(unit: &str) -> Option<Unit> {
    let unit = unit.trim().trim_start_matches("单位").trim_start_matches(':').trim().to_lowercase();
    let (bare, period) = split_period(&unit);
    let (kind, ratio, _) = UNITS.iter().find(|(_, _, names)| names.contains(&bare))?;
    (period.is_none() || *kind == Kind::Money).then_some(Unit { kind: *kind, ratio: *ratio, period })
}

/// `万元/年` as `万元` and a year.
fn split_period(unit: &str) -> (&str, Option<Period>) {
    for (period, names) in PERIODS {
        for name in *names {
            let Some(money) = unit.strip_suffix(name) else { continue };
            let money = money.trim_end();
            let money = if name.starts_with('每') { Some(money) } else { money.strip_suffix('/') };
            if let Some(money) = money {
                return (money.trim_end(), Some(*period));
            }
        }
    }
    (unit, None)
}

/// How an amount in `from` becomes one in `into`; none if that cannot be. Takes tidied text.
///
/// An amount by the year is a twelfth of it by the month; one whose time is not told is taken as stored.
pub fn conversion(from: &str, into: &str) -> Option<Ratio> {
    let (from, into) = (find(from)?, find(into)?);
    if from.kind != into.kind {
        return None;
    }
    let time = match (from.period, into.period) {
        (None, _) => Ratio::ONE,
        (Some(a), Some(b)) if a == b => Ratio::ONE,
        (Some(Period::Year), Some(_)) => Ratio(1, 12),
        (Some(Period::Month), Some(_)) => Ratio(12, 1),
        // Paid by the month or the year, for how long nobody says.
        (Some(_), None) => return None,
    };
    Some(Ratio(from.ratio.0 * into.ratio.1 * time.0, from.ratio.1 * into.ratio.0 * time.1))
}

/// The names that turn into `into`, for a message.
pub fn known(into: &str) -> String {
    let Some(Unit { kind, period, .. }) = find(into) else { return String::new() };
    let names = UNITS.iter().filter(|(other, _, _)| *other == kind);
    let mut names: Vec<_> = names.flat_map(|(_, _, names)| names.iter().take(2).copied()).collect();
    if period.is_some() {
        names.extend(["元/月", "元/年"]);
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_of_one_kind_turn_into_each_other_exactly() {
        assert_eq!(conversion("万元", "yuan"), Some(Ratio(10_000, 1)));
        assert_eq!(conversion("公顷", "mu"), Some(Ratio(30_000, 2_000)));
        assert_eq!(conversion("单位:万元", "yuan"), Some(Ratio(10_000, 1)));
        assert_eq!(conversion("亩", "yuan"), None);
        assert_eq!(conversion("万美元", "yuan"), None);
    }

    #[test]
    fn an_amount_by_the_year_is_never_taken_for_one_by_the_month() {
        assert_eq!(conversion("元/年", "yuan/month"), Some(Ratio(1, 12)));
        assert_eq!(conversion("万元 每年", "yuan/month"), Some(Ratio(10_000, 12)));
        assert_eq!(conversion("元/月", "yuan/year"), Some(Ratio(12, 1)));
        assert_eq!(conversion("元", "yuan/month"), Some(Ratio::ONE));
        assert_eq!(conversion("元/年", "yuan"), None);
        assert_eq!(conversion("亩/年", "mu"), None);
    }
}
