# 各条命令在终端上说的话，中文。

## 多处使用

not-on-a-terminal = --format { $format }: { $what }不能显示在终端上：请用 -o 文件名.{ $format } 写入文件
a-pdf = PDF
a-workbook-to-show = 工作簿

## 各条命令

built-in-rules-left-out = 本任务不用内置规则（rules 中没有 "builtin"）
parameter-overridden = 本任务改用的参数：
another-run-is-writing = 另一次比对正在写入，请等它结束
lock-holder = （主机 { $host }，进程 { $pid }，始于 { $since }，已 { $minutes } 分钟）

## 日志

log-filter-ignored = 看不懂这个过滤条件，已忽略

## bidui run

nothing-differs = 与最近一次比对相比没有任何变化，未生成新批次；最近一次是
required-extract-unusable = 必需的数据源无法使用，未发布任何结果
interrupted = 已中断，未发布任何结果

## bidui run：结果摘要

column-condition-number = 条件
suspects-by-condition = 疑似户按条件
suspects-by-township = 疑似户按乡镇
since-the-last-run = 与上次比对相比：
source = 数据源
read = 读取
accepted = 采用
rejected = 拒绝
linked = 关联
fit-for-use = 是否可用
yes-usable = 可用
summary-of-run = { $job }：比对日期 { $as_of }，{ $cards } 户 { $members } 人，疑似户 { $suspects } 户
summary-of-findings = 命中 { $findings } 条；其中不构成疑似户的：豁免 { $exempt } 条，身份待核对 { $possible } 条{ $experimental }
summary-of-omissions = 漏评线索 { $omitted } 人次（未列入任何一户，供入户核查），另有 { $open } 人次未能判定
summary-of-undetermined = 未能判定 { $total } 项（户 × 规则）：{ $causes }。未能判定不等于没有问题。
summary-of-experimental = ，试行规则 { $count } 条
summary-what-next = 
    结果在 { $dir }
      lists/          每村一份核查名单，打印后入户
      report.html     汇总，用浏览器打开
      suspects.csv    全部疑似户；findings.csv 命中；evidence.csv 证据（文件和行号）
      undetermined.csv 未能判定的户及原因；identity.csv 身份待核对的匹配；rejects.csv 未能读取的行
    下一步：先看 rejects.csv、undetermined.csv 和 identity.csv，再把 lists/ 交给核查组。
      bidui list --run { $folder } --condition 4     只看某一条件
    命中只是线索，不是结论：以入户核查为准。

## bidui check

the-machine-failed = 机器故障：
check-counts = { $job }：错误 { $errors } 处，提醒 { $warnings } 处

## bidui rules

column-rule-id = 规则
column-condition = 条件
version = 版本
status = 状态
in-force = 执行
title = 名称
no = 否
no-such-rule = 没有这条规则
examples-tried = 规则 { $rules } 条，例子 { $examples } 个，相符 { $agreed } 个{"\u000A"}
files-written = 已写出 { $files } 个文件到 { $dir }{"\u000A"}

## bidui list：名称和列名（`listed-列`，或 `listed-清单-列`）

list-findings = 线索清单
list-omissions = 漏评
list-standing = 仍然有效
list-undetermined = 未能判定
list-matches = 待核对关联
list-disputes = 申诉复核
listed-household_id = 户编号
listed-township = 乡镇
listed-village = 行政村
listed-head_name = 户主
listed-rule = 规则
listed-condition = 条件
listed-severity = 性质
listed-status = 规则状态
listed-confidence = 把握
listed-persons = 人数
listed-records = 记录
listed-exempt = 豁免
listed-change = 变化
listed-first_seen = 首次发现
listed-last_outcome = 核查结果
listed-fingerprint = 线索编号
listed-rank = 村内优先次序
listed-verdict = 判定
listed-evidence = 证据
listed-name = 姓名
listed-person_id_masked = 证件号
listed-register_id = 户号
listed-people = 户口簿人数
listed-relatives = 同户在册
listed-total = 合计
listed-last_confirmed = 上次确认
listed-cause = 原因
listed-detail = 具体
listed-missing = 怎样补全
listed-person_id = 人编号
listed-extract = 数据源
listed-source_file = 来源文件
listed-source_row = 行号
listed-method = 关联方法
listed-probability = 可能性
listed-why = 怎样核对
listed-reason = 理由
listed-note = 说明
listed-visited_on = 申诉日期
listed-visited_by = 核查人
listed-days = 已过天数
listed-omissions-household_id = 在册户编号
listed-standing-cause = 未能核对的原因

## bidui list

how-to-end-the-name = 文件名须以 .csv、.xlsx、.json 或 .txt 结尾，或用 --format 指明格式
no-such-value = 这次比对的结果里没有这个值
known-values = 可用：
how-to-write-days = 应为 2017-08-01、2017-08-01.. 或 2017-08-01..2017-08-31
no-filter = 无筛选条件
did-you-mean-value = ；您是不是要找 { $near }？
yes = 是
suspect = 疑似
undetermined = 未能判定
exempt-of-findings = 按豁免不计
experimental = 试行规则
of-experimental-rules = ，其中试行规则 { $count } 条，不产生疑似户
list-of-findings = 批次 { $run_id }：{ $cards } 户（其中疑似户 { $suspects } 户），命中 { $findings } 条{ $experimental }；{ $filter }
evidence-exempt = ；按豁免情形不计：{ $why }
evidence-in-a-sentence = { $person_name }（{ $relation }）：{ $extract } { $asset }{ $exempt }；来源：{ $source_file } 第 { $source_row } 行；认定：{ $method }
list-of-omissions = 批次 { $run_id }：漏评线索 { $people } 人次，{ $registers } 个户口簿；{ $filter }
list-of-standing = 批次 { $run_id }：{ $cards } 户、{ $findings } 条命中本次未能核对，仍然有效；{ $filter }
list-of-undetermined = 批次 { $run_id }：{ $cards } 户、{ $verdicts } 项未能判定；{ $filter }
list-of-matches = 批次 { $run_id }：{ $cards } 户、{ $matches } 条关联有待核对；{ $filter }
list-of-disputes = 批次 { $run_id }：{ $disputes } 条线索正在申诉复核；{ $filter }

## bidui explain

written-to = 已写入
no-font-has-these = 本机的字体中没有这些字，PDF 中显示为方框：
no-such-household = 这次比对中没有这个户编号或线索编号；线索编号见 findings.csv 的 fingerprint 列
no-such-village = 这次比对中没有这个村
nobody-to-visit = 这次比对中，这个村没有需要入户核查的户
visit-sheet = 入户核查单
page-language = zh-CN
card = 户
run = 批次
as-of = ，比对日期
leads-not-conclusions = 以上是线索，不是结论；是否属实由入户核实的人认定。
makes-a-suspect = 构成疑似
as-exempt = 豁免
as-experimental = 试行规则，不构成疑似
as-possible = 待核对，不构成疑似
last-visit = ；上次核查：{ $outcome }
finding = 线索编号
rule-version = 规则版本
rule-changed-since = 注意：规则在这次比对之后改过，下面的依据和核实办法是现行的
basis = 依据
to-verify = 核实
known-false-positives = 常见误报
exempt-because = 豁免：
identity = 身份
runner-up-card = 次优人选：户
no-runner-up = 没有别的人选
log-odds = 对数几率
probability = 概率
weights-start = 起点：全县任何一人
rules-left-open = 未能判定的规则（不等于没有问题）
rules-that-found-nothing = 未发现问题的规则
identities-to-be-checked = 需要核对的身份
too-weak-to-stand-on = 可能与本户有关、不足以作为依据的记录
people-called-so = （全县同名 { $count } 人）
confirmed-and-stands = { $day } 确认，本次未能核对，仍然有效：

## bidui explain：入户核查单

sheet-registered = 首次识别 { $day }
sheet-edition = 数据截至 { $as_of }　批次 { $run }
sheet-who = 户编号 { $id }　{ $head }
sheet-condition = 第{ $number }项　{ $title }
sheet-basis = 依据：{ $basis }
sheet-source = 来源：{ $file } 第 { $line } 行；认定：{ $method }
sheet-finding = 线索编号 { $fingerprint }
sheet-lead = 以下是线索，不是结论；是否属实由入户核实的人认定。
signed-household = 户主或成年家庭成员签字：
signed-visitors = 核查人签字：
signed-day = 日期：
left-open = 未能判定的事项（不等于没有问题）
what-would-clear-it = 什么情况可以排除
unregistered-exemptions = 登记上看不出、实际属于豁免情形的
what-to-check = 核查要点
stands-last-confirmed = 本次未能核对、仍然有效，上次确认 { $day }
weights-together = 合计（对数几率）
outcome = 核查结果
why-retained = 保留理由
note = 说明
page-of = 第 { $number } 页，共 { $of } 页

## bidui runs

column-as-of = 比对日期
column-published = 发布时间
cards = 户
suspects = 疑似户
findings = 命中
standing = 未能核对
gone = 消失
column-on-disk = 仍在盘上
previous-run = 上一批次
column-counted = 计数
rule = 规则
column-not-run = 未运行
extract = 数据源
file = 文件
column-bytes = 字节
column-digest = 校验值
replay-other-inputs = 无法重做：所依据的数据或规则已不同
replay-other-files = 数据和规则相同，但以下文件不同
no-such-finding-in-history = 没有这条线索
state-found = 命中
column-day = 日期
column-state = 状态
column-run-or-source = 批次或来源
suspect-cards = 疑似户
rules-that-differ = 有变化的规则
column-before = 之前
column-after = 之后
column-came = 新增
column-went = 消失
column-changed = 有变化
household = 户编号
township = 乡镇
village = 行政村
change = 变化
why = 原因
replay-same = { $files } 个文件，逐字节相同
replay-previous-gone = 上一批次 { $previous } 已不在盘上
replay-something-since = 质量关口、数据文件的日期，或此后录入的核查结果
replay-program = 程序版本 { $was }，现为 { $is }
replay-delivery = 数据文件
replay-rule = 规则
replay-setting = 设置
replay-gone = { $what } { $name }：已不存在
replay-came = { $what } { $name }：当时没有
replay-other = { $what } { $name }：与当时不同

## bidui outcome

until = 至
import-undated = （其中 { $count } 条未填日期，按录入当天计）
import-counts = 录入 { $recorded } 条{ $undated }，已有 { $known } 条，未填 { $empty } 条，未能录入 { $refused } 条{"\u000A"}

## bidui outcome stats

by-rule = 按规则
by-source = 按数据源
by-method = 按关联方法
by-township = 按乡镇
found = 线索
visited = 已核查
removed = 剔除
right = 属实
retained = 保留
disputed = 申诉
not-met = 未能核实
column-precision = 属实率（95% 区间）
days = 天数
reasons = 保留理由
column-estimated = 抽查估计
column-are = 是
column-of = 核实
villages = 村
column-share = 比例（95% 区间）
column-households = 折合户数

## 抽查结果

rate-wrongly-included = 错评（占在册户）
rate-among-suspects = {"　"}其中有线索的户
rate-among-clear = {"　"}其中没有线索的户
rate-left-out = 漏评（占应在册户）
rate-wrongly-exited = 错退（占脱贫户）
spot-check-in-a-sentence = 抽查 { $draw }（{ $drawn_on } 抽取）：抽中 { $cards } 户，已入户 { $visited } 户，未定 { $undecided } 户

## bidui sample

this-run-is-of-another-job = 这个批次不属于本任务
drawn-before = 这次抽查以前抽过，户没有变；表格重新写出。{"\u000A"}
others = 其他在册户
left-poverty = 脱贫户
left-out = 漏评线索
forms-written = 抽查表 { $forms } 份，写入 { $into }；填好后：bidui outcome import，再看 bidui outcome stats{"\u000A"}
sample-drawn = 抽查 { $id }（{ $on } 抽取，种子 { $seed }）{"\u000A"}
sample-population = 全县 { $villages } 个村，在册 { $cards } 户（疑似 { $suspects }，其余 { $clear }），脱贫 { $exited } 户；{ $design }{"\u000A"}
not-known-of-source = { $title }：{ $cause }；没有发现不等于没有问题。

## bidui audit

nothing-was-edited = 未发现改动。{"\u000A"}
column-entry-number = 序号
column-when = 时间
column-who = 操作人
column-action = 操作
column-subject = 对象
audit-verified = 审计记录 { $entries } 条，核查结果 { $outcomes } 条，批次 { $runs } 个，抽查 { $draws } 次；末条校验值 { $last_hash }{"\u000A"}
edited-entry = 审计记录第 { $number } 条被改动，或其前有记录被增删
edited-outcome = 核查结果 { $id }（线索 { $fingerprint }）与当时记录的不同
edited-outcome-gone = 核查结果 { $id } 已不在库中
edited-outcome-unknown = 核查结果 { $id }（线索 { $fingerprint }）没有录入记录
edited-run = 批次 { $id } 与当时记录的不同
edited-draw = 抽查 { $id } 与当时记录的不同

## bidui link

too-many-comparisons = --on 和 --block 各不超过 16 个
cells-that-cannot-be-read = ；无法识别的单元格：
field = 比较项
level = 一致程度
column-m = 同一者
column-u = 不同者
weight = 权重
weighed-by-assumption = 的权重只能假定，不能由数据估计：每个分块都要求它一致，请再给一个不含它的 --block
table-of-rows = { $path }：{ $rows } 行，拒收 { $rejected } 行
block-too-many-pairs = 第 { $block } 个分块的候选对太多：{ $keys } 个最常见的取值（{ $pairs } 对）未比较；请把分块收窄，或调大 --most-pairs
pairs-found = 比较 { $compared } 对，认定 { $found } 对，其中预计有误 { $wrong } 对

## bidui generate

county-written = { $households } 户，{ $persons } 人，贫困户 { $cards } 户，共 { $rows } 行；比对：bidui run { $job }{"\u000A"}

## bidui score

findings-by-rule = 疑点，按规则
links-by-method = 关联，按方法
links-by-extract = 关联，按数据源
links-by-record-dirt = 关联，按记录本身的瑕疵
links-by-registry-dirt = 关联，按登记表所在行的瑕疵
differences-of-copies-by-column = 名册副本的差异，按副本和列
people-left-out-by-rule = 漏评，按规则
finding-errors = 疑点之误
link-errors = 关联之误
run-scored = 比对
and-more = 另有 { $count } 条：--format json{"\u000A"}

## bidui rules show

rule-head = { $title }（{ $id }，第 { $version } 版）
rule-condition = 条件
rule-experimental = 试行（单独列出，不产生疑似户）
rule-deprecated = 待停用
rule-status-and-severity = {"  "}状态：{ $status }；性质：{ $severity }
rule-effective = 有效期
rule-compares = 比对
rule-where = 记录条件
rule-having = 户内合计
rule-holds-against = 对照
rule-parameter-of-job = {"  "}标准 { $name }：{ $value }（本任务 [parameters] 指定）
rule-parameter-basis = ，依据：{ $basis }
rule-parameter = {"  "}标准 { $name }：{ $value }（{ $from } 起{ $basis }）
rule-parameter-lacking = {"  "}标准 { $name }：{ $day } 尚无规定
rule-unless = {"  "}除外：{ $reason }（{ $when }{ $other }）
rule-unless-in = ，查 { $extract }
rule-basis = 依据
rule-verify = 核实
rule-false-positives = 常见误报
by-exact = 完全一致
by-name = 姓名（同音、形近、缺字视为写法不同）
by-date = 日期（只有年月的按月比）
by-number = 数值（允许相差 { $tolerance }，或较大者的 { $percent }%）
by-text = 文字（相似度 { $similarity } 以上视为写法不同）
by-codes = 代码一致
rule-comparison = { $own } 与 { $with }：{ $how }
in-force-always = 不限
in-force-from = { $from } 起
in-force-until = 至 { $until }
in-force-between = { $from } 至 { $until }
who-member = 户内成员
who-household = 户内成员及同户口簿人员
who-family = 户内成员、同户口簿人员及配偶
finds-present = { $who }在 { $extract } 中有符合条件的记录
finds-absent-where = 户内成员在 { $extract } 中没有符合条件的记录
finds-absent = 户内成员在 { $extract } 中没有记录
finds-duplicate = 同一人在 { $extract } 中见于两户
finds-differs = 户内成员在 { $extract } 中的记录与名册不一致
finds-omitted = { $extract } 中符合条件的本县村民未列入任何一户（漏评）

## bidui seal

column-recipient = 接收人
column-files = 文件
column-archive = 归档文件
how-to-open-an-archive = 打开：age -d -i key.txt -o lists.zip 归档文件
