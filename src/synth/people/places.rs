//! Villages of some 340 households, townships of some 35 villages.

const TOWNSHIPS: &[&str] = &[
    "南皮镇",
    "冯家口镇",
    "寨子镇",
    "鲍官屯镇",
    "王寺镇",
    "乌马营镇",
    "潞灌镇",
    "大浪淀乡",
    "刘八里乡",
    "双庙镇",
    "李天木镇",
    "旧城镇",
    "半壁店镇",
    "龙王李镇",
    "里坦镇",
    "孟村镇",
    "新县镇",
    "辛店镇",
    "高寨镇",
    "宋庄子乡",
    "牛进庄乡",
];
const FIRST: &[&str] = &[
    "张", "王", "李", "刘", "赵", "杨", "陈", "孙", "马", "高", "郭", "周", "徐", "吴", "于", "胡", "朱",
    "林", "何", "梁", "宋", "郑", "韩", "冯", "董", "程", "曹", "袁", "许", "吕", "苏", "卢", "蒋", "蔡",
    "贾", "魏", "薛", "叶", "潘", "杜", "田", "任", "姜", "范", "石", "姚", "孔", "白", "崔", "康", "秦",
    "史", "侯", "孟", "段", "常", "武", "乔", "贺", "庞",
];
const LAST: &[&str] = &["家庄", "家村", "庄子", "官屯", "家店", "家洼", "家园", "家寨", "家桥", "家集"];
const BEFORE: &[&str] = &["", "大", "小", "东", "西", "南", "北", "前", "后", "新"];
pub const VILLAGES_IN_TOWNSHIP: u64 = 35;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Village {
    pub township: String,
    pub name: String,
}

/// The village of a number; the same number, the same village. Names repeat only with a number behind.
pub fn village(index: u64) -> Village {
    let (first, round) = part(FIRST, index);
    let (last, round) = part(LAST, round);
    let (before, round) = part(BEFORE, round);
    let (township, again) = part(TOWNSHIPS, index / VILLAGES_IN_TOWNSHIP);
    let numbered = |round: u64| if round == 0 { String::new() } else { (round + 1).to_string() };
    Village {
        township: format!("{}{township}", numbered(again)),
        name: format!("{before}{first}{last}{}", numbered(round)),
    }
}

fn part(from: &[&'static str], index: u64) -> (&'static str, u64) {
    let count = from.len() as u64;
    let at = usize::try_from(index % count).unwrap_or(0);
    (from.get(at).copied().unwrap_or_default(), index / count)
}
