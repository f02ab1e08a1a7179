"""What do the deliveries look like, and what do their words mean? Shared by all three peers, so that
none of them is better informed than the others.

An analyst writes such a file once per county, from the departments' own descriptions.
"""

import csv
import tomllib
from datetime import date
from itertools import chain, islice

# The columns that the rules, the roster and the evidence need, by every header seen for them.
HEADERS = {
    "registry": {
        "household_id": ["户编号"],
        "person_id": ["人编号"],
        "name": ["姓名"],
        "citizen_id": ["证件号码", "身份证号码", "身份证号"],
        "relation": ["与户主关系"],
        "township": ["乡(镇)", "乡镇"],
        "village": ["行政村", "村"],
        "registered_on": ["首次识别时间", "识别时间"],
        "person_registered_on": ["人员识别时间"],
    },
    "population": {
        "register_id": ["户号"],
        "name": ["姓名"],
        "former_name": ["曾用名"],
        "citizen_id": ["公民身份号码", "身份证号"],
        "status": ["人员状态", "状态"],
        "status_on": ["状态时间", "状态日期", "变动日期"],
    },
    "vehicle": {
        "owner_name": ["SYR", "机动车所有人"],
        "owner_id": ["SFZMHM", "身份证明号码"],
        "plate_class": ["HPZL", "号牌种类"],
        "plate_no": ["HPHM", "号牌号码"],
        "vehicle_class": ["CLLX", "车辆类型"],
        "use_nature": ["SYXZ", "使用性质"],
        "brand": ["CLPP", "CLPP1", "车辆品牌"],
        "first_registered_on": ["CCDJRQ", "初次登记日期"],
        "transferred_on": ["ZYRQ", "转移登记日期", "过户日期"],
        "inspection_until": ["YXQZ", "检验有效期止"],
        "status": ["ZT", "机动车状态"],
    },
    "housing": {
        "owner_name": ["权利人"],
        "owner_id": ["证件号"],
        "certificate_no": ["不动产权证号"],
        "location": ["坐落"],
        "area": ["建筑面积", "建筑面积(平方米)"],
        "usage": ["规划用途"],
        "kind": ["房屋性质"],
        "acquired_by": ["权利取得方式"],
        "registered_on": ["登记时间"],
        "share": ["共有情况"],
        "status": ["权属状态"],
    },
    "business": {
        "person_name": ["姓名"],
        "person_id": ["证件号码"],
        "credit_code": ["统一社会信用代码"],
        "enterprise_name": ["企业名称"],
        "enterprise_type": ["类型", "企业类型"],
        "role": ["职务"],
        "share_ratio": ["出资比例"],
        "established_on": ["成立日期"],
        "role_from": ["任职起始日期"],
        "role_to": ["任职终止日期"],
        "last_annual_report_year": ["最近年报年度", "年报年度"],
        "status": ["登记状态"],
    },
    "payroll": {
        "name": ["姓名"],
        "citizen_id": ["身份证号"],
        "employer": ["单位"],
        "post_type": ["人员类别"],
        "wage": ["工资"],
        "paid_from": ["发放起始时间", "起始日期", "起薪时间"],
        "paid_until": ["发放截止时间", "截止日期", "停薪时间"],
    },
    "cadre": {
        "name": ["姓名"],
        "citizen_id": ["身份证号"],
        "village": ["村", "任职村"],
        "post": ["职务"],
        "from": ["任职时间", "任职日期"],
        "until": ["离任时间", "离任日期"],
    },
    "marriage": {
        "party_a_name": ["男方姓名"],
        "party_a_id": ["男方证件号"],
        "party_b_name": ["女方姓名"],
        "party_b_id": ["女方证件号"],
        "kind": ["业务类型", "登记类型"],
        "registered_on": ["登记日期"],
    },
    "death": {
        "name": ["姓名"],
        "citizen_id": ["身份证号"],
        "died_on": ["死亡日期"],
        "cremated_on": ["火化日期"],
    },
    "machinery": {
        "owner_name": ["机主姓名", "所有人"],
        "owner_id": ["身份证号"],
        "kind": ["机具类型", "机械种类"],
        "horsepower": ["马力", "功率"],
        "price": ["购置价格", "购买价格", "购机价格"],
        "purchased_on": ["购置日期", "购买日期", "购机日期"],
        "status": ["状态", "机具状态"],
    },
    "land": {
        "holder_name": ["权利人", "土地使用权人"],
        "holder_id": ["证件号"],
        "parcel_no": ["宗地号", "宗地代码"],
        "unit_no": ["不动产单元号"],
        "area": ["面积", "面积(亩)", "宗地面积"],
        "usage": ["土地用途"],
        "right_type": ["权利类型"],
        "registered_on": ["登记时间"],
        "status": ["权属状态"],
    },
    "disability": {
        "name": ["姓名"],
        "citizen_id": ["身份证号"],
        "category": ["残疾类别"],
        "grade": ["残疾等级"],
        "issued_on": ["发证日期"],
        "status": ["证件状态", "状态"],
    },
}

# Whose record it is: the columns of number and name.
SUBJECT = {
    "population": ("citizen_id", "name"),
    "vehicle": ("owner_id", "owner_name"),
    "housing": ("owner_id", "owner_name"),
    "business": ("person_id", "person_name"),
    "payroll": ("citizen_id", "name"),
    "cadre": ("citizen_id", "name"),
    "death": ("citizen_id", "name"),
    "machinery": ("owner_id", "owner_name"),
    "land": ("holder_id", "holder_name"),
    "disability": ("citizen_id", "name"),
}

# Columns that are days and amounts; every other column is text.
DAYS = {
    "registry": ["registered_on"],
    "population": ["status_on"],
    "vehicle": ["first_registered_on", "transferred_on"],
    "housing": ["registered_on"],
    "business": ["established_on", "role_from", "role_to"],
    "payroll": ["paid_from", "paid_until"],
    "cadre": ["from", "until"],
    "marriage": ["registered_on"],
    "death": ["died_on", "cremated_on"],
    "machinery": ["purchased_on"],
    "land": ["registered_on"],
    "disability": ["issued_on"],
}
AMOUNTS = {"payroll": ["wage"], "machinery": ["horsepower"], "business": ["last_annual_report_year"]}

# Columns that are only shown, as delivered: nothing is asked of them, so nothing is tidied.
SHOWN = {
    "registry": ["person_id", "citizen_id", "township", "village", "person_registered_on"],
    "population": ["register_id", "citizen_id"],
    "vehicle": ["owner_id", "plate_class", "plate_no", "use_nature", "brand", "inspection_until"],
    "housing": ["owner_id", "certificate_no", "location", "area", "share"],
    "business": ["person_id", "credit_code", "enterprise_name", "share_ratio"],
    "payroll": ["citizen_id", "employer"],
    "cadre": ["citizen_id", "village"],
    "marriage": ["party_a_id", "party_b_id"],
    "death": ["citizen_id"],
    "machinery": ["owner_id", "price"],
    "land": ["holder_id", "parcel_no", "unit_no", "area"],
    "disability": ["citizen_id"],
}

# The words behind the codes that rules ask for. What is not here is something else, and no rule asks for it.
HEAD = ["户主", "本人", "本人或户主", "户主本人", "01", "02", "1", "2"]
DEAD = ["死亡", "死亡注销", "已死亡", "亡"]
MOVED = ["迁出", "户口迁出", "已迁出", "迁出注销", "迁往市外", "迁往县外", "迁往省外"]
STRUCK_OUT = ["注销", "户口注销", "其他注销", "已注销"]
LEFT_THE_REGISTER = DEAD + MOVED + STRUCK_OUT

MARRIED = ["结婚", "结婚登记", "补领结婚证", "补领", "补领结婚登记证", "补发结婚证"]
DIVORCED = ["离婚", "离婚登记", "判决离婚", "调解离婚", "补领离婚证", "补发离婚证"]

CARS = [
    "K31", "K32", "K33", "K39", "K41", "K42", "K43", "K49",
    "小型普通客车", "小型客车", "小客车", "小型越野客车", "越野车", "小型越野车", "小型轿车", "轿车", "小轿车",
    "小型面包车", "面包车", "微型普通客车", "微型客车", "微型越野客车", "微型轿车", "微型面包车",
]
DIGGERS = [
    "J11", "J12", "J13",
    "轮式装载机械", "装载机", "轮式装载机", "铲车", "轮式挖掘机械", "挖掘机", "轮式挖掘机", "轮式平地机械", "平地机",
]
# A vehicle's status is a list: `G,Q`, `GQ`, or words with 、 between them.
STATUS_E = "(?:^|[,;、/ ，；|])(?:[A-Z]*E[A-Z]*|注销|已注销|注销登记)(?:$|[,;、/ ，；|])"
STATUS_M = "(?:^|[,;、/ ，；|])(?:[A-Z]*M[A-Z]*|强制报废|强制注销|达到报废标准|达到强制报废标准|应报废)(?:$|[,;、/ ，；|])"

STANDING = ["现势", "有效", "正常", "在用", "1"]
DWELLING = ["住宅", "成套住宅", "普通住宅", "城镇住宅", "居住", "非成套住宅", "住房", "10", "11"]
TRADE = [
    "商业", "商铺", "店铺", "商业服务", "商业用房", "门市", "门面房", "门脸房", "商业、服务", "商服", "营业", "非住宅商业",
    "办公", "办公用房", "写字楼",
]
BOUGHT = [
    "商品房", "市场化商品房", "商品住宅", "商品住房", "存量商品房",
    "经济适用房", "经适房", "经济适用住房", "限价商品房", "限价房",
    "集资房", "房改房", "单位集资房", "集资建房", "已购公房",
]
RESETTLED = ["拆迁安置房", "安置房", "回迁房", "动迁房", "棚改安置房"]
RELOCATED = ["易地搬迁安置房", "易地扶贫搬迁安置房", "扶贫搬迁安置房", "易地扶贫搬迁房"]
REBUILT = ["灾后重建房", "灾后恢复重建房"]
SELF_BUILT = ["自建房", "宅基地住房", "农村自建房", "农民自建房", "自建"]
GIVEN = ["安置", "拆迁安置", "回迁", "搬迁安置", "征收安置", "拆迁补偿", "产权调换"]

STATE_LAND = [
    "国有建设用地使用权", "国有土地使用权", "国有建设用地", "国有建设用地使用权/房屋所有权",
    "国有建设用地使用权/房屋(构筑物)所有权",
]
TOWN_LAND = [
    "城镇住宅用地", "城镇单一住宅用地", "城镇混合住宅用地", "住宅用地", "071", "0701",
    "商服用地", "商业用地", "商业服务业用地", "批发零售用地", "住宿餐饮用地", "其他商服用地", "05",
]

MACHINE_IN_USE = ["在用", "正常", "使用中", "在册"]
LARGE_MACHINES = [
    "拖拉机", "轮式拖拉机", "大中型拖拉机", "履带式拖拉机", "大型轮式拖拉机", "小型轮式拖拉机",
    "联合收割机", "收割机", "谷物联合收割机", "玉米收割机", "玉米收获机", "小麦联合收割机", "自走式联合收割机", "小麦收割机",
    "自走式玉米收获机", "挖掘机", "装载机", "铲车",
]

ROLES = [
    "法定代表人", "法人", "法人代表", "法定代表人(负责人)", "执行董事兼法定代表人",
    "股东", "投资人", "自然人股东", "出资人", "合伙人", "发起人",
    "负责人", "经营者", "企业负责人", "个体经营者",
]
TRADING = ["存续", "在营", "开业", "在业", "正常", "存续(在营、开业、在册)", "在营(开业)企业", "在册", "开业/正经营", "经营"]
COOPERATIVE = ["农民专业合作社", "合作社", "专业合作社", "农民专业合作社联合社", "农业专业合作社"]
SOLE_TRADER = ["个体工商户", "个体户", "个体", "个体经营"]

STABLE_POSTS = [
    "行政", "公务员", "机关", "行政编", "行政编制", "行政人员", "机关公务员", "国家公务员", "参公", "参公人员",
    "参照公务员法管理人员", "政法专项编制", "机关工勤",
    "事业", "事业编", "事业编制", "事业单位", "事业人员", "全额事业", "全额拨款事业", "差额事业", "差额拨款事业",
    "自收自支事业", "事业工勤", "教师",
    "国企", "国有企业", "企业", "国企职工", "国有企业职工", "企业职工",
]
VILLAGE_HEADS = [
    "村支书", "党支部书记", "村党支部书记", "书记", "支部书记", "支书", "村书记", "党总支书记", "村党总支书记", "村党组织书记",
    "书记主任一肩挑", "支部书记兼村主任", "书记兼主任", "村党支部书记、村委会主任",
    "村主任", "村委会主任", "主任", "村民委员会主任", "村委主任", "居委会主任",
]

OF_LIMBS = ["4", "肢体", "肢体残疾"]
SEVERE = ["1", "2", "一级", "壹级", "1级", "Ⅰ级", "二级", "贰级", "2级", "Ⅱ级"]
CERTIFICATE_IN_FORCE = ["有效", "正常", "在用", "有效证", "激活"]

# A household register with more people than this is of a school or a works, and no family.
LARGEST_FAMILY = 30
LEAST_HORSEPOWER = 45
# Yuan a month, from the day on.
LEAST_WAGE = [(date(2012, 12, 1), 1040), (date(2014, 12, 1), 1210), (date(2016, 7, 1), 1380)]

# Full-width characters as half-width ones, and the dots between the parts of a name as one dot.
WIDE = "".join(chr(c) for c in range(0xFF01, 0xFF5F)) + "\u3000\u00a0"
NARROW = "".join(chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F)) + "  "
DOTS = "•・.‧∙⋅･˙●"
# What clerks write where there is nothing to say.
NOTHING = ["", "无", "无。", "不详", "未知", "空", "暂无", "/", "\\", "-", "--", "---", "—", "——", "N/A", "#N/A", "NULL", "null"]
# Marks that are no part of a number: spaces, quotes, the `="…"` of spreadsheets; and what it is called in front of it.
NOT_OF_A_NUMBER = "[\\s'‘’`´\"“”=\u200b-\u200f\ufeff]|^[^0-9]*:"
# What stands between the owners in one cell, and that there are several: two numbers with it between them.
BETWEEN_OWNERS = "[,，;；、/|\n]+"
SEVERAL_OWNERS = "[0-9Xx]{15}[^0-9]*[,，;；、/|\n][^0-9]*[0-9]{15}"
# What is left of a character that a system does not have.
UNREADABLE = "[?■□\ufffd*〓_\ue000-\uf8ff]+"

# GB 11643: the weights of the first 17 digits, and the check character for their sum modulo 11.
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
CHECKS = "10X98765432"


def least_wage(as_of):
    """The lowest monthly wage that counts as one on a day."""
    return max(value for value in LEAST_WAGE if value[0] <= as_of)[1]


# Titles stand within the first lines of a file.
LINES_TO_LOOK_AT = 15


def tidy_header(header):
    return header.strip().lstrip("\ufeff").replace("（", "(").replace("）", ")")


def header_line(extract, lines):
    """Which of the first lines, cut into cells, holds most of the headers we know; None if none does."""
    known = set(chain.from_iterable(HEADERS[extract].values()))
    for at, cells in enumerate(lines):
        if len(known & {tidy_header(str(cell)) for cell in cells}) >= 3:
            return at
    return None


class Delivery:
    """One UTF-8 CSV file of an extract."""

    def __init__(self, extract, path, told_by_job):
        self.extract, self.path, self.source = extract, str(path), path.name
        with open(path, encoding="utf-8", newline="") as file:
            top = [next(csv.reader([line]), []) for line in islice(file, LINES_TO_LOOK_AT)]
        at = header_line(extract, top)
        if at is None:
            raise SystemExit(f"{path}: no header that layout.py knows")
        # What every reader is to skip: the titles, and the header, whose columns go by our names from here on.
        self.lines_to_skip = at + 1
        headers = [tidy_header(header) for header in top[at]]
        self.names = [f"_{place}" for place in range(len(headers))]
        for name, aliases in HEADERS[extract].items():
            found = [alias for alias in [told_by_job.get(name), *aliases] if alias in headers]
            if found:
                self.names[headers.index(found[0])] = name

    def has(self, name):
        return name in self.names


def read_job(path):
    """A job's extracts, each with the name of its schema, its files and the headers that the job tells, and the
    day of the comparison."""
    job = tomllib.loads(path.read_text(encoding="utf-8"))
    extracts = []
    for entry in job["extract"]:
        patterns = entry["path"] if isinstance(entry["path"], list) else [entry["path"]]
        files = chain.from_iterable(sorted(path.parent.glob(pattern)) for pattern in patterns)
        columns = {name: tidy_header(header) for name, header in entry.get("columns", {}).items()}
        extracts.append((entry.get("schema", entry["name"]), list(dict.fromkeys(files)), columns))
    return extracts, job["as_of"]


def deliveries(job):
    """The deliveries of a job that the rules need, by extract, and the day of the comparison."""
    extracts, as_of = read_job(job)
    found = {}
    for extract, files, columns in extracts:
        for path in files if extract in HEADERS else []:
            if path.suffix != ".csv":
                raise SystemExit(f"{path}: no CSV; copies.py makes a county that can be read")
            found.setdefault(extract, []).append(Delivery(extract, path, columns))
    return found, as_of
