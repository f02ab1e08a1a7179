#!/usr/bin/env python3
"""Makes a dirty county for timing: 1 M register persons and 0.7 M other rows by default.

    python3 benches/make_county.py OUT [--persons 1000000] [--seed 7]
    bidui run OUT/job.toml

GB18030 files with the usual dirt: spaces and lower-case x in numbers, 15-digit numbers, wrong check
characters, dates in five forms, amounts with commas. The truth of it is not known: this is for time
and memory only.
"""
import argparse
import random
from pathlib import Path

WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
CHECK = "10X98765432"
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建国华玉春梅生海荣新志红金永"


def number(rng, year=None):
    year = year or rng.randint(1932, 2015)
    first = f"130927{year}{rng.randint(1, 12):02}{rng.randint(1, 28):02}{rng.randint(0, 999):03}"
    return first + CHECK[sum(int(c) * w for c, w in zip(first, WEIGHTS)) % 11]


def dirty(rng, text):
    chance = rng.random()
    if chance < 0.93:
        return text
    if chance < 0.95:
        return text.lower()
    if chance < 0.97:
        return text[:6] + " " + text[6:]
    if chance < 0.98:
        return "'" + text
    if chance < 0.99:
        return text[:17] + ("0" if text[17] != "0" else "1")
    return text[:6] + text[8:17] if text[6:8] == "19" else text


def day(rng, first=1998, last=2017):
    y, m, d = rng.randint(first, last), rng.randint(1, 12), rng.randint(1, 28)
    form = rng.random()
    if form < 0.6:
        return f"{y}-{m:02}-{d:02}"
    if form < 0.75:
        return f"{y}/{m}/{d}"
    if form < 0.9:
        return f"{y}{m:02}{d:02}"
    if form < 0.99:
        return f"{y}年{m}月{d}日"
    return "2014-02-30"


def wage(rng):
    return f'"{rng.randint(1, 6)},{rng.randint(100, 999)}.50"'


def main():
    args = argparse.ArgumentParser()
    args.add_argument("out", type=Path)
    args.add_argument("--persons", type=int, default=1_000_000)
    args.add_argument("--seed", type=int, default=7)
    args = args.parse_args()
    rng = random.Random(args.seed)
    folder = args.out / "in"
    folder.mkdir(parents=True, exist_ok=True)

    names, ids, births = [], [], []
    for _ in range(args.persons):
        ids.append(number(rng))
        names.append(rng.choice(SURNAMES) + rng.choice(GIVEN) + (rng.choice(GIVEN) if rng.random() < 0.7 else ""))

    def write(name, header, rows):
        with open(folder / f"{name}.csv", "w", encoding="gb18030", newline="") as out:
            out.write(header + "\r\n")
            out.writelines(row + "\r\n" for row in rows)

    households, person = [], 0
    while person < args.persons:
        size = rng.choice((1, 2, 3, 3, 4, 4, 5, 6))
        households.append(range(person, min(person + size, args.persons)))
        person += size
    write("population", "户号,姓名,曾用名,性别,公民身份号码,出生日期,与户主关系,乡镇,村,住址,人员状态,状态时间", (
        f"13092700{h:07},{names[p]},,{'男' if int(ids[p][16]) % 2 else '女'},{dirty(rng, ids[p])},{ids[p][6:14]},"
        f"{'户主' if p == people[0] else '家庭成员'},第{h % 9}镇,第{h % 312}村,第{h % 312}村{h % 97}号,"
        f"{'正常' if rng.random() < 0.97 else rng.choice(('死亡', '迁出'))},"
        for h, people in enumerate(households) for p in people))

    poor = rng.sample(range(len(households)), k=len(households) * 16 // 280)
    cards = [(n, h, households[h]) for n, h in enumerate(sorted(poor))]
    write("registry", "户编号,人编号,姓名,性别,证件号码,与户主关系,乡镇,行政村,自然村,家庭人口,贫困户属性,致贫原因,"
          "人均纯收入,识别时间,人员识别时间,联系电话,家庭住址,脱贫状态", (
        f"H{n:07},P{p:08},{names[p]},{'男' if int(ids[p][16]) % 2 else '女'},{dirty(rng, ids[p])},"
        f"{'户主' if p == people[0] else '之子'},第{h % 9}镇,第{h % 312}村,,{len(people)},一般贫困户,因病,"
        f"{wage(rng)},2014{rng.randint(1, 12):02},2014{rng.randint(1, 12):02},,,在册"
        for n, h, people in cards for p in people))

    def people(count):
        return (rng.randrange(args.persons) for _ in range(count))

    share = args.persons / 1_000_000
    statuses = ("A", "A", "A", "Q", "E", '"G,Q"')
    write("vehicle", "SYR,SFZMHM,HPZL,HPHM,CLLX,SYXZ,CLPP,CLXH,CCDJRQ,ZYRQ,YXQZ,ZT", (
        f"{names[p]},{dirty(rng, ids[p])},02,冀J{n:05X},{rng.choice(('K33', 'K31', 'M21', 'K33', 'H51'))},A,大众,桑塔纳,"
        f"{day(rng)},,2018-01-01,{rng.choice(statuses)}"
        for n, p in enumerate(people(int(200_000 * share)))))
    write("housing", "权利人,证件号,不动产权证号,不动产单元号,坐落,建筑面积,规划用途,房屋性质,权利取得方式,登记时间,共有情况,权属状态", (
        f"{names[p]},{dirty(rng, ids[p])},Z{n:07},U{n:07},某路{n % 999}号,{rng.randint(40, 160)}.5,住宅,"
        f"{rng.choice(('商品房', '自建房', '自建房', '拆迁安置房'))},购买,{day(rng)},单独所有,现势"
        for n, p in enumerate(people(int(120_000 * share)))))
    write("business", "统一社会信用代码,企业名称,企业类型,姓名,证件号码,职务,登记状态,成立日期,注册资本(万元),年报年度", (
        f"91130927MA{n:08},某{n}公司,有限责任公司,{names[p]},{dirty(rng, ids[p])},{rng.choice(('法定代表人', '股东', '监事'))},"
        f"{rng.choice(('存续', '注销'))},{day(rng)},{rng.randint(1, 500)},{rng.choice((2015, 2016, ''))}"
        for n, p in enumerate(people(int(80_000 * share)))))
    write("payroll", "姓名,身份证号,单位,人员类别,工资,起始日期,截止日期", (
        f"{names[p]},{dirty(rng, ids[p])},某单位,{rng.choice(('事业', '行政', '公益岗', '退休'))},{wage(rng)},{day(rng)},"
        for p in people(int(60_000 * share))))
    write("assistance", "姓名,身份证号,救助类型,金额,开始日期,结束日期,状态", (
        f"{names[p]},{dirty(rng, ids[p])},低保,350,{day(rng)},,在享" for p in people(int(60_000 * share))))
    write("marriage", "男方姓名,男方证件号,女方姓名,女方证件号,登记类型,登记日期", (
        f"{names[p]},{ids[p]},{names[q]},{dirty(rng, ids[q])},{rng.choice(('结婚', '结婚', '离婚'))},{day(rng)}"
        for p, q in zip(people(int(60_000 * share)), people(int(60_000 * share)))))
    write("death", "姓名,身份证号,死亡日期,火化日期", (
        f"{names[p]},{dirty(rng, ids[p])},{day(rng)}," for p in people(int(20_000 * share))))
    write("machinery", "所有人,身份证号,机械种类,功率,购买价格,购买日期,状态", (
        f"{names[p]},{dirty(rng, ids[p])},拖拉机,{rng.randint(20, 90)},30000,{day(rng)},在用"
        for p in people(int(30_000 * share))))
    write("land", "权利人,证件号,宗地号,不动产单元号,面积,土地用途,权利类型,登记时间,权属状态", (
        f"{names[p]},{dirty(rng, ids[p])},L{n:07},U{n:07},{rng.randint(60, 300)},宅基地,宅基地使用权,{day(rng)},现势"
        for n, p in enumerate(people(int(40_000 * share)))))
    write("disability", "姓名,身份证号,残疾人证号,残疾类别,残疾等级,发证日期,状态", (
        f"{names[p]},{ids[p]},{ids[p]}{rng.randint(1, 7)}{rng.randint(1, 4)},肢体,二级,{day(rng)},有效"
        for p in people(int(25_000 * share))))
    write("cadre", "姓名,身份证号,村,职务,任职日期,离任日期", (
        f"{names[p]},{dirty(rng, ids[p])},第{p % 312}村,{rng.choice(('村支书', '村主任', '委员'))},{day(rng)},"
        for p in people(int(1_500 * share))))

    extracts = "registry population vehicle housing business payroll cadre assistance marriage death machinery land disability"
    with open(args.out / "job.toml", "w", encoding="utf-8") as job:
        job.write('name = "bench"\nas_of = 2017-08-31\n\n[gate]\nmax_rejected_share = 1.0\n')
        for name in extracts.split():
            job.write(f'\n[[extract]]\nname = "{name}"\npath = "in/{name}.csv"\n')


main()
