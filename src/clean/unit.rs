//! How many of one unit is another? Exact ratios, as decimals are stored in the schema's unit.

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

/// Every unit known: kind, how many of the kind's first unit it is, and its names.
const UNITS: &[(Kind, Ratio, &[&str])] = &[
    (
        Kind::Money,
        Ratio(1, 1),
        &["yuan", "元", "人民币元", "元/月", "元/年", "¥", "￥", "rmb", "人民币", "cny"],
    ),
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

fn find(unit: &str) -> Option<(Kind, Ratio)> {
    let unit = unit.trim().trim_start_matches("单位").trim_start_matches(':').trim().to_lowercase();
    let known = UNITS.iter().find(|(_, _, names)| names.contains(&unit.as_str()))?;
    Some((known.0, known.1))
}

/// How an amount in `from` becomes one in `into`; none if that cannot be. Takes tidied text.
pub fn conversion(from: &str, into: &str) -> Option<Ratio> {
    let ((from_kind, from), (into_kind, into)) = (find(from)?, find(into)?);
    (from_kind == into_kind).then_some(Ratio(from.0 * into.1, from.1 * into.0))
}

/// The names that turn into `into`, for a message.
pub fn known(into: &str) -> String {
    let Some((kind, _)) = find(into) else { return String::new() };
    let names = UNITS.iter().filter(|(other, _, _)| *other == kind);
    let names: Vec<_> = names.flat_map(|(_, _, names)| names.iter().take(2).copied()).collect();
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
}
