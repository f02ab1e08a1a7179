//! Surnames of two characters: where a Chinese name parts into surname and given name.

/// The compound surnames that are borne today, of the 百家姓 and of the peoples of the north. A name that begins with
/// one and has a character more is taken to bear it; the few 欧·阳… are not told apart.
const COMPOUND: &[&str] = &[
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "司徒",
    "夏侯", "独孤", "南宫", "端木", "百里", "呼延", "轩辕", "闻人", "澹台", "公冶", "宗政", "濮阳", "淳于",
    "单于", "太叔", "申屠", "公羊", "赫连", "钟离", "鲜于", "闾丘", "司空", "亓官", "万俟", "拓跋", "夹谷",
    "宰父", "谷梁", "段干", "东郭", "南门", "羊舌", "微生", "左丘", "西门", "第五", "纳兰", "完颜", "耶律",
    "达奚", "哥舒", "仲孙", "颛孙", "巫马", "漆雕", "乐正", "壤驷", "公良", "叶赫", "爱新", "富察", "那拉",
    "钮祜", "瓜尔", "佟佳", "东野", "梁丘", "公西", "公祖", "公仪", "公皙", "公伯",
];

/// The given name: what stands behind a surname of one character, or of two where it is a compound one.
pub(super) fn given_name(characters: &[char]) -> &[char] {
    let first: String = characters.iter().take(2).collect();
    let surname = if characters.len() > 2 && COMPOUND.contains(&first.as_str()) { 2 } else { 1 };
    characters.get(surname..).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_parts_behind_its_surname_compound_ones_too() {
        for (name, given) in
            [("张建国", "建国"), ("欧阳娜", "娜"), ("欧阳建国", "建国"), ("欧阳", "阳"), ("李", "")]
        {
            let characters: Vec<_> = name.chars().collect();
            assert_eq!(given_name(&characters).iter().collect::<String>(), given, "{name}");
        }
    }
}
