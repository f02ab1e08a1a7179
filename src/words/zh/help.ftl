# 各命令及其参数的说明，中文：`help-命令-参数`，或 `help-any-参数`。

## 标题和附注

help-heading-usage = 用法：
help-heading-arguments = 参数
help-heading-options = 选项
help-heading-commands = 命令
help-values = 〔可用：{ $values }〕
help-default = 〔默认 { $value }〕
help-more = 详细说明：{ $command }

## 所有命令

help = 把全县建档立卡名册与各部门数据比对，列出需要入户核查的户。命中只是线索，不是结论：由人核查后决定。
help-any-lang = 所用语言：终端上的话默认随系统，清单、工作簿和报告默认用中文
help-any-verbose = 在标准错误输出上多说一些；写两次则全部说出
help-any-log = 记录哪些日志，如 `info`、`bidui::link=debug`；日志中没有个人信息
help-any-help = 显示帮助
help-any-version = 显示版本
help-any-format = 以什么格式输出
help-any-output = 写入这个文件
help-any-threads = 用几个处理器线程；默认全部
help-any-job = 任务文件（job.toml）
help-any-run = 一次已发布比对的文件夹，或存放各批次的文件夹
help-any-id = 批次编号，或 `latest`（最近一次）
help-any-fingerprint = 线索编号

## bidui run、check、rules

help-run = 全部比对一次并发布结果
help-run-output = 结果放在哪里；默认为任务文件的 `output`
help-run-as_of = 比对日期，所有规则以这一天为准，如 2017-08-31；默认用任务文件的
help-run-reveal_ids = 公民身份号码全部写出，不只后四位
help-run-keep_stages = 把每一步之后的表写到 `stages/`，供追查原因
help-run-progress = 怎样报告进度（标准错误输出）：auto 在终端上显示进度条，接管道时不显示；json 每行一个对象；none 不报告
help-check = 检查任务文件、规则和表结构，列出全部问题；不写入任何文件
help-rules = 试验、查看规则
help-rules-test = 运行规则自带的例子
help-rules-test-paths = 规则文件或文件夹；默认为内置规则
help-rules-test-job = 用哪个任务的规则和表结构
help-rules-list = 列出规则：编号、条件、状态、是否执行、名称
help-rules-list-job = 用哪个任务的规则；默认为内置规则
help-rules-export = 把规则和表结构文件写到一个文件夹，供查看或修改
help-rules-export-dir = 写到哪个文件夹：须为空，或尚不存在
help-rules-export-job = 用哪个任务的规则；默认为内置规则
help-rules-show = 用文字说明一条规则
help-rules-show-id = 规则编号，如 `vehicle-car`
help-rules-show-sql = 改为 SQL，供在别处验算
help-rules-show-job = 用哪个任务的规则和表结构；默认为内置规则

## bidui list

help-list = 从已发布的比对中提取清单
help-list-job = 用哪个任务的最近一次比对；默认为本文件夹中的 `job.toml`
help-list-omissions = 列出漏评人员，而不是疑点
help-list-standing = 列出以前发现、本次未能核对、仍然有效的，而不是疑点
help-list-undetermined = 列出未能判定的、原因，以及由谁补全
help-list-matches = 列出有待核对的身份关联
help-list-disputes = 列出家庭提出申诉的疑点
help-list-township = 只列这些乡镇；几个用逗号隔开，以下同
help-list-village = 只列这些行政村
help-list-rule = 只列这些规则
help-list-condition = 只列这些条件，1 至 6
help-list-severity = 只列这些性质：exclude（查实即不符合）、review（需复核）
help-list-verdict = 只列这些判定：suspect（疑似）、undetermined（身份待核对）、exempt（豁免）、experimental（试行规则）
help-list-confidence = 只列这些把握：certain（确定）、probable（较可能）、possible（待核对）
help-list-change = 只列这些变化：new（新增）、unchanged（未变）、changed（证据有变）、reopened（再次出现）
help-list-outcome = 只列上次核查结果是这些的：removed（剔除）、retained（保留）等；none 为尚未核查
help-list-first_seen = 只列首次发现在这些日子的：某日、起.. 、..止 或 起..止
help-list-cause = 只列因此未能判定的：source_missing（缺少数据源）、identity_unknown（证件号无法使用）等
help-list-method = 只列以此方法关联的：id_repaired（号码差一处）、name_birth_place（姓名、出生日期一致）等
help-list-sort = 按这些列排序；列名前加 `-` 为倒序
help-list-top = 每村只取前 N 户：按优先次序，或按指定的排序
help-list-columns = 只要这些列，按此顺序
help-list-output = 写入这个文件；格式由后缀决定

## bidui explain

help-explain = 说明一户：各条疑点的规则、记录、所属的人，以及未能判定的事项
help-explain-keys = 户编号，或线索编号
help-explain-village = 这个村值得入户的户，最值得的在前
help-explain-township = 两个乡镇有同名村时，指明乡镇
help-explain-job = 用哪个任务的最近一次比对；默认为本文件夹中的 `job.toml`
help-explain-format = 以什么格式输出；html、pdf 为每户一页，打印后带去
help-explain-font = PDF 所用字体；默认用已安装的中文字体

## bidui link

help-link = 找出两张表（CSV、工作簿、Parquet）中属于同一人或同一物的行
help-link-a = 第一张表
help-link-b = 第二张表
help-link-on = 比较什么、怎样比：列[=第二张表的列][:方法]；方法有 exact（完全一致，默认）、name（姓名）、date（日期）、text(0.95,0.88)（Jaro–Winkler 相似度）、edits(1,2)（Damerau–Levenshtein 编辑距离）、number(10)、number(5%)
help-link-block = 两行至少要在哪些列上相同才比较；写几个分块则满足其一即可。几列用逗号连接，可取整列或一部分：year(列) 年、day(列) 月日、sound(列) 读音、first2(列) 前两字
help-link-key = 供您辨认各行的列：只显示，不比较
help-link-relation = 一行可对应另一表几行：one-to-one 至多一行；many-to-one 第一张表的每行至多对应第二张表的一行，几行可对应同一行
help-link-threshold = 可能性至少多大才给出
help-link-most_pairs = 一个分块最多比较多少对；超过时略去最常见的取值，并说明
help-link-no_frequency = 少见的取值不比常见的更有分量
help-link-format = csv 每对一行，附各项的一致程度和权重；json 为各对及学得的权重
help-link-output = 写入这个文件；格式由后缀决定
help-link-example = 例：

## bidui runs

help-runs = 一个任务的各批次：计数、所用数据，以及两次之间的不同
help-history-job = 哪个任务；默认为本文件夹中的 `job.toml`
help-history-output = 存放各批次的文件夹（运行时用过 `--output` 才需要）
help-runs-show = 一个批次用了什么数据，计数多少
help-runs-replay = 在一旁重做一次，与已发布的对照：逐字节相同，或指出缺少什么
help-runs-history = 一条线索在各批次中的变化
help-runs-diff = 两个批次之间新增、消失、有变化的户和疑点，以及是因为数据还是因为规则
help-runs-diff-a = 较早的批次
help-runs-diff-b = 较晚的批次，或 `latest`

## bidui outcome

help-outcome = 核查结果：录入、导入、统计
help-outcome-import = 导入填好的名单（工作簿或 CSV）；同一文件再次导入不会改变任何内容
help-outcome-import-files = 填好的名单，须有 线索编号 或 户编号 列，以及 核查结果 列
help-outcome-import-accept_conflicts = 与同一次核查的结果矛盾的也收下；两个都保留，以新的为准
help-outcome-record = 录入一次核查的结果
help-outcome-record-outcome = 剔除、按正常脱贫程序退出、重新评议、并户、自然减少、数据更正、保留、申诉复核中、未能核实；或写英文代码
help-outcome-record-reason = 为什么保留：挂名、冒用、已售未过户、报废未注销、婚前财产、识别后购置、生产经营、残疾人专用、搬迁安置、未实际经营、非本人、其他；或写英文代码
help-outcome-record-note = 其他说明
help-outcome-record-until = 决定有效到哪一天；默认到证据有变为止
help-outcome-record-visited_on = 核查日期；默认今天
help-outcome-record-visited_by = 核查人
help-outcome-record-accept_conflicts = 与同一次核查的结果矛盾也录入；两个都保留，以这一个为准
help-outcome-stats = 核查、剔除、保留各多少，按规则、数据源、关联方法和乡镇统计

## bidui sample

help-sample = 抽查：随机抽取村和户，每村一份抽查表，用来估计比对漏掉了多少
help-sample-villages = 每个乡镇抽几个村：比例（向上取整）或个数
help-sample-cards = 每村抽多少户
help-sample-by = 怎样抽户：stratified 疑似户占一半；rank 按优先次序；equal 各户机会均等
help-sample-seed = 随机种子：同一批次、同一种子抽出相同的户；默认由批次编号得出
help-sample-run = 从哪个批次抽；默认最近一次
help-sample-into = 抽查表写到哪个文件夹；默认在各批次旁的 `spot_checks/<编号>`

## bidui audit

help-audit = 谁做了什么，库中有没有被改动
help-audit-verify = 把每条记录、核查结果和批次与当时写下的对照
help-audit-log = 谁做了什么，最早的在前

## bidui generate、score

help-generate = 生成一个真实情况已知的模拟县，附可以直接运行的任务文件
help-generate-out = 写到哪个文件夹：须为空，或尚不存在
help-generate-households = 全县多少户；每户约 3.2 人、5.8 行数据
help-generate-seed = 随机种子：同一种子生成同一个县
help-generate-dirt = 数据瑕疵的程度：none 没有、usual 一般、heavy 严重
help-generate-broken_registry_numbers = 名册中每一百个证件号码另外损坏几个
help-generate-format = delivered 如部门交来的样子（GB18030 的 CSV 和工作簿，有标题、合计，分几个文件）；utf8 只有表，每个数据源一个 UTF-8 的 CSV；parquet 同上，各列均为文本
help-score = 用真实情况衡量模拟县的一次比对
help-score-run = 一次已发布比对的文件夹，或存放各批次的文件夹（用其中最近一次）
help-score-truth = 与各部门数据在一起的 `truth` 文件夹
help-score-format = table 为表格，附每类的前几处错误；json 为全部内容和全部错误

## 命令行有误

command-unknown-argument = 没有参数 { $name }{ $near }
command-unknown-command = 没有命令 { $name }{ $near }
command-near = ；您是不是要写 { $near }？
command-invalid-value = { $argument } 不能是 { $value }：{ $why }
command-needs-value = { $argument } 后面要写值
command-known-values = 可用 { $values }
command-lacking = 缺少 { $names }
command-conflict = { $one } 不能与 { $other } 同时使用
command-twice = { $argument } 写了两次
command-not-text = 命令行中有不是文字的内容
command-not-a-number = 不是这里应有的数
command-not-a-date = 日期应写作 2017-08-31
command-wrong = 看不懂这条命令
a-number-between-0-and-1 = 应为 0 至 1 之间的数

## bidui link、sample 的值

names-no-column = `{ $text }` 没有写明列：写 列名 或 第一张表的列=第二张表的列
comparators = 可写 exact、name、date、text(0.95,0.88)、edits(1,2)、number(10)、number(5%)
no-comparator = 没有比较方法 `{ $text }`：{ $comparators }
similarities-fall = 相似度应在 0 和 1 之间，从大到小
edits-rise = 编辑距离应从小到大
no-share-of-villages = `{ $text }` 既不是 5% 这样的比例，也不是 2 这样的村数

## bidui seal

help-seal = 把名单加密交给任务文件中写明的接收人：每人一个归档文件，只有其密钥能打开
help-seal-run = 交哪个批次的名单；默认最近一次
help-seal-into = 归档文件写到哪个文件夹；默认在各批次旁的 `sealed/<批次>`
