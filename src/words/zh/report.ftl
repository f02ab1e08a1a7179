# 汇总报告（report.html）上的话，中文。

## 页首

report-title = { $job } 数据比对报告（{ $as_of }）
report-edition = 数据截至 { $as_of }，批次 { $run }

## 首屏

report-leads = 比对结果是线索，不是结论：每一户都要入户核查后再作决定。
report-sources-missing = 有数据源本次不能使用。下面的数字不含等待它们的规则：没有列出不等于没有问题。
report-missing-before = ；{ $day } 确认、仍然有效 { $count } 户
report-missing-source = { $conditions }：{ $source }，{ $cause }，{ $open } 项未判定{ $before }。
report-share-of-cards = 占在册 { $cards } 户的 { $percent } %
report-as-before = 与上次（{ $run }）相同
report-more-than-before = 上次（{ $run }）{ $count } 户，多 { $more } 户
report-fewer-than-before = 上次（{ $run }）{ $count } 户，少 { $fewer } 户
report-before = 上次批次 { $run }
suspect-households = 疑似户
report-without-standing-cards = 不含本次未能核对、仍然有效的 { $count } 户
report-without-waiting-rules = 不含等待所缺数据源的规则
report-findings = 命中（户 × 规则）
report-findings-include = 含豁免、待核对和试行规则的命中
report-without-standing = 不含本次未能核对、仍然有效的 { $count } 条
report-cleared = 上次有、本次已不符合 { $count } 条
report-to-check = 待核对的户
report-to-check-are = 只是可能有关，或缺少信息未能判定；不是疑似户
report-left-out = 漏评线索（人次）
report-left-out-are = 符合条件而不在任何一户；供入户核查
report-covered = 数据齐全
report-lacks = 缺 { $sources }
report-and-standing = 另有 { $count } 户
head-condition = 条件
head-standing = 未能核对、仍然有效
head-open = 未判定（户 × 规则）
head-coverage = 覆盖
report-by-condition = 按条件（一户可符合几项）

## 图

report-trend = 历次比对（空心点的批次缺数据源）
trend-standing = 未能核对的命中

## 各表

condition-number = 第{ $number }项
report-all-runs = 历次{ $sentence }
report-first-delivery = 首次，{ $rows }
report-unread-headers = { $count } 个（见提醒）
report-no-day = 未注明
head-township = 乡镇
report-by-township = 按乡镇和条件（疑似户；一户可符合几项）
report-by-rule = 按规则（户）
head-rule = 规则
head-stands = 成立
head-exempt = 按豁免不计
head-to-check = 待核对
report-experimental = 试行规则（不产生疑似户，命中户）
head-found = 命中
report-changes = 与上次比对相比（疑似户）
head-change = 变化
head-households = 户数
report-gone = 上次有、本次没有的命中
head-cause = 原因
head-findings = 条数
head-confirmed = 上次确认
head-why-not-looked = 本次未能核对的原因
report-standing = 仍然有效、本次未能核对的命中（已列入名单，未计入上面的数字）
head-leads = 线索
head-visited = 已核查
head-removed = 剔除
head-right = 属实
head-retained = 保留
head-disputed = 申诉
head-precision = 属实率（95% 区间）
head-reasons = 保留理由
report-outcomes = 核查结果，按规则（历次线索）
report-precision = 属实率，按规则（点为比例，横线为 95% 区间）
report-decided = 已有结论、证据未变，不再列入名单的命中
head-decision = 结论
report-disputed = 申诉复核中（另列清单）
head-oldest = 最久天数
head-estimate = 估计
head-are = 是
head-of = 核实
head-villages = 村
head-share = 比例（95% 区间）
head-county = 折合全县户数
report-rates = 抽查估计的错评、漏评、错退
head-people = 人数
head-registers = 户口簿数
head-with-card = 其中同户有人在册
report-omissions = 漏评线索（未列入任何一户，供入户核查）
report-open-omissions = 是否漏评未能判定（人）
head-verdicts = 户 × 规则
head-missing = 怎样补全
report-undetermined = 未能判定
gate-passed = 通过
head-source = 数据源
head-read = 读取
head-accepted = 采用
head-rejected = 拒绝
head-skipped = 跳过
head-unreadable = 无法识别的值
head-unknown-codes = 未知代码
head-unusable-ids = 证件号不可用
head-linked = 已关联
head-gate = 质量关口
report-sources = 数据源状况
head-files = 文件
head-delivered = 交付日期
head-rows-since = 采用的行，与上次交付相比
head-undelivered = 规则要用、没有交付的列
head-unread = 有未用列的文件
report-deliveries = 交付情况
head-village-list = 行政村（核查表）
head-to-visit = 入户核查（户）
head-cards-to-check = 待核对（户）
report-villages = 各村核查表
head-code = 编号
head-place = 位置
head-message = 内容
head-help = 处理办法
report-remarks = 提醒
