//! Unified social credit codes (GB 32100). Some published codes fail the check: warn, never reject.

const ALPHABET: &[u8; 31] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
const WEIGHTS: [usize; 17] = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

/// What a code turns out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CreditCode {
    Valid,
    /// The 15-digit registration number from before 2015.
    Registration,
    BadCheck,
    Malformed,
}

/// Reads a code already in half width and upper case, without spaces.
pub fn read(code: &str) -> CreditCode {
    if code.len() == 15 && code.bytes().all(|c| c.is_ascii_digit()) {
        return CreditCode::Registration;
    }
    let Some(values) = code.bytes().map(value).collect::<Option<Vec<_>>>() else {
        return CreditCode::Malformed;
    };
    let Some((check, first)) = values.split_last() else { return CreditCode::Malformed };
    if first.len() != WEIGHTS.len() {
        return CreditCode::Malformed;
    }
    let sum: usize = first.iter().zip(WEIGHTS).map(|(value, weight)| value * weight).sum();
    if (31 - sum % 31) % 31 == *check { CreditCode::Valid } else { CreditCode::BadCheck }
}

fn value(c: u8) -> Option<usize> {
    ALPHABET.iter().position(|known| *known == c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_published_code_passes_and_a_digit_off_does_not() {
        assert_eq!(read("91350100M000100Y43"), CreditCode::Valid);
        assert_eq!(read("91350100M000100Y44"), CreditCode::BadCheck);
    }

    #[test]
    fn an_old_registration_number_is_no_mistake() {
        assert_eq!(read("130927600012345"), CreditCode::Registration);
        assert_eq!(read("91350100M000100I43"), CreditCode::Malformed);
        assert_eq!(read(""), CreditCode::Malformed);
    }
}
