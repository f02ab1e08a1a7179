//! The names that each department gives its delivery and its columns.

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extract {
    Registry,
    Population,
    Vehicle,
    Housing,
    Business,
    Payroll,
    Cadre,
    Assistance,
    Marriage,
    Death,
    Machinery,
    Land,
    Disability,
    VillageLedger,
    TownshipFile,
}

impl Extract {
    pub const ALL: &'static [Self] = &[
        Self::Registry,
        Self::Population,
        Self::Vehicle,
        Self::Housing,
        Self::Business,
        Self::Payroll,
        Self::Cadre,
        Self::Assistance,
        Self::Marriage,
        Self::Death,
        Self::Machinery,
        Self::Land,
        Self::Disability,
        Self::VillageLedger,
        Self::TownshipFile,
    ];

    /// What rules call it.
    pub fn name(self) -> &'static str {
        self.layout().0
    }

    /// What its files are called, without number and ending.
    pub fn stem(self) -> &'static str {
        self.layout().1
    }

    /// Its headers, in each dialect that a department may speak; the columns are the same.
    pub fn headers(self, dialect: usize) -> impl ExactSizeIterator<Item = &'static str> + Clone {
        let dialects = self.layout().2;
        let header = dialects.get(dialect % dialects.len()).copied().unwrap_or_default();
        header.split(',').collect::<Vec<_>>().into_iter()
    }

    pub fn width(self) -> usize {
        self.headers(0).len()
    }

    fn layout(self) -> (&'static str, &'static str, [&'static str; 2]) {
        match self {
            Self::Registry => (
                "registry",
                "建档立卡贫困人口",
                [
                    "户编号,人编号,姓名,性别,证件号码,与户主关系,乡(镇),行政村,自然村,人数,户类型,致贫原因,人均纯收入,首次识别时间,\
                     人员识别时间,联系电话,家庭住址,脱贫状态",
                    "建档立卡户编号,人员编号,家庭成员姓名,性别,身份证号码(残疾证号),家庭关系,乡镇名称,行政村名称,村民小组,家庭人口数,\
                     贫困户属性,主要致贫原因,年人均纯收入,识别时间,人识别时间,手机号码,详细地址,脱贫属性",
                ],
            ),
            Self::Population => (
                "population",
                "户籍人口",
                [
                    "户号,姓名,曾用名,性别,公民身份号码,出生日期,与户主关系,乡镇,村(居),户籍地址,人员状态,状态日期",
                    "HH,XM,CYM,XB,GMSFHM,CSRQ,YHZGX,XZ,XZC,HJDZ,RYZT,BDRQ",
                ],
            ),
            Self::Vehicle => (
                "vehicle",
                "机动车登记",
                [
                    "SYR,SFZMHM,HPZL,HPHM,CLLX,SYXZ,CLPP1,CCDJRQ,转移登记日期,YXQZ,ZT",
                    "机动车所有人,身份证明号码,号牌种类,号牌号码,车辆类型,使用性质,中文品牌,初次登记日期,转移登记日期,检验有效期止,\
                     机动车状态",
                ],
            ),
            Self::Housing => (
                "housing",
                "不动产登记",
                [
                    "权利人,证件号,不动产权证号,不动产单元号,坐落,建筑面积,规划用途,房屋性质,权利取得方式,登记时间,共有情况,权属状态",
                    "产权人,产权人身份证号,不动产权证书号,不动产单元编号,房屋坐落,房屋建筑面积,房屋用途,房屋类型,取得方式,登簿时间,\
                     共有方式,产权状态",
                ],
            ),
            Self::Business => (
                "business",
                "市场主体登记",
                [
                    "统一社会信用代码,企业名称,类型,姓名,证件号码,职务,登记状态,成立日期,注册资本(万元),任职起始日期,\
                     任职终止日期,最近年报年度",
                    "社会信用代码,市场主体名称,企业类型,法定代表人/股东,身份证件号码,人员类型,经营状态,成立时间,注册资金（万元）,\
                     任职日期,免职日期,年报年度",
                ],
            ),
            Self::Payroll => (
                "payroll",
                "财政供养人员工资",
                [
                    "姓名,身份证号,单位,人员类别,工资,起薪时间,停薪时间",
                    "职工姓名,公民身份号码,工作单位,编制类型,月工资,参加工作时间,停发日期",
                ],
            ),
            Self::Cadre => (
                "cadre",
                "村干部名册",
                [
                    "姓名,身份证号,任职村,职务,任职时间,离任时间",
                    "村干部姓名,身份证号码,行政村,村内职务,任职日期,离任日期",
                ],
            ),
            Self::Assistance => (
                "assistance",
                "社会救助",
                [
                    "姓名,身份证号,救助类别,救助金额,享受起始时间,享受截止时间,享受状态",
                    "保障对象姓名,救助对象身份证号,保障类别,月保障金,批准时间,停保时间,保障状态",
                ],
            ),
            Self::Marriage => (
                "marriage",
                "婚姻登记",
                [
                    "男方姓名,男方证件号,女方姓名,女方证件号,业务类型,登记日期",
                    "男方姓名,男方身份证号,女方姓名,女方身份证号,登记类别,登记时间",
                ],
            ),
            Self::Death => (
                "death",
                "死亡火化",
                ["姓名,身份证号,死亡日期,火化日期", "死者姓名,死者身份证号,死亡时间,火化时间"],
            ),
            Self::Machinery => (
                "machinery",
                "农业机械登记",
                [
                    "机主姓名,身份证号,机具类型,马力,购机价格,购机日期,机具状态",
                    "购机者姓名,购机者身份证号,机具品目,马力数,最终销售价格,购买日期,使用状态",
                ],
            ),
            Self::Land => (
                "land",
                "土地权属登记",
                [
                    "土地使用权人,证件号,宗地代码,不动产单元号,宗地面积,土地用途,权利类型,登记时间,权属状态",
                    "权利人,权利人身份证号,宗地号,不动产单元编号,土地面积,用途,权属类型,登簿日期,状态",
                ],
            ),
            Self::VillageLedger => (
                "village_ledger",
                "村级台账",
                [
                    "户编号,人编号,姓名,性别,证件号码,与户主关系,乡(镇),行政村,人数,户类型,首次识别时间,脱贫状态",
                    "户号,成员编号,成员姓名,性别,身份证号,户主关系,乡镇,村名,家庭人口,户属性,识别时间,脱贫情况",
                ],
            ),
            Self::TownshipFile => (
                "township_file",
                "乡镇档案",
                [
                    "户编码,人编码,姓名,性别,公民身份号码,与户主的关系,乡镇名称,行政村名称,家庭人数,户类别,建档时间,贫困户状态",
                    "贫困户编号,人员编号,家庭成员姓名,性别,身份证号码,家庭关系,所在乡镇,所在村,家庭人口数,贫困户类型,建档日期,状态",
                ],
            ),
            Self::Disability => (
                "disability",
                "残疾人证",
                [
                    "姓名,身份证号,残疾人证号,残疾类别,残疾等级,发证日期,证件状态",
                    "残疾人姓名,残疾人身份证号,残疾证号,残疾类型,残疾级别,发证时间,持证状态",
                ],
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_dialect_names_every_column_once() {
        for extract in Extract::ALL {
            for dialect in 0..2 {
                let mut headers: Vec<_> = extract.headers(dialect).collect();
                assert_eq!(headers.len(), extract.width(), "{}", extract.name());
                headers.sort_unstable();
                headers.dedup();
                assert_eq!(headers.len(), extract.width(), "{}", extract.name());
            }
        }
    }
}
