//! The days of the generated county, which is seen as it stood on one fixed day.

use chrono::{Datelike, NaiveDate};

/// The day the county is compared at.
pub const AS_OF: NaiveDate = day(2017, 8, 31);
/// Some deliveries are made a little later and hold what happened since.
pub const DELIVERED: NaiveDate = day(2017, 9, 12);

/// A day that is known to exist.
pub const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(date) => date,
        None => NaiveDate::MIN,
    }
}

/// Full years from a birth to the day of the comparison.
pub fn age(birth: NaiveDate) -> i32 {
    let before_birthday = (AS_OF.month(), AS_OF.day()) < (birth.month(), birth.day());
    AS_OF.year() - birth.year() - i32::from(before_birthday)
}
