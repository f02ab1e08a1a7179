//! What the files of lists are called: the same in every language, so that whoever looks for one finds it.

/// A list of cards without a township, or without a village.
pub const NO_TOWNSHIP: &str = "未填乡镇";
pub const NO_VILLAGE: &str = "未填行政村";
/// What stands behind the village.
pub const OMISSIONS: &str = "-漏评";
pub const DISPUTES: &str = "-申诉";
pub const SPOT_CHECK: &str = "-抽查";
/// What stands behind the township, and before the county's own.
pub const SUMMARY: &str = "-汇总";
pub const SUMMARY_OF_COUNTY: &str = "全县汇总";
