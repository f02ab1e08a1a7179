//! Names of files made from names of places and people.

/// A name that every file system takes, and that leaves no folder.
pub fn file_name(name: &str, if_empty: &str) -> String {
    let clean: String = name
        .trim()
        .chars()
        .map(|c| if c.is_control() || "/\\:*?\"<>|".contains(c) { '_' } else { c })
        .take(60)
        .collect();
    let clean = clean.trim_end_matches(['.', ' ']).trim_start_matches('.');
    let reserved = ["con", "prn", "aux", "nul"];
    let stem = clean.split('.').next().unwrap_or(clean).to_lowercase();
    let port = (stem.starts_with("com") || stem.starts_with("lpt")) && stem.chars().count() == 4;
    if clean.is_empty() {
        if_empty.to_owned()
    } else if port || reserved.contains(&stem.as_str()) {
        format!("_{clean}")
    } else {
        clean.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_village_name_becomes_a_file_name_that_leaves_no_folder() {
        assert_eq!(file_name("../../etc", "x"), "_.._etc");
        assert_eq!(file_name("刘八里/前村", "x"), "刘八里_前村");
        assert_eq!(file_name("  ", "未填"), "未填");
        assert_eq!(file_name("CON", "x"), "_CON");
        assert_eq!(file_name("..", "未填"), "未填");
    }
}
