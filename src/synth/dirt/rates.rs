//! The one table of all rates of dirt.

use super::kinds::*;
use crate::synth::dice::Dice;
use crate::synth::extract::Extract;

/// How dirty the deliveries are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    None,
    Usual,
    Heavy,
}

/// What a rate is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// Citizen numbers. A kind that a number has no place for (`x` without an X) leaves it clean.
    Numbers,
    /// Names, likewise: to a name with a middle dot nothing else happens than to the dot.
    Names,
    Dates,
    /// Amounts of money.
    Amounts,
    Areas,
    /// Rows.
    Rows,
    /// Registry rows of the disabled.
    Disabled,
    /// Registry rows of who is not the head.
    NotTheHead,
    /// Cards.
    Cards,
    /// Names of those who had another one before.
    Renamed,
    /// Houses of two owners.
    Shared,
}

struct Rate {
    kind: Kinds,
    of: Of,
    /// In the departments' deliveries and in the registry: usually, and where dirt is heavy.
    departments: [f64; 2],
    /// In the household register, likewise. It comes from the system that issues the numbers: it has their forms
    /// wrong at times, and loses them only where dirt is heavy.
    register: [f64; 2],
}

const fn rate(kind: Kinds, of: Of, departments: [f64; 2], register: [f64; 2]) -> Rate {
    Rate { kind, of, departments, register }
}

const NEVER: [f64; 2] = [0.0, 0.0];

#[rustfmt::skip]
const TABLE: &[Rate] = &[
    //   kind              share of         usual   heavy     register: usual, heavy
    // Numbers that still tell whose they are, for whoever looks closely.
    rate(LOWER_X,          Of::Numbers,    [0.027,  0.09],   [0.0045, 0.0225]),
    rate(SPACES,           Of::Numbers,    [0.011,  0.036],  [0.0018, 0.009]),
    rate(APOSTROPHE,       Of::Numbers,    [0.007,  0.024],  [0.0012, 0.006]),
    rate(FULL_WIDTH,       Of::Numbers,    [0.006,  0.02],   [0.001,  0.005]),
    rate(FIFTEEN,          Of::Numbers,    [0.009,  0.03],   [0.0015, 0.0075]),
    rate(TAB,              Of::Numbers,    [0.003,  0.01],   [0.0005, 0.0025]),
    rate(CERTIFICATE,      Of::Disabled,   [0.3,    0.3],    NEVER),
    // Numbers that no longer do.
    rate(EXCEL,            Of::Numbers,    [0.003,  0.018],  [0.0,    0.0006]),
    rate(WRONG_DIGIT,      Of::Numbers,    [0.003,  0.018],  [0.0,    0.0006]),
    rate(SWAPPED,          Of::Numbers,    [0.0015, 0.009],  [0.0,    0.0003]),
    rate(MISSING,          Of::Numbers,    [0.0025, 0.015],  [0.0,    0.0005]),
    rate(OF_THE_HEAD,      Of::NotTheHead, [0.002,  0.02],   NEVER),
    // Names.
    rate(NAME_SPACES,      Of::Names,      [0.01,   0.05],   [0.002,  0.01]),
    rate(NAME_DOT,         Of::Names,      [0.2,    0.5],    [0.05,   0.1]),
    rate(NAME_TRADITIONAL, Of::Names,      [0.006,  0.03],   [0.0012, 0.006]),
    rate(NAME_LOST,        Of::Names,      [0.004,  0.02],   [0.0008, 0.004]),
    rate(HOMOPHONE,        Of::Names,      [0.002,  0.01],   [0.0002, 0.001]),
    rate(FORMER_NAME,      Of::Renamed,    [0.1,    0.2],    NEVER),
    // Days and quantities. An impossible day is lost; the registry writes months only.
    rate(DATE_FORM,        Of::Dates,      [0.15,   0.4],    [0.03,   0.1]),
    rate(IMPOSSIBLE_DATE,  Of::Dates,      [0.002,  0.01],   NEVER),
    rate(AMOUNT_FORM,      Of::Amounts,    [0.08,   0.24],   NEVER),
    rate(TEN_THOUSANDS,    Of::Amounts,    [0.02,   0.06],   NEVER),
    rate(AREA_FORM,        Of::Areas,      [0.05,   0.15],   NEVER),
    rate(MU,               Of::Areas,      [0.05,   0.15],   NEVER),
    // Rows and cards.
    rate(DUPLICATE,        Of::Rows,       [0.005,  0.03],   NEVER),
    rate(SEVERAL_OWNERS,   Of::Shared,     [0.5,    0.8],    NEVER),
    rate(SIZE_DIFFERS,     Of::Cards,      [0.01,   0.05],   NEVER),
    rate(NO_HEAD,          Of::Cards,      [0.005,  0.02],   NEVER),
];

/// What does not happen to a delivery, whatever the table says.
const SPARED: &[(Extract, Kinds)] = &[
    // Who is twice on one card is another mistake than a row delivered twice.
    (Extract::Registry, DUPLICATE),
    (Extract::VillageLedger, DUPLICATE),
    (Extract::TownshipFile, DUPLICATE),
    // What is kept by hand is copied, not typed once for the whole household.
    (Extract::VillageLedger, OF_THE_HEAD),
    (Extract::TownshipFile, OF_THE_HEAD),
    // Who is married and who is disabled hangs on these days for people of whom no rule speaks.
    (Extract::Marriage, IMPOSSIBLE_DATE),
    (Extract::Disability, IMPOSSIBLE_DATE),
];

/// The rates of one delivery.
#[derive(Debug, Clone)]
pub struct Rates(Vec<(Of, Kinds, f64)>);

impl Rates {
    pub fn of(level: Level, extract: Extract) -> Self {
        let column = match level {
            Level::None => return Self(Vec::new()),
            Level::Usual => 0,
            Level::Heavy => 1,
        };
        let spared = |kind| SPARED.contains(&(extract, kind));
        let share = |rate: &Rate| {
            let shares = if extract == Extract::Population { rate.register } else { rate.departments };
            shares.get(column).copied().unwrap_or(0.0)
        };
        let rates = TABLE.iter().map(|rate| (rate.of, rate.kind, share(rate)));
        Self(rates.filter(|(_, kind, share)| *share > 0.0 && !spared(*kind)).collect())
    }

    /// Destroys so many of a hundred numbers besides, in every way in like shares.
    pub fn break_numbers(&mut self, percent: u8) {
        const WAYS: [Kinds; 4] = [EXCEL, WRONG_DIGIT, SWAPPED, MISSING];
        let share = f64::from(percent) / 100.0 / WAYS.len() as f64;
        self.0.extend(WAYS.iter().filter(|_| percent > 0).map(|kind| (Of::Numbers, *kind, share)));
    }

    /// What happens to one of these, if anything does.
    pub fn draw(&self, of: Of, dice: &mut Dice) -> Option<Kinds> {
        let mut kinds = self.0.iter().filter(|(other, ..)| *other == of).peekable();
        kinds.peek()?;
        let mut left = dice.share();
        for (_, kind, share) in kinds {
            if left < *share {
                return Some(*kind);
            }
            left -= share;
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_to_one_value_is_at_most_one_thing() {
        for extract in Extract::ALL {
            for level in [Level::None, Level::Usual, Level::Heavy] {
                let rates = Rates::of(level, *extract);
                for (of, ..) in &rates.0 {
                    let all: f64 = rates.0.iter().filter(|(other, ..)| other == of).map(|rate| rate.2).sum();
                    assert!(all <= 1.0);
                }
            }
        }
    }

    #[test]
    fn a_kind_happens_as_often_as_the_table_says() {
        let rates = Rates::of(Level::Heavy, Extract::Vehicle);
        let mut dice = Dice::new(1, 1, 1);
        let times = (0..100_000).filter(|_| rates.draw(Of::Dates, &mut dice) == Some(DATE_FORM)).count();
        assert!((39_000..41_000).contains(&times), "{times}");
    }

    #[test]
    fn the_documentation_says_each_rate() {
        let said = include_str!("../../../docs/synthetic-county.md");
        let percent = |share: f64| match (share * 1e6).round() / 1e4 {
            0.0 => "–".to_owned(),
            percent => percent.to_string(),
        };
        for rate in TABLE {
            let mut word = String::new();
            rate.kind.write(&mut word);
            let shares: Vec<_> = rate.departments.into_iter().chain(rate.register).map(percent).collect();
            let line = said.lines().find(|line| line.starts_with(&format!("| `{word}` |")));
            let cells: Vec<_> = line.unwrap_or_default().split('|').map(str::trim).skip(3).take(4).collect();
            assert_eq!(cells, shares, "{word}");
        }
    }
}
