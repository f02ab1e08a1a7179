//! What does each department call its delivery and its columns?

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
    ];

    /// What rules call it.
    pub fn name(self) -> &'static str {
        self.layout().0
    }

    pub fn file(self) -> String {
        format!("{}.csv", self.layout().1)
    }

    pub fn header(self) -> &'static str {
        self.layout().2
    }

    /// What some departments write above the header.
    pub fn title(self) -> Option<&'static str> {
        match self {
            Self::Payroll => Some("南皮县财政供养人员工资发放表（2017年8月）"),
            Self::Assistance => Some("南皮县城乡社会救助对象花名册"),
            Self::Cadre => Some("南皮县村“两委”干部名册"),
            _ => None,
        }
    }

    fn layout(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Registry => (
                "registry",
                "建档立卡贫困人口",
                "户编号,人编号,姓名,性别,证件号码,与户主关系,乡(镇),行政村,自然村,人数,户类型,致贫原因,人均纯收入,首次识别时间,\
                 人员识别时间,联系电话,家庭住址,脱贫状态",
            ),
            Self::Population => (
                "population",
                "户籍人口",
                "户号,姓名,曾用名,性别,公民身份号码,出生日期,与户主关系,乡镇,村(居),户籍地址,人员状态,状态日期",
            ),
            Self::Vehicle => {
                ("vehicle", "机动车登记", "SYR,SFZMHM,HPZL,HPHM,CLLX,SYXZ,CLPP1,CCDJRQ,转移登记日期,YXQZ,ZT")
            }
            Self::Housing => (
                "housing",
                "不动产登记",
                "权利人,证件号,不动产权证号,不动产单元号,坐落,建筑面积,规划用途,房屋性质,权利取得方式,登记时间,共有情况,权属状态",
            ),
            Self::Business => (
                "business",
                "市场主体登记",
                "统一社会信用代码,企业名称,类型,姓名,证件号码,职务,登记状态,成立日期,注册资本(万元),任职起始日期,\
                 任职终止日期,最近年报年度",
            ),
            Self::Payroll => {
                ("payroll", "财政供养人员工资", "姓名,身份证号,单位,人员类别,工资,起薪时间,停薪时间")
            }
            Self::Cadre => ("cadre", "村干部名册", "姓名,身份证号,任职村,职务,任职时间,离任时间"),
            Self::Assistance => (
                "assistance",
                "社会救助",
                "姓名,身份证号,救助类别,救助金额,享受起始时间,享受截止时间,享受状态",
            ),
            Self::Marriage => {
                ("marriage", "婚姻登记", "男方姓名,男方证件号,女方姓名,女方证件号,业务类型,登记日期")
            }
            Self::Death => ("death", "死亡火化", "姓名,身份证号,死亡日期,火化日期"),
            Self::Machinery => {
                ("machinery", "农业机械登记", "机主姓名,身份证号,机具类型,马力,购机价格,购机日期,机具状态")
            }
            Self::Land => (
                "land",
                "土地权属登记",
                "土地使用权人,证件号,宗地代码,不动产单元号,宗地面积,土地用途,权利类型,登记时间,权属状态",
            ),
            Self::Disability => {
                ("disability", "残疾人证", "姓名,身份证号,残疾人证号,残疾类别,残疾等级,发证日期,证件状态")
            }
        }
    }
}
