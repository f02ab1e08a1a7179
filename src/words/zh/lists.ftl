# 名单、核查表和抽查表上的话，中文。

## 封面

cover-not-known = { $source }：{ $cause }。等待它的有 { $conditions }，共 { $count } 条规则；没有列出不等于没有问题。
meaning-removed = 剔除：查实不符合条件，属于错评。
meaning-exited = 按正常脱贫程序退出：已稳定脱贫，按程序退出，不是错评。
meaning-reevaluate = 重新评议：情况有变，交村民代表会议重新评议。
meaning-merged = 并户 / 自然减少：与他户合并；死亡、迁出等。
meaning-corrected = 数据更正：登记的信息有误（如证件号码、姓名），更正后仍在册。
meaning-retained = 保留：查实仍符合条件。须选择保留理由，或在“说明”里写明。
meaning-disputed = 申诉复核中：本人有异议，正在复核。
meaning-unreachable = 未能核实：去过，没有见到人或无法核实；下次仍会列出。
cover-sheet = 说明
cover-what = 这是什么
cover-as-of = 数据截至
cover-edition = { $as_of }　批次 { $run }　任务 { $job }
cover-village = 本村
cover-counts = { $visit } { $households } 户（{ $findings } 条），{ $check } { $others } 户。
cover-unknown = 本次不知道的
cover-steps = 怎样填写
step-visit = 逐户入户，当面核实。“证据”是部门登记的记录，可能过时、同名或被冒用；以实际情况为准。
step-look = 对照“什么情况可以排除”和“核查要点”查看证件、询问本人和邻里。
step-fill-in = 在黄色单元格中填写：核查结果、保留理由（从下拉列表中选择）、说明、核查日期、核查人。没有去的不填。
step-lines = 一条线索一行。同一户的几条线索可以有不同的结果。“线索编号”不要改动。
step-return = 填好后保存，交回数据比对组导入。打印填写的，请签字后由乡镇录入。
cover-meanings = 结果的含义
cover-privacy = 保密
cover-keep-safe = 本表含个人信息，仅供核查使用；请妥善保管，不得外传、公示。证件号码和电话只显示末四位。

## 各种名单

list-note = 比对结果是线索，不是结论：以入户核查为准。请妥善保管，不得外传。
page-footer = &C第 &P 页，共 &N 页

## 列名

list-head-household = 户编号
list-head-head = 户主
list-head-rule = 规则
list-head-objected = 申诉日期
list-head-days = 已过天数
list-head-visitor = 核查人
list-head-reason = 理由
list-head-note = 说明
list-head-finding = 线索编号
dispute-list = 申诉复核清单

## 漏评核查名单

list-head-name = 姓名
list-head-number = 证件号（尾号）
list-head-register = 户号
list-head-people = 同户口簿人数
list-head-relatives = 同户在册
list-head-said = 登记情况
list-head-source = 来源
list-head-change = 变化
list-head-verify = 核查要点
omission-list-note = 下列人员未列入任何一户，供入户核查是否漏评；不是应剔除对象。比对结果是线索，不是结论。请妥善保管，不得外传。
omission-list = 漏评核查名单
nobody-of-the-register = 全户均未列入
total-of-household = ；户内合计 { $total }
file-and-line = { $file } 第 { $line } 行

## 证据

same-register-on-no-card = 同户口簿，不在册
spouse-on-no-card = 配偶，不在册
a-record = 记录
record-in-a-sentence = { $person }{ $relation }，{ $source }{ $shown }{ $exempt }；来源：{ $file } 第 { $line } 行；认定：{ $sure }。

## 规则

registry-column = 名册{ $column }
people-on-record = 记录人数
version-of-rule = （第 { $version } 版）
remark-on-rule = 【{ $remark }】
basis-of-rule = 依据：{ $basis }
exemptions-off-the-register = 登记上看不出、实际属于豁免情形的：

## 各户

parts-of-rank = { $all }（规则 { $rule }，证据 { $evidence }，等待 { $age }）
years-of-age = { $age } 岁
number-to-be-checked = 证件号码待核对
household-and-id = 户编号 { $id }
household-and-head = 户主 { $name }
people-of-household = { $count } 人
household-and-address = 住址 { $place }
household-and-phone = 电话 { $phone }
household-registered = 首次识别时间 { $day }
household-and-members = 成员：{ $members }
conditions-by-number = 第 { $numbers } 项
household-first-seen = 首次发现 { $day }
household-and-rank = 优先 { $rank }
not-looked-at = 本次未能核对
last-confirmed-and-why = 上次确认 { $day }，本次未能核对：{ $why }
possible-at-most = 可能有关，不足以认定
record-of-another = 记录属于他人的，核查结果填“保留”，理由填“非本人”。
rules-undetermined = 未能判定 { $count } 条规则
undetermined-why = 原因：{ $cause }{ $detail }
undetermined-of = 涉及：{ $rules }

## 核查表

form-title = 入户核查表
form-what = 用部门数据与扶贫名册比对得到的线索。比对结果是线索，不是结论：以入户核查为准，不得仅凭本表取消任何一户的资格。
form-sheet = 核查表
form-clears = 什么情况可以排除
form-counted = 入户核查
check-sheet = 待核对
check-title = 待核对事项
check-note = 下列各户不是疑似户：有的只是可能有关的记录，有的因缺少信息未能判定。核对清楚后下次比对才能得出结论。
check-clears = 怎样核对清楚
check-step = “待核对”表中的户不是疑似户，只需核对所列信息。
form-number = 序号
form-rule = 规则与依据
form-evidence = 证据与认定方式
form-verify = 核查要点
form-outcome = 核查结果
form-reason = 保留理由
form-note = 说明
form-day = 核查日期
form-visitor = 核查人
form-finding = 线索编号
form-signatures = 户主或成年家庭成员签字：　　　　　　　　　　　　核查人签字：　　　　　　　　　　　　日期：　　　　年　　月　　日
form-choose = 请从下拉列表中选择；其他情况写在“说明”里。
form-choose-outcome = 入户核实后选择。没有去的不填。
form-choose-reason = 结果为“保留”时选择，或在“说明”里写明。
form-write-day = 请按 2017-09-03 的样式填写日期。
page-head = &L{ $place }&R数据截至 { $as_of }
page-foot = &L比对结果是线索，不是结论&C第 &P 页，共 &N 页&R批次 { $run }

## 证据来源

list-head-relation = 与本户
list-head-extract = 数据源
list-head-file = 来源文件
list-head-line = 行号
list-head-registered = 登记内容
list-head-linked = 怎样认定
list-head-exempt = 豁免
records-sheet = 证据
records-title = 证据来源

## 抽查表

spot-title = 抽查表
spot-what = 随机抽取的农户，不论比对有无发现，都要入户核查；用来估计全县的错评、漏评和错退。抽中不表示有问题。
spot-note = 抽中的户都要入户，不得换户。先核对各条线索，再在“抽查”一行填写整户的结论。没有见到人的填“未能核实”。请妥善保管，不得外传。
spot-clears = 排除情形／怎样填写
spot-counted = 抽中
spot-left-out-sheet = 漏评核查
spot-left-out-note = 比对发现的、未列入任何一户的人，和走访中新发现的未列入名册的农户。核查后逐条填写；不应纳入的填“保留”。
spot-left-out-clears = 怎样填写
spot-step = “漏评核查”表：比对发现的逐人核实，走访中新发现的一户一行；应当纳入的填“重新评议”。
spot-findings-above = 线索见上，逐条核实。
spot-no-findings = 比对没有发现成立的线索。
spot-asks-exited = 抽查：脱贫是否属实（登记为脱贫）
spot-exited-right = 脱贫属实：保留
spot-exited-wrong = 不应脱贫：重新评议
spot-never-qualified = 从来不符合条件：剔除
spot-asks-qualified = 抽查：是否符合建档立卡条件
spot-qualifies = 符合条件：保留
spot-does-not-qualify = 不符合条件：剔除
spot-has-changed = 情况有变、需要评议：重新评议
spot-look-at-property = 查看住房、车辆和经营场所
spot-ask-for-income = 询问就业和收入来源
spot-look-at-register = 核对户口簿
spot-take-in = · 应当纳入：重新评议
spot-leave-out = · 不应纳入：保留
spot-remark = 抽查
spot-visitors-found = 走访发现：未列入名册
spot-write-down = 把户主、住址、人数和情况写在“说明”里。
spot-room-note = 户主、住址：
spot-room = 走访中发现的、比对没有列出的农户（一户一行；没有的不填）
spot-each-condition = 逐项核实：{ $conditions }。
spot-relatives = 同户在册：{ $people }
spot-left-out-evidence = { $source }：{ $said }{ $total }；来源：{ $file } 第 { $line } 行。{ $together }。
spot-left-out-who = 未列入名册的人　姓名 { $name }
person-and-number = 证件号码 { $id }
person-and-register = 同户口簿 { $count } 人

## 汇总

summary-title = 核查汇总
summary-of-county = 全县核查汇总
summary-counts = 村与规则
summary-counts-note = 各村疑似户数：一户符合几条规则的，在各列都计，合计只计一次。
list-head-township = 乡镇
list-head-village = 行政村
list-total = 合计
summary-households = 疑似户
list-head-who = 户
list-head-suspects = 疑似户
list-head-findings = 线索
list-head-to-check = 待核对户
list-head-rules = 符合的规则

## 待核对的身份

check-weighed = 姓名、出生日期相同，来源记录没有可用的证件号码，也可能是同名同日生的人：核对证件和住址，确认是否本人
check-name-conflict = 证件号码相同，姓名不同：核对证件原件，确认号码属于谁
check-repaired = 姓名相同，证件号码只差一处：核对原件，确认是否本人
check-cut-short = 姓名相同，证件号码只有前十五位可用（相同）：核对原件，确认是否本人
check-relation = 是否仍为本户配偶或同户人员无法确定：核对婚姻登记的类别和日期、户籍人员状态
wrong-repaired = 登记表的证件号码与户籍只差一处，已按户籍号码比对：核对证件原件，更正登记表
wrong-cut-short = 登记表的证件号码只有前十五位，已按户籍中同名、前十五位相同的号码比对：核对证件原件，更正登记表
wrong-by-context = 登记表的证件号码无法使用或不是本人的，已按同一户口簿中的同名人比对：核对户口簿和证件原件，更正登记表
wrong-disputed = 登记表的证件号码在户籍中是另一姓名，或同一号码登记给几个人：核对证件原件，更正登记表
check-name-only = 姓名相同，来源记录没有可用的证件号码：核对出生日期和住址，确认是否本人
