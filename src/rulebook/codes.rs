//! The codes of mistakes in rules. Codes are never reused.

use crate::toml_reader::TomlCodes;

pub const FORM: TomlCodes =
    TomlCodes { syntax: "E0301", unknown_key: "E0302", missing_key: "E0303", wrong_value: "E0304" };
/// Two rules of one id.
pub const DUPLICATE_ID: &str = "E0305";
// E0306 was a kind of rule that earlier versions could not run.
/// An extract that no schema describes.
pub const UNKNOWN_EXTRACT: &str = "E0307";
/// Not an SQL expression at all.
pub const NOT_SQL: &str = "E0308";
/// SQL, but outside the portable subset.
pub const NOT_PORTABLE: &str = "E0309";
pub const UNKNOWN_COLUMN: &str = "E0310";
/// A name before the dot that is none of `roster`, `member`, `card`.
pub const UNKNOWN_QUALIFIER: &str = "E0311";
/// Types that do not go together.
pub const WRONG_TYPE: &str = "E0312";
/// A comparison with NULL is never true.
pub const NULL_COMPARED: &str = "E0313";
/// A date that is not in the calendar.
pub const BAD_DATE: &str = "E0314";
/// An aggregate in a row predicate, or a bare column in `having`.
pub const AGGREGATE: &str = "E0315";
/// A function that does not exist, or is called with the wrong arguments.
pub const FUNCTION: &str = "E0316";
/// A code that the schema does not know.
pub const UNKNOWN_CODE: &str = "E0317";
/// A list of codes used as if it were one.
pub const CODE_LIST: &str = "E0318";
pub const DIVISION_BY_ZERO: &str = "E0319";
pub const UNKNOWN_PARAMETER: &str = "E0320";
/// Warning.
pub const UNUSED_PARAMETER: &str = "E0321";
pub const PARAMETER_WITHOUT_VALUE: &str = "E0322";
/// Values out of order, twice for one day, or of different types.
pub const PARAMETER_VALUES: &str = "E0323";
/// `effective` ends before it begins.
pub const EFFECTIVE: &str = "E0324";
/// No example that flags, or none that clears.
pub const EXAMPLES_MISSING: &str = "E0325";
/// An example whose values do not fit the schema.
pub const EXAMPLE_VALUE: &str = "E0326";
/// Warning: nobody can look up what the rule rests on.
pub const NO_BASIS: &str = "E0327";
/// An exemption of an `absent` rule that reads the record that is not there.
pub const ABSENT_RECORD: &str = "E0328";
/// The compiled rule does not run: a mistake of the program, found before the run begins.
pub const DRY_RUN: &str = "E0329";
/// An example of a rule that depends on the day, and no day.
pub const EXAMPLE_WITHOUT_DAY: &str = "E0330";
/// Two columns that a comparator cannot compare.
pub const NOT_COMPARABLE: &str = "E0331";
/// A tolerance or similarity out of range, or without its unit.
pub const LIMIT: &str = "E0332";
/// A rule of a kind that cannot be asked of its extract.
pub const KIND_OF_EXTRACT: &str = "E0333";
