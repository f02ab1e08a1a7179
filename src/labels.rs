//! Labels: what each word of the files is called in Chinese and in English, for lists, reports and the
//! terminal.

use std::collections::BTreeMap;

use crate::domain::{Cause, Change, Confidence, Gone, Method, Outcome, Reason, Relation};

pub use crate::domain::Lang;

/// One of the six no-evaluate conditions in a few words; `None` stands for the reconciliation rules.
pub const fn condition(number: Option<u8>, lang: Lang) -> &'static str {
    let (zh, en) = match number {
        Some(1) => ("财政供养或稳定工资收入", "stable wage from public funds or an enterprise"),
        Some(2) => ("村两委主要干部", "village party secretary or committee head"),
        Some(3) => ("城镇购房、商铺", "town housing or shop"),
        Some(4) => ("车辆、工程或大型农机", "car, construction or large farm machinery"),
        Some(5) => ("企业法人或股东", "company representative or shareholder"),
        Some(6) => ("与户籍登记不符", "registry and household register disagree"),
        Some(_) => ("其他条件", "another condition"),
        None => ("数据核对", "data reconciliation"),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// `第4项 车辆、工程或大型农机`: a condition under its number, in Chinese.
pub fn numbered_condition(number: Option<u8>) -> String {
    let ordinal = number.map(|number| format!("第{number}项 ")).unwrap_or_default();
    format!("{ordinal}{}", condition(number, Lang::Zh))
}

/// How sure we are of a match.
pub const fn confidence(value: Confidence, lang: Lang) -> &'static str {
    match value {
        Confidence::Certain => lang.pick("确定", "certain"),
        Confidence::Probable => lang.pick("较可能", "probable"),
        Confidence::Possible => lang.pick("待核对", "possible"),
        Confidence::Lead => lang.pick("线索", "lead"),
    }
}

/// What became of a finding since the last run.
pub const fn change(value: Change, lang: Lang) -> &'static str {
    match value {
        Change::New => lang.pick("新增", "new"),
        Change::Unchanged => lang.pick("未变", "unchanged"),
        Change::Changed => lang.pick("证据有变", "changed"),
        Change::Reopened => lang.pick("再次出现", "reopened"),
    }
}

/// What a rule asks for: that the card does not qualify if the visit confirms it, or to look at it again.
pub fn of_severity(spelling: &str, lang: Lang) -> &str {
    match spelling {
        "exclude" => lang.pick("查实即不符合", "exclude"),
        "review" => lang.pick("需复核", "review"),
        other => other,
    }
}

/// Whether a rule counts already.
pub fn of_rule_status(spelling: &str, lang: Lang) -> &str {
    match spelling {
        "stable" => lang.pick("正式", "stable"),
        "experimental" => lang.pick("试行", "experimental"),
        other => other,
    }
}

/// Why a finding of the last run is gone.
pub const fn gone(value: Gone, lang: Lang) -> &'static str {
    match value {
        Gone::Undetermined => lang.pick("本次未能判定", "undetermined this time"),
        Gone::Cleared => lang.pick("已不符合规则", "no longer meets the rule"),
        Gone::SourceMissing => lang.pick("本次缺少数据源", "the source is missing this time"),
        Gone::RuleRetired => lang.pick("规则已停用", "the rule is retired"),
        Gone::LeftRegistry => lang.pick("该户已不在册", "the card left the registry"),
    }
}

/// What was decided after a visit.
pub const fn outcome(value: Outcome, lang: Lang) -> &'static str {
    match value {
        Outcome::Removed => lang.pick("剔除", "removed"),
        Outcome::Exited => lang.pick("按正常脱贫程序退出", "exited by the usual procedure"),
        Outcome::Reevaluate => lang.pick("重新评议", "to be evaluated again"),
        Outcome::Merged => lang.pick("并户", "merged"),
        Outcome::NaturalDecrease => lang.pick("自然减少", "natural decrease"),
        Outcome::DataCorrected => lang.pick("数据更正", "data corrected"),
        Outcome::Retained => lang.pick("保留", "retained"),
        Outcome::Disputed => lang.pick("申诉复核中", "disputed"),
        Outcome::Unreachable => lang.pick("未能核实", "not met"),
    }
}

/// Why a household was retained.
pub const fn reason(value: Reason, lang: Lang) -> &'static str {
    match value {
        Reason::NominalHolder => lang.pick("挂名", "nominal holder"),
        Reason::IdentityMisused => lang.pick("冒用", "identity used by another"),
        Reason::SoldNotTransferred => lang.pick("已售未过户", "sold, not re-registered"),
        Reason::ScrappedNotStruckOff => lang.pick("报废未注销", "scrapped, not struck off"),
        Reason::BeforeMarriage => lang.pick("婚前财产", "before the marriage"),
        Reason::AfterRegistration => lang.pick("识别后购置", "bought after registration"),
        Reason::ExemptUse => lang.pick("生产经营、残疾人专用", "exempt use"),
        Reason::ExemptHousing => lang.pick("搬迁安置", "exempt housing"),
        Reason::NotTrading => lang.pick("未实际经营", "does not trade"),
        Reason::WrongPerson => lang.pick("非本人", "another person"),
        Reason::Other => lang.pick("其他", "other"),
    }
}

/// An outcome by its spelling in a file; an unknown spelling stays as it is.
pub fn of_outcome(spelling: &str, lang: Lang) -> &str {
    Outcome::parse(spelling).map_or(spelling, |value| outcome(value, lang))
}

/// Likewise a reason.
pub fn of_reason(spelling: &str, lang: Lang) -> &str {
    Reason::parse(spelling).map_or(spelling, |value| reason(value, lang))
}

/// How many were retained, by reason: `挂名 12，已售未过户 3`.
pub fn reasons(retained_by_reason: &BTreeMap<String, u64>, lang: Lang) -> String {
    let said = retained_by_reason.iter().map(|(reason, count)| {
        let reason =
            if reason.is_empty() { lang.pick("见说明", "see note") } else { of_reason(reason, lang) };
        format!("{reason} {count}")
    });
    said.collect::<Vec<_>>().join(lang.pick("，", ", "))
}

/// `比对发现疑似户 87 户，已核查 87 户：剔除 23 户，重新评议 25 户，保留 39 户（挂名 12）。`
pub fn outcome_sentence(
    found: u64,
    visited: u64,
    by_outcome: &BTreeMap<&'static str, u64>,
    retained_by_reason: &BTreeMap<String, u64>,
    lang: Lang,
) -> String {
    let parts = Outcome::ALL.iter().filter_map(|value| {
        let count = by_outcome.get(value.as_str())?;
        let name = outcome(*value, lang);
        let said = match lang {
            Lang::Zh => format!("{name} {count} 户"),
            Lang::En => format!("{count} {name}"),
        };
        let explained = *value == Outcome::Retained && !retained_by_reason.is_empty();
        let why = explained.then(|| lang.in_brackets(&reasons(retained_by_reason, lang)));
        Some(said + &why.unwrap_or_default())
    });
    let parts: Vec<_> = parts.collect();
    match lang {
        Lang::Zh if parts.is_empty() => format!("比对发现疑似户 {found} 户，尚无核查结果。"),
        Lang::Zh => format!("比对发现疑似户 {found} 户，已核查 {visited} 户：{}。", parts.join("，")),
        Lang::En if parts.is_empty() => format!("{found} suspect households found, none visited yet."),
        Lang::En => format!("{found} suspect households found, {visited} visited: {}.", parts.join(", ")),
    }
}

/// Why a verdict is undetermined.
pub const fn cause(value: Cause, lang: Lang) -> &'static str {
    match value {
        Cause::SourceMissing => lang.pick("缺少数据源", "source missing"),
        Cause::SourceGated => lang.pick("数据源质量未过关", "source not fit for use"),
        Cause::ColumnEmpty => lang.pick("规则所需字段为空", "a column the rule needs is empty"),
        Cause::ValueUnreadable => lang.pick("规则所需字段无法识别", "a value the rule needs cannot be read"),
        Cause::CodeUnknown => lang.pick("规则所需字段有未知代码", "a code the rule needs is not known"),
        Cause::ValuesContradict => lang.pick("登记内容相互矛盾", "what is registered contradicts itself"),
        Cause::ExemptionUndecided => lang.pick("豁免情形无法判定", "an exemption cannot be decided"),
        Cause::IdentityUnknown => {
            lang.pick("成员证件号无法使用或系他人号码", "a member's number cannot be used or is another's")
        }
        Cause::IdentityPossible => lang.pick("身份有待核对", "identity still to be checked"),
    }
}

/// What somebody has to find out for a verdict that is left open, and who can.
pub const fn missing(value: Option<Cause>, lang: Lang) -> &'static str {
    match value {
        Some(Cause::SourceMissing | Cause::SourceGated) => {
            lang.pick("由数据提供部门补交数据。", "the department has to deliver the data")
        }
        Some(Cause::ColumnEmpty) => lang.pick(
            "登记缺项：核实后由登记部门补登。",
            "the register lacks it: find out, and have it entered there",
        ),
        Some(Cause::ValueUnreadable) => lang.pick(
            "登记内容无法识别：核实后由登记部门更正。",
            "the register cannot be read: find out, and have it mended there",
        ),
        Some(Cause::CodeUnknown) => lang
            .pick("登记代码含义不明：由数据提供部门说明。", "the department has to say what the code means"),
        Some(Cause::ValuesContradict) => lang.pick(
            "登记内容相互矛盾：核实哪一个属实，更正名册。",
            "find out which value is true, and mend the registry",
        ),
        Some(Cause::ExemptionUndecided) => lang.pick(
            "查看能证明豁免情形的证件（如残疾证、用途证明）。",
            "look at the papers that prove the exemption",
        ),
        Some(Cause::IdentityUnknown) => lang.pick(
            "查看该成员的居民身份证或户口簿，更正名册中的证件号码（乡镇、派出所）。",
            "look at the member's identity card or household register, and mend the number in the registry",
        ),
        Some(Cause::IdentityPossible) => lang.pick(
            "核对记录是否属于该成员（证件号码、出生日期）。",
            "find out whether the record is this member's (number, birth date)",
        ),
        None => "",
    }
}

/// What stands behind a cause: how many members it is about.
pub fn detail(detail: &str, lang: Lang) -> String {
    match (detail.strip_suffix(" member(s)"), lang) {
        (Some(count), Lang::Zh) => format!("{count} 名成员"),
        _ => detail.to_owned(),
    }
}

/// By which rung a record was linked, and how sure that is: `证件号码、姓名一致，确定`.
pub fn how_sure(rung: Method, probability: f64, lang: Lang) -> String {
    let name = method(rung, lang);
    let percent = (probability * 100.0).round();
    match lang {
        Lang::Zh if probability >= 0.99 => format!("{name}，确定"),
        Lang::Zh => format!("{name}，约 {percent}% 可能是本人"),
        Lang::En if probability >= 0.99 => format!("{name}, certain"),
        Lang::En => format!("{name}, about {percent} % likely"),
    }
}

/// The Chinese (or English) of a spelling found in a file; an unknown spelling stays as it is.
pub fn of_confidence(spelling: &str, lang: Lang) -> &str {
    Confidence::parse(spelling).map_or(spelling, |value| confidence(value, lang))
}

/// By which rung of the ladder a record was linked.
pub const fn method(value: Method, lang: Lang) -> &'static str {
    match value {
        Method::Id => lang.pick("证件号码、姓名一致", "number and name agree"),
        Method::IdNameVariant => {
            lang.pick("证件号码一致，姓名相近", "the number agrees, the name is a variant")
        }
        Method::IdRepaired => {
            lang.pick("证件号码差一处，姓名一致", "the number is one slip away, the name agrees")
        }
        Method::RegisterContext => {
            lang.pick("同一户口簿中的同名人", "the name, in the register of the card's others")
        }
        Method::NameBirthPlace => lang.pick("姓名、出生日期一致", "name and birth date agree"),
        Method::IdNameConflict => {
            lang.pick("证件号码一致，姓名不同", "the number agrees, the name is another")
        }
        Method::NameOnly => lang.pick("只有姓名一致", "only the name agrees"),
    }
}

/// The same for a method read from a file; what it is not known by stays as it is.
pub fn of_method(spelling: &str, lang: Lang) -> &str {
    Method::parse(spelling).map_or(spelling, |value| method(value, lang))
}

/// Likewise for how a person stands to the card.
pub fn of_relation(spelling: &str, lang: Lang) -> &str {
    match Relation::parse(spelling) {
        Some(Relation::Member) => lang.pick("家庭成员", "member"),
        Some(Relation::SameRegister) => lang.pick("同户口簿", "same household register"),
        Some(Relation::Spouse) => lang.pick("配偶", "spouse"),
        None => spelling,
    }
}

/// A field that records without a number are compared by.
pub fn of_field(spelling: &str, lang: Lang) -> &str {
    match spelling {
        "name" => lang.pick("姓名", "name"),
        "birth" => lang.pick("出生日期", "birth date"),
        "sex" => lang.pick("性别", "sex"),
        "place" => lang.pick("住址", "place"),
        "household" => lang.pick("同户人", "household"),
        other => other,
    }
}

/// A level of agreement of such a field.
pub fn of_level(spelling: &str, lang: Lang) -> &str {
    match spelling {
        "equal" => lang.pick("一致", "equal"),
        "different" => lang.pick("不同", "different"),
        "village" => lang.pick("同村", "same village"),
        "township" => lang.pick("同乡镇", "same township"),
        "shared" => lang.pick("有同名的家人", "somebody of the same name"),
        other => other,
    }
}

/// Likewise for a change.
pub fn of_change(spelling: &str, lang: Lang) -> &str {
    Change::parse(spelling).map_or(spelling, |value| change(value, lang))
}

/// Likewise for a reason why a finding is gone.
pub fn of_gone(spelling: &str, lang: Lang) -> &str {
    Gone::parse(spelling).map_or(spelling, |value| gone(value, lang))
}

/// Likewise for a cause; what follows the word (`column_empty: wage`) is kept.
pub fn of_cause(spelling: &str, lang: Lang) -> String {
    let (word, rest) = spelling.split_once(':').unwrap_or((spelling, ""));
    let name = Cause::parse(word.trim()).map_or(word, |value| cause(value, lang));
    if rest.is_empty() { name.to_owned() } else { format!("{name}: {}", rest.trim()) }
}
