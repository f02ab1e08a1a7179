//! The gates of the job: whether a delivery is good enough to be used.

use chrono::NaiveDate;

use crate::job::Gate;
use crate::words::{Said, said};

/// What is known of one delivery when it comes to the gate.
#[derive(Debug, Clone, Copy, Default)]
pub struct Arrival {
    pub rows_read: u64,
    pub rows_rejected: u64,
    /// Accepted rows of the last delivery that was used.
    pub rows_before: Option<u64>,
    /// Records about persons, and those among them whose number can be used.
    pub of_persons: u64,
    pub usable_ids: u64,
    pub rows_accepted: u64,
    pub delivered_on: Option<NaiveDate>,
}

/// A share says nothing of a small delivery: so many records must be rejected before it counts.
const FEWEST_REJECTED: u64 = 5;

/// Why a delivery cannot be used; none if it can.
pub fn tripped(gate: &Gate, arrival: &Arrival, as_of: NaiveDate) -> Option<Said> {
    if arrival.rows_accepted == 0 {
        return Some(said!("gate-no-rows"));
    }
    let rejected = share(arrival.rows_rejected, arrival.rows_read);
    if rejected > gate.max_rejected_share && arrival.rows_rejected >= FEWEST_REJECTED {
        return Some(said!(
            "gate-rejected",
            rejected = arrival.rows_rejected,
            rows = arrival.rows_read,
            allowed = percent(gate.max_rejected_share)
        ));
    }
    if share(arrival.usable_ids, arrival.of_persons) < gate.min_usable_id_share && arrival.of_persons > 0 {
        return Some(said!(
            "gate-usable-ids",
            usable = arrival.usable_ids,
            records = arrival.of_persons,
            needed = percent(gate.min_usable_id_share)
        ));
    }
    if let Some(before) = arrival.rows_before {
        let dropped = share(before.saturating_sub(arrival.rows_accepted), before);
        if dropped > gate.max_row_drop_share {
            return Some(said!(
                "gate-row-drop",
                rows = arrival.rows_accepted,
                before,
                allowed = percent(gate.max_row_drop_share)
            ));
        }
    }
    let age = arrival.delivered_on.map(|day| (as_of - day).num_days());
    match (gate.max_age_days, age) {
        (Some(most), Some(age)) if age > most => Some(said!("gate-too-old", age, most)),
        _ => None,
    }
}

fn share(part: u64, whole: u64) -> f64 {
    // Row counts are far below 2^52: the conversion is exact.
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn percent(share: f64) -> String {
    format!("{} %", (share * 1000.0).round() / 10.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(arrival: Arrival) -> Option<Said> {
        let gate = Gate { max_age_days: Some(40), ..Gate::default() };
        tripped(&gate, &arrival, NaiveDate::from_ymd_opt(2017, 8, 31).unwrap())
    }

    #[test]
    fn a_delivery_is_used_up_to_the_limits_and_not_beyond() {
        let fine = Arrival { rows_read: 1000, rows_rejected: 20, rows_accepted: 980, ..Arrival::default() };
        assert_eq!(verdict(fine), None);
        assert!(verdict(Arrival { rows_rejected: 21, rows_accepted: 979, ..fine }).is_some());
        assert_eq!(verdict(Arrival { rows_before: Some(1400), ..fine }), None);
        assert!(verdict(Arrival { rows_before: Some(1401), ..fine }).is_some());
    }

    #[test]
    fn a_share_needs_at_least_five_rejected_records_to_count() {
        let small = Arrival { rows_read: 10, rows_accepted: 6, ..Arrival::default() };
        assert_eq!(verdict(Arrival { rows_rejected: 4, ..small }), None);
        assert!(verdict(Arrival { rows_rejected: 5, ..small }).is_some());
    }

    #[test]
    fn a_delivery_whose_numbers_identify_nobody_is_not_used() {
        let half =
            Arrival { rows_read: 4, rows_accepted: 4, of_persons: 4, usable_ids: 2, ..Arrival::default() };
        assert_eq!(verdict(half), None);
        assert!(verdict(Arrival { usable_ids: 1, ..half }).is_some());
        assert_eq!(verdict(Arrival { of_persons: 0, usable_ids: 0, ..half }), None);
    }

    #[test]
    fn an_old_delivery_is_not_used() {
        let day = |d| NaiveDate::from_ymd_opt(2017, 7, d);
        let fine = Arrival { rows_read: 1, rows_accepted: 1, delivered_on: day(22), ..Arrival::default() };
        assert_eq!(verdict(fine), None);
        assert!(verdict(Arrival { delivered_on: day(21), ..fine }).is_some());
    }

    #[test]
    fn a_delivery_without_a_usable_row_is_not_used() {
        assert!(verdict(Arrival::default()).is_some());
    }
}
