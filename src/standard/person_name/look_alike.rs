//! Characters that look alike (形近字): what somebody who copies by hand, or a machine that reads a scan, takes for each
//! other.

/// Characters of one group look alike: those of names, as primary schools teach to tell them apart, and those that share
/// all but one part. Left out are pairs that are both common in given names: 芳 and 芬 are two people.
const GROUPS: &str = "
    己已巳 末未 日曰 土士 天夭 免兔 晴睛 辰晨 人入 干千于 大太犬 王玉 木本术 田由甲申
    午牛 刀力 贝见 风凤 乌鸟 亨享 今令 佳住 侯候 俊峻竣骏 冶治 准淮 博搏 古右石 可司
    吕昌 呈程 园圆 城诚 堂棠 复夏 婷停 嫒媛 子孑 孝考 宁守 宏宠 宣宜 宵霄 富福 峰锋
    崇祟 巧功 帅师 廷延 建健 彩采 恒垣 振报 换焕 文丈 成戍戌戊 才寸 方万 旺汪 明朋
    春舂 晖辉 普晋 柏伯 栋拣 桃挑 永水 沛柿 波坡 泽择 淑椒 清请情晴 炳柄 炎灸 爱受
    玲铃 珍诊 珠株 琳淋 瑞端 瑶遥 盈温 眉看 睿容 秀季 立产 章意 紫柴 纪记 绍招 良艮
    苗笛 荣菜 莲连 衡街 裕格 西酉 诗持 诺若 谦歉 贵责 越超 轮论 达过 远运 遂逐 金全
    铁轶 阳阴 陈阵 雅稚 颖颗 香杳 骄娇 鸣呜 邢刑 郝赤 瞿翟 裴斐 栗粟 汤场 祁祈 杨扬
    晓哓 桔结 娟绢 静净 坤神 楠南 亮毫 祥样 锦绵 娅姬 妍研 婧靖 琼京 昊吴 昱显 旭旮
    炜伟 烽锋 烁铄 煊喧 钧钓 铎译 钟种 钊钋 嫣嫒 宸辰 巍魏 慷康 拓柘 暄喧 杞祀 桢祯
    榕溶 沐休 沁泌 泓弘 浚俊 涵函 淼森 湘渊 滢莹 潼撞 琛深 璇旋 磊蕾 祺棋 禄绿 稷谡
    竞竟 筠均 綦基 羿弈 臻榛 芮苪 苒再 荃筌 莺莹 菡函 萱宣 蔚尉 蕙惠 薛薜 郗郄 霏菲
    颉颃 馥复 骞蹇 麒麟
";

/// Whether two characters look alike.
pub(super) fn look_alike(a: char, b: char) -> bool {
    GROUPS.split_whitespace().any(|group| group.contains(a) && group.contains(b))
}
