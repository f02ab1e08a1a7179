//! Records: what a department holds of a person, and what that truly says against a card.

pub mod business;
pub mod cells;
pub mod copies;
pub mod housing;
pub mod land;
pub mod machinery;
pub mod marriage;
pub mod registers;
pub mod sheet;
pub mod vehicle;
pub mod welfare;
pub mod work;

use chrono::NaiveDate;

use crate::synth::dice::Dice;
use crate::synth::people::Person;
use crate::synth::records::sheet::{Holders, Sheet};
use crate::synth::truth::omissions::Omits;

/// The rules of the default pack, as their ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    CompanyRole,
    ConstructionMachinery,
    DeceasedCivilAffairs,
    DeceasedRegister,
    FarmMachineryLarge,
    MovedAway,
    NoRegisterEntry,
    PayrollStableWage,
    PersonOnTwoCards,
    SplitHousehold,
    TownHousing,
    TownLand,
    TownShop,
    VehicleCar,
    VillageCadre,
}

impl Rule {
    pub const ALL: &'static [Self] = &[
        Self::CompanyRole,
        Self::ConstructionMachinery,
        Self::DeceasedCivilAffairs,
        Self::DeceasedRegister,
        Self::FarmMachineryLarge,
        Self::MovedAway,
        Self::NoRegisterEntry,
        Self::PayrollStableWage,
        Self::PersonOnTwoCards,
        Self::SplitHousehold,
        Self::TownHousing,
        Self::TownLand,
        Self::TownShop,
        Self::VehicleCar,
        Self::VillageCadre,
    ];

    pub fn id(self) -> &'static str {
        match self {
            Self::CompanyRole => "company-role",
            Self::ConstructionMachinery => "construction-machinery",
            Self::DeceasedCivilAffairs => "deceased-civil-affairs",
            Self::DeceasedRegister => "deceased-register",
            Self::FarmMachineryLarge => "farm-machinery-large",
            Self::MovedAway => "moved-away",
            Self::NoRegisterEntry => "no-register-entry",
            Self::PayrollStableWage => "payroll-stable-wage",
            Self::PersonOnTwoCards => "person-on-two-cards",
            Self::SplitHousehold => "split-household",
            Self::TownHousing => "town-housing",
            Self::TownLand => "town-land",
            Self::TownShop => "town-shop",
            Self::VehicleCar => "vehicle-car",
            Self::VillageCadre => "village-cadre",
        }
    }

    /// Whether only those on the card count, and not their household register.
    pub fn is_about_members(self) -> bool {
        matches!(self, Self::DeceasedCivilAffairs | Self::DeceasedRegister | Self::MovedAway)
    }
}

/// What a record says against a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Says {
    Flag,
    Exempt,
    /// Exempt by another record of the same person that cannot be read plainly.
    ExemptUnseen,
}

impl Says {
    /// Acquired after the card was registered: a way out of poverty, not against it.
    pub fn unless(exempt: bool) -> Self {
        if exempt { Self::Exempt } else { Self::Flag }
    }
}

/// One department's record of one person, or of two.
pub trait Record: Sized {
    /// What the department has of a person: none, one or more.
    fn of(person: &Person, dice: &mut Dice) -> Vec<Self>;

    /// Whether the person's spouse holds the other half.
    fn is_shared(&self) -> bool {
        false
    }

    /// The row as delivered, but for its end.
    fn print(&self, holders: Holders<'_>, place: &Place<'_>, sheet: &mut Sheet);

    /// The rule that it speaks for, as far as everything but days can tell.
    fn rule(&self) -> Option<Rule>;

    /// What it says of somebody who is on no card.
    fn omits(&self) -> Option<Omits> {
        None
    }

    /// What it says under that rule against a card registered that month with this person in scope.
    fn says(&self, person: &Person, registered_on: NaiveDate) -> Option<Says>;
}

/// Where the person of a record is at home.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub township: &'a str,
    pub village: &'a str,
    /// Of this record in the whole county, so that plates and certificates are unique.
    pub serial: u64,
}
