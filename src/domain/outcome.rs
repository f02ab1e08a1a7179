//! Outcomes: what came of a visit, and why a household was retained in spite of a finding.

use super::spelled;

spelled!(
    /// What was decided after a visit.
    Outcome {
        /// 剔除（错评）
        Removed = "removed",
        /// 按正常脱贫程序退出
        Exited = "exited",
        /// 重新评议
        Reevaluate = "reevaluate",
        /// 并户
        Merged = "merged",
        /// 自然减少
        NaturalDecrease = "natural_decrease",
        /// 数据更正
        DataCorrected = "data_corrected",
        /// 保留（附说明）
        Retained = "retained",
        /// 申诉复核中
        Disputed = "disputed",
        /// 未能核实
        Unreachable = "unreachable",
    }
);

impl Outcome {
    /// Whether somebody looked: a family that could not be met was not visited.
    pub const fn was_visited(self) -> bool {
        !matches!(self, Self::Unreachable)
    }

    /// Whether the finding was right, as far as the visit could tell: something was put right because of it. None where
    /// nothing is decided yet.
    pub const fn was_right(self) -> Option<bool> {
        match self {
            Self::Retained => Some(false),
            Self::Disputed | Self::Unreachable => None,
            _ => Some(true),
        }
    }

    /// Whether nobody need go again while the evidence is the same: it was decided.
    pub const fn is_decided(self) -> bool {
        !matches!(self, Self::Disputed | Self::Unreachable)
    }

    /// As a person writes it, in Chinese, in English or by its code.
    pub fn of_wording(text: &str) -> Option<Self> {
        // 保留（附说明）, 保留(挂名)
        let word = text.split(['（', '(']).next().unwrap_or(text).trim().to_lowercase();
        Self::parse(&word.replace(' ', "_")).or_else(|| {
            Some(match word.as_str() {
                "exited by the usual procedure" => Self::Exited,
                "to be evaluated again" => Self::Reevaluate,
                "not met" => Self::Unreachable,
                "剔除" | "错评" | "错评剔除" => Self::Removed,
                "按正常脱贫程序退出" | "正常退出" | "脱贫退出" | "退出" => Self::Exited,
                "重新评议" | "再评议" => Self::Reevaluate,
                "并户" => Self::Merged,
                "自然减少" => Self::NaturalDecrease,
                "数据更正" => Self::DataCorrected,
                "保留" => Self::Retained,
                "申诉复核中" | "申诉" | "有异议" => Self::Disputed,
                "未能核实" | "无法核实" => Self::Unreachable,
                _ => return None,
            })
        })
    }
}

spelled!(
    /// Why a household was retained in spite of a finding.
    Reason {
        /// 挂名
        NominalHolder = "nominal_holder",
        /// 冒用
        IdentityMisused = "identity_misused",
        /// 已售未过户
        SoldNotTransferred = "sold_not_transferred",
        /// 报废未注销
        ScrappedNotStruckOff = "scrapped_not_struck_off",
        /// 婚前财产
        BeforeMarriage = "before_marriage",
        /// 识别后购置
        AfterRegistration = "after_registration",
        /// 生产经营、残疾人专用
        ExemptUse = "exempt_use",
        /// 搬迁安置
        ExemptHousing = "exempt_housing",
        /// 未实际经营
        NotTrading = "not_trading",
        /// 非本人
        WrongPerson = "wrong_person",
        /// Anything else: the note says what.
        Other = "other",
    }
);

impl Reason {
    /// As a person writes it, in Chinese, in English or by its code.
    pub fn of_wording(text: &str) -> Option<Self> {
        let text = text.trim().to_lowercase();
        Self::parse(&text.replace(' ', "_")).or_else(|| {
            Some(match text.as_str() {
                "identity used by another" => Self::IdentityMisused,
                "sold but not re-registered" => Self::SoldNotTransferred,
                "scrapped but not struck off" => Self::ScrappedNotStruckOff,
                "before the marriage" => Self::BeforeMarriage,
                "bought after registration" => Self::AfterRegistration,
                "does not trade" => Self::NotTrading,
                "another person" => Self::WrongPerson,
                "挂名" | "名义持有" => Self::NominalHolder,
                "冒用" | "身份被冒用" | "被冒用" => Self::IdentityMisused,
                "已售未过户" => Self::SoldNotTransferred,
                "报废未注销" => Self::ScrappedNotStruckOff,
                "婚前财产" => Self::BeforeMarriage,
                "识别后购置" => Self::AfterRegistration,
                "生产经营" | "残疾人专用" | "生产经营、残疾人专用" | "豁免用途" => {
                    Self::ExemptUse
                }
                "搬迁安置" => Self::ExemptHousing,
                "未实际经营" => Self::NotTrading,
                "非本人" => Self::WrongPerson,
                "其他" => Self::Other,
                _ => return None,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::{self, Lang};

    #[test]
    fn what_a_list_calls_an_outcome_is_read_back_as_that_outcome() {
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::of_wording(labels::outcome(*outcome, Lang::Zh)), Some(*outcome));
            assert_eq!(Outcome::of_wording(outcome.as_str()), Some(*outcome));
        }
        for reason in Reason::ALL {
            assert_eq!(Reason::of_wording(labels::reason(*reason, Lang::Zh)), Some(*reason));
            assert_eq!(Reason::of_wording(reason.as_str()), Some(*reason));
        }
        assert_eq!(Outcome::of_wording("保留（挂名）"), Some(Outcome::Retained));
        assert_eq!(Outcome::of_wording("差不多"), None);
    }
}
