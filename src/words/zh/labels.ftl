# 文件中的词在中文里怎样称呼：`种类-文件中的写法`。

## 六不评情形；其余的规则是数据核对

condition-1 = 财政供养或稳定工资收入
condition-2 = 村两委主要干部
condition-3 = 城镇购房、商铺
condition-4 = 车辆、工程或大型农机
condition-5 = 企业法人或股东
condition-6 = 与户籍登记不符
condition-other = 其他条件
condition-none = 数据核对
numbered-condition = 第{ $number }项 { $name }

## 把握

confidence-certain = 确定
confidence-probable = 较可能
confidence-possible = 待核对
confidence-lead = 线索

## 与上次相比

change-new = 新增
change-unchanged = 未变
change-changed = 证据有变
change-reopened = 再次出现

## 规则的性质和状态

severity-exclude = 查实即不符合
severity-review = 需复核
status-stable = 正式
status-experimental = 试行

## 为什么不再列出

gone-undetermined = 本次未能判定
gone-cleared = 已不符合规则
gone-source_missing = 本次缺少数据源
gone-rule_retired = 规则已停用
gone-left_registry = 该户已不在册

## 核查结果

outcome-removed = 剔除
outcome-exited = 按正常脱贫程序退出
outcome-reevaluate = 重新评议
outcome-merged = 并户
outcome-natural_decrease = 自然减少
outcome-data_corrected = 数据更正
outcome-retained = 保留
outcome-disputed = 申诉复核中
outcome-unreachable = 未能核实

## 保留理由

reason-nominal_holder = 挂名
reason-identity_misused = 冒用
reason-sold_not_transferred = 已售未过户
reason-scrapped_not_struck_off = 报废未注销
reason-before_marriage = 婚前财产
reason-after_registration = 识别后购置
reason-exempt_use = 生产经营、残疾人专用
reason-exempt_housing = 搬迁安置
reason-not_trading = 未实际经营
reason-wrong_person = 非本人
reason-other = 其他

## 为什么未能判定

cause-source_missing = 缺少数据源
cause-source_gated = 数据源质量未过关
cause-column_empty = 规则所需字段为空
cause-value_unreadable = 规则所需字段无法识别
cause-code_unknown = 规则所需字段有未知代码
cause-values_contradict = 登记内容相互矛盾
cause-exemption_undecided = 豁免情形无法判定
cause-identity_unknown = 成员证件号无法使用或系他人号码
cause-identity_possible = 身份有待核对

## 还缺什么，由谁提供

missing-source_missing = 由数据提供部门补交数据。
missing-source_gated = 由数据提供部门补交数据。
missing-column_empty = 登记缺项：核实后由登记部门补登。
missing-value_unreadable = 登记内容无法识别：核实后由登记部门更正。
missing-code_unknown = 登记代码含义不明：由数据提供部门说明。
missing-values_contradict = 登记内容相互矛盾：核实哪一个属实，更正名册。
missing-exemption_undecided = 查看能证明豁免情形的证件（如残疾证、用途证明）。
missing-identity_unknown = 查看该成员的居民身份证或户口簿，更正名册中的证件号码（乡镇、派出所）。
missing-identity_possible = 核对记录是否属于该成员（证件号码、出生日期）。

## 关联方法

method-id = 证件号码、姓名一致
method-id_name_variant = 证件号码一致，姓名相近
method-id_repaired = 证件号码差一处，姓名一致
method-register_context = 同一户口簿中的同名人
method-name_birth_place = 姓名、出生日期一致
method-id_name_conflict = 证件号码一致，姓名不同
method-name_only = 只有姓名一致

## 与该户的关系

relation-member = 家庭成员
relation-same_register = 同户口簿
relation-spouse = 配偶

## 没有证件号码的记录比较什么

field-name = 姓名
field-birth = 出生日期
field-sex = 性别
field-place = 住址
field-household = 同户人
level-equal = 一致
level-different = 不同
level-village = 同村
level-township = 同乡镇
level-shared = 有同名的家人

## 其他

retained-see-note = 见说明
people-behind-cause = { $count } 名成员
sure = { $method }，确定
likely = { $method }，约 { $percent }% 可能是本人

## 核查结果一句话

households-of-outcome = { $outcome } { $count } 户
found-and-not-visited = 比对发现疑似户 { $found } 户，尚无核查结果。
found-and-visited = 比对发现疑似户 { $found } 户，已核查 { $visited } 户：{ $outcomes }。

## 标点

punctuation-colon = ：
punctuation-semicolon = ；
punctuation-comma = ，
punctuation-list = 、
punctuation-full-stop = 。

## 比对的各个阶段

stage-extract = 读取和清洗数据
stage-roster = 确定比对人员
stage-link = 关联记录
stage-evaluate = 按规则判定
stage-change = 与上次相比
stage-publish = 发布结果
