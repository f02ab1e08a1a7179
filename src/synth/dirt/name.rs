//! Names as clerks type them.

use super::kinds::*;
use super::rates::{Of, Rates};
use crate::synth::dice::Dice;
use crate::synth::people::Person;

/// Simplified, then traditional.
const TRADITIONAL: &str =
    "张張 刘劉 陈陳 杨楊 赵趙 吴吳 孙孫 马馬 国國 华華 丽麗 兰蘭 凤鳳 东東 军軍 云雲 长長 连連";
/// Characters that sound alike, the first of each as it is in the names of `names.rs`.
const HOMOPHONES: &str = "张章 徐许 许徐 丽莉 伟玮 军君 英瑛 华桦 芳方 建健 志智 文雯 明铭 金锦 永勇 俊峻 洪宏 宝保 长常 \
     清青 广光 新欣 东冬 林琳 生胜 平萍 成诚 祥翔 峰锋 亮良 辉晖 飞菲 宇雨 晨辰 旭绪 岩炎 秀绣 玉钰 \
     桂贵 红虹 艳燕 晓小 兰岚 珍贞 芝枝 荣蓉 梅玫 霞侠 娟涓 玲铃 香湘 莲连 琴勤 慧惠 洁杰 佳嘉 怡宜 \
     梦孟 婷亭 琪琦 瑶遥 妍研 萱宣 颖影 强墙 磊蕾 涛滔 超钞 刚钢 鹏朋 浩昊 娜那 敏闽 静婧 雪薛 福富";

fn other(c: char, pairs: &str) -> Option<char> {
    pairs.split_ascii_whitespace().find_map(|pair| pair.strip_prefix(c)?.chars().next())
}

/// Writes a person's name as it was typed; at times the one they had before.
pub fn name(person: &Person, rates: &Rates, dice: &mut Dice, out: &mut String) -> Kinds {
    if let Some(former) = &person.former_name
        && rates.draw(Of::Renamed, dice).is_some()
    {
        out.push_str(former);
        return FORMER_NAME;
    }
    let name = person.name.as_str();
    let Some(kind) = rates.draw(Of::Names, dice) else {
        out.push_str(name);
        return Kinds::default();
    };
    let dotted = name.contains('·');
    match kind {
        NAME_DOT if dotted => {
            let dot = dice.pick(&['•', '・', '．', '.']);
            out.extend(name.chars().map(|c| if c == '·' { dot } else { c }));
        }
        _ if dotted => {
            out.push_str(name);
            return Kinds::default();
        }
        NAME_SPACES => {
            let space = if dice.chance(0.6) { '\u{3000}' } else { ' ' };
            for (place, c) in name.chars().enumerate() {
                if place == 1 {
                    out.push(space);
                }
                out.push(c);
            }
        }
        NAME_TRADITIONAL if name.chars().any(|c| other(c, TRADITIONAL).is_some()) => {
            out.extend(name.chars().map(|c| other(c, TRADITIONAL).unwrap_or(c)));
        }
        NAME_LOST => {
            // Never the surname; a short name keeps a mark where the character was.
            let length = name.chars().count();
            let lost = 1 + dice.below(length.saturating_sub(1));
            let mark = if length < 3 || dice.chance(0.5) { Some(dice.pick(&['?', '■'])) } else { None };
            out.extend(
                name.chars().enumerate().filter_map(|(at, c)| if at == lost { mark } else { Some(c) }),
            );
        }
        HOMOPHONE => {
            let last =
                name.chars().enumerate().filter_map(|(at, c)| Some((at, other(c, HOMOPHONES)?))).last();
            out.extend(name.chars().enumerate().map(|(at, c)| match last {
                Some((place, alike)) if at == place => alike,
                _ => c,
            }));
            if last.is_none() {
                return Kinds::default();
            }
        }
        _ => {
            out.push_str(name);
            return Kinds::default();
        }
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_turns_into_another_one_only() {
        for pair in TRADITIONAL.split_ascii_whitespace().chain(HOMOPHONES.split_ascii_whitespace()) {
            let characters: Vec<char> = pair.chars().collect();
            assert!(matches!(characters[..], [a, b] if a != b), "{pair}");
        }
    }
}
