//! Tests of the weight of evidence: what it must hold for any pairs.

use proptest::prelude::*;

use super::*;

/// Name (equal, variant, different) and birth date (equal, else), as a clerk would guess them.
fn guessed() -> Model {
    let name = Field::new(&[0.8, 0.1, 0.1], &[0.01, 0.01, 0.98]);
    let birth = Field::new(&[0.8, 0.2], &[0.001, 0.999]);
    let place = Field::new(&[0.8, 0.2], &[0.1, 0.9]);
    Model { fields: vec![name, birth, place], prior: 0.1 }
}

/// A pair of these levels.
fn pair(levels: [usize; 3]) -> Vector {
    levels.iter().enumerate().fold(Vector::default(), |vector, (at, level)| vector.with(at, *level))
}

/// Every vector, as often as pairs of which `share` match would reach it with these shares of full agreement.
fn pairs(share: f64, m: [f64; 3], total: f64) -> Vec<(Vector, u64)> {
    let model = guessed();
    let mut counted = Vec::new();
    for (name, birth, place) in (0..12).map(|n| (n % 3, n / 3 % 2, n / 6)) {
        let of = |at: usize, level: usize| {
            let u = model.fields[at].levels[level].u;
            let others = model.fields[at].levels.len() - 1;
            let m = if level == 0 { m[at] } else { (1.0 - m[at]) / others as f64 };
            (m, u)
        };
        let (m, u) = [of(0, name), of(1, birth), of(2, place)]
            .into_iter()
            .fold((1.0, 1.0), |(m, u), own| (m * own.0, u * own.1));
        let count = total * (share * m + (1.0 - share) * u);
        counted.push((pair([name, birth, place]), count.round() as u64));
    }
    counted
}

#[test]
fn expectation_maximization_finds_the_shares_that_made_the_pairs() {
    let (share, m) = (0.02, [0.9, 0.97, 0.6]);
    let mut model = guessed();
    expectation_maximization(&mut model, &pairs(share, m, 1e9), |_| true, 1.0);
    assert!((model.prior - share).abs() < 1e-3, "{}", model.prior);
    for (field, m) in model.fields.iter().zip(m) {
        assert!((field.levels[0].m - m).abs() < 0.01, "{field:?}");
    }
}

#[test]
fn a_few_pairs_do_not_overthrow_what_was_known_before() {
    let few = [(pair([2, 0, 1]), 2)];
    let mut model = guessed();
    expectation_maximization(&mut model, &few, |_| true, 100.0);
    let known = guessed();
    for (now, before) in model.fields.iter().zip(&known.fields) {
        assert!((now.levels[0].m - before.levels[0].m).abs() < 0.02, "{now:?}");
    }
}

#[test]
fn two_equally_good_candidates_have_at_most_a_half_each() {
    assert!(shared_probabilities(&[2000.0, 2000.0]).iter().all(|own| (*own - 0.5).abs() < 1e-9));
    let one = shared_probabilities(&[20.0]);
    assert!((one[0] - probability(20.0)).abs() < 1e-12);
}

#[test]
fn a_rare_value_is_shared_by_chance_less_often() {
    let mut names = Frequencies::default();
    names.add("张伟", 98);
    names.add("欧阳修", 2);
    assert!(names.share(&"欧阳修") < names.share(&"张伟"));
    assert!((names.chance_of_agreement() - (0.98 * 0.98 + 0.02 * 0.02)).abs() < 1e-12);
}

proptest! {
    #[test]
    fn a_vector_gives_back_what_was_put_in(levels in proptest::collection::vec(proptest::option::of(0..MAX_LEVELS), MAX_FIELDS)) {
        let vector = levels.iter().enumerate().fold(Vector::default(), |vector, (at, level)| match level {
            Some(level) => vector.with(at, *level),
            None => vector,
        });
        for (at, level) in levels.iter().enumerate() {
            prop_assert_eq!(vector.level(at), *level);
        }
    }

    #[test]
    fn the_order_of_pairs_changes_no_estimate(turn in 0_usize..12) {
        let mut turned = pairs(0.05, [0.9, 0.9, 0.5], 1e6);
        turned.rotate_left(turn);
        turned.sort_unstable();
        let mut sorted = pairs(0.05, [0.9, 0.9, 0.5], 1e6);
        sorted.sort_unstable();
        let (mut one, mut other) = (guessed(), guessed());
        expectation_maximization(&mut one, &turned, |_| true, 1.0);
        expectation_maximization(&mut other, &sorted, |_| true, 1.0);
        prop_assert_eq!(one, other);
    }
}
