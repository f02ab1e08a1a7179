# 程序对人说的话，中文。
#
# 一条是一句话；`.help` 说明怎样办。花括号里的在运行时填入。以方括号开头的行写作 {"["}。

## 多处使用

did-you-mean = 您是不是要写 `{ $near }`？
did-you-mean-before = 您是不是要写 `{ $near }`？
is-it = 是不是 `{ $near }`？
and = { $first }和{ $second }

## E04xx：部门交来的文件

no-such-file = 没有这个文件
    .help = 核对任务文件中的路径；U 盘里的文件是否拷全了？
file-may-not-be-read = 没有读取这个文件的权限
    .help = 让运行 bidui 的账户可以读取它；如果在别处打开着，请先关闭
a-folder-not-a-file = 这是文件夹，不是文件
    .help = 写明其中的文件，例如 `文件夹/*.csv`
file-cannot-be-read = 这个文件读不出来：{ $why }
    .help = 从来源处重新拷贝一份
file-is-empty = 这个文件是空的
    .help = 请部门重新提供；没有记录的交付也应当有表头
unknown-kind-of-file = 不支持这种文件
    .help = 请以 .csv、.xlsx 或 .parquet 交付；以文件名的后缀为准
other-content = 文件名虽如此，内容其实是{ $is }
    .help = 把文件名的后缀改为 { $ending }
not-a-workbook = 这个文件不能作为 Excel 工作簿打开（{ $why }）
    .help = 用原来的程序打开，另存为不带密码的 .xlsx；如果是文本，把后缀改为 .csv
copy-it-again = 从来源处重新拷贝一份；拷来的仍打不开，请部门重新导出
unpack-it = 解压，交付其中的文件
workbook-locked = 设有打开密码
workbook-locked-or-renamed = 设有打开密码，或是旧式 .xls 改了扩展名
workbook-cut-off = 开头像工作簿，但后面被截断，文件不完整
workbook-other-archive = 是压缩包，里面装的不是工作簿
workbook-in-name-only = 内容完全不像工作簿
workbook-damaged = 文件已损坏，或是别的格式
wrong-encoding = 这个文件不是 { $named } 编码，按 { $reads_as } 可以读通
    .help = 在任务文件中写 `encoding = "{ $reads_as }"`，或写 "auto"
the-column-names = 列名中
the-first-lines = 前 { $lines } 行
the-line-after = 任务文件跳过的 { $skipped } 行之后
the-first-rows = 前 { $rows } 行
a-workbook = Excel 工作簿
a-parquet-file = Parquet 文件
no-header = 在{ $looked_at }没有找到表头
    .help = 应有的列名如 { $expected }；如果列名不同，在任务文件的 [extract.columns] 下写明
missing-column = 没有哪一列是 { $what }，而每条记录都需要它
    .help =
        { $question }在任务文件中写明它的列名：
        {"["}extract.columns]
        { $name } = "{ $paste }"
        文件中的列名：{ $headers }{ $without }
delivery-without-numbers =
    {"\u000A"}如果部门确实没有证件号码：在 `[gate]` 下写 `min_usable_id_share = 0`
header-twice = 有两列都像是 `{ $column }`：{ $places }
column-number = 第 { $number } 列 `{ $name }`
say-which-header =
    在任务文件中写明是哪一列：
    {"["}extract.columns]
    { $column } = "{ $name }"
rename-one-header = 在文件中改掉其中一个列名；两列同名无法分辨
mapped-header-missing = 任务文件要从列 `{ $header }` 读取 `{ $column }`，而文件中没有这一列
    .help = { $question }文件中的列名：{ $headers }
no-such-column = 没有 `{ $header }` 这一列
    .help = { $question }文件中的列名：{ $headers }
unknown-mapped-column = [{ $table }] 写了 `{ $column }`，而数据结构 `{ $schema }` 没有这一列
check-knows-the-columns = `bidui check` 会列出数据结构 `{ $schema }` 的列
unknown-unit = `{ $column }` 的单位是 `{ $unit }`，不能换算为{ $stored }
    .help =
        在任务文件中写明单位：
        {"["}extract.units]
        { $column } = "…"
        这里可用：{ $known }
no-unit = “无单位”
no-such-sheet = 这个工作簿没有工作表 { $wanted }
    .help = 它的工作表：{ $sheets }
not-parquet = 这不是 Parquet 文件，或者文件不完整
    .help = 从来源处重新拷贝一份
unreadable-column = 列 `{ $column }` 的类型无法读取
    .help = 写成文本、数字或日期
no-files = 数据源 `{ $delivery }` 没有文件
    .help = 核对任务文件中的 `path`；可以缺少的数据源写 `optional = true`
sheet-left-out = 这张工作表没有读取：没有符合数据结构的表头
    .help = 如果其中有记录，用 `sheet = …` 写明要读的工作表，或在 [extract.columns] 下写明它的列名
hidden-sheet = 这张工作表在工作簿中是隐藏的，已与其他工作表一样读取
    .help = 如果是旧的副本，请删去，或用 `sheet = …` 写明要读的工作表
filled-down = { $cells } 个单元格取了所在合并单元格的值
    .help = 核对这些单元格合并的范围是否正确；取消合并最稳妥
sheet-too-large = 这张工作表的单元格占到 { $rows } 行、{ $columns } 列
    .help = 离表格很远的单元格会造成这种情况：删去表格下方的行和右侧的列，再保存
unread-headers = 这些列没有用到：{ $headers }
    .help = 如果其中有数据结构需要的列，在任务文件的 [extract.columns] 下写明
unknown-codes = `{ $column }` 中有数据结构不认识的代码，共 { $times } 处：{ $codes }
    .help =
        用到它们的规则判为“未能判定”；请在任务文件中写明各代表什么代码：
        {"["}extract.codes.{ $column }]{ $lines }
        可用的代码：{ $known }
bad-credit-codes = `{ $column }` 中有 { $times } 个统一社会信用代码通不过 GB 32100 的校验
    .help = 公开登记中也有这样的代码；按原样保留

## 缓存

cache-not-written = `{ $extract }` 读出的内容未能留存：{ $why }
    .help = 本次比对照常进行，下次重新读取；请为 `cache` 所在的磁盘腾出空间
cache-not-writable = 读出的内容不能留存在 { $cache }：{ $why }
    .help = 每次比对都会重新读取；可在任务文件中用 `cache` 另选位置
cache-in-the-way = 缓存不能放在 { $cache }：那里有同名的文件
    .help = 在任务文件中用 `cache` 另选位置

## 交付内容对规则的影响

columns-not-delivered = 没有文件含有这些列，规则按空值处理：{ $columns }
    .help = 请部门补充，或在 `[extract.columns]` 下写明对应的列名
numbers-not-delivered = 没有文件含有 `{ $column }`：只能不凭证件号码判断记录属于谁
    .help = 这时只有带出生日期的记录才能产生疑似户；请部门补充证件号码，或在 `[extract.columns]` 下写明对应的列名
before = 早于 { $day }
after = 晚于 { $day }
or = { $first }或{ $second }
days-that-cannot-be = `{ $column }` 中{ $bounds }的值（那时不可能有登记）：{ $count } 个
    .help = 用到它们的规则判为“未能判定”；请部门更正，或用 `delivered_on` 写明交付日期
too-many-namesakes = { $records } 条没有可用证件号码的记录，姓名是 { $names } 个常见姓名之一：它们的 { $pairs } 个可能匹配没有列出
    .help = 规则不采用只凭姓名的匹配；请部门补充证件号码
columns-lacking-in-file = 这个文件缺少 `{ $extract }` 的其他文件有、规则要用的列；其中的行对这些规则判为“未能判定”：{ $columns }
    .help = 请补充这些列，或把这个文件中的列名也写上：`[extract.columns]` 可以写多个列名
it-is-not-there = 没有这个文件
registry-cannot-be-used = 扶贫名册不能使用：{ $why }
    .help = 没有名册就没有可比对的户；限度见任务文件的 `[gate]`

## E05xx：结果

you-may-not-write-there = 没有写入权限
disk-is-read-only = 磁盘是只读的
not-permitted = 没有权限
not-there = 没有这个文件或文件夹
not-a-folder-on-the-way = 路径中间有一处不是文件夹
disk-is-full = 磁盘已满
no-more-room-for-you = 磁盘配额已用完
in-use = 正被其他程序占用
no-such-folder = 没有这个文件夹
that-is-a-folder = 那是一个文件夹
a-file-of-that-name = 那里有同名的文件
results-not-writable = 结果不能写入 { $place }：{ $why }
    .help = 换一个位置：任务文件中的 `output`，或 `--output`
no-published-run = { $place } 中没有已发布的批次
    .help = 先运行比对：`bidui run 任务文件`
run-not-readable = { $file } 读不出来：{ $why }
    .help = 已发布的批次不会再变；如果文件被改动或丢失，请重新运行比对
begin-anew = 本次比对要与上一次对照；如果要重新开始（不再区分未变和已消除），删去 { $latest } 和文件夹 { $folder }
run-without-its-cards = 批次 { $run } 没有保存全部的户
    .help = 它由旧版本的程序生成：请重新运行比对，再抽查
truth-not-readable = 真实情况文件读不出来：{ $why }
    .help = 请给出 `bidui generate` 写出的 `truth` 文件夹，不要改动
truth-of-another-county = 这个批次中有 { $truth } 不知道的户
    .help = 评分要用同一个县的真实情况
font-cannot-be-used = 字体 { $font } 不能使用：{ $why }
    .help = 请给出含有中文的 .ttf、.otf 或 .ttc 文件
it-is-no-font = 不是字体文件
it-has-no-chinese = 没有中文字形
no-chinese-font = 本机没有中文字体，而生成 PDF 需要它
    .help = 安装一种（Debian：`apt install fonts-noto-cjk`），或用 `--font 文件` 指明；`--format html` 不需要
run-not-taken-in = 批次已经发布，但历史库没有收录：{ $why }
    .help = 下次比对会补上
runs-not-removed = 旧的批次未能删除：{ $why }
    .help = 下次比对会再试
run-died = { $host } 上进程 { $process } 的比对（始于 { $since }）没有正常结束
    .help = 它未发布的内容已清除；没有发布任何东西
metrics-not-written = 运行指标未能写出：{ $why }
    .help = 换一个位置：任务文件中的 `metrics = "…"`
command-failed = `on_completion` 的命令 `{ $program }` 失败：{ $why }
    .help = 批次有效；请手工试运行该命令
too-many-households = { $households } 户超出了证件号码所能表示的数量
    .help = 最多 `--households { $most }`
folder-not-empty = { $folder } 不是空文件夹
    .help = 请指定新的文件夹：合成县不会覆盖已有内容

## E06xx：历史库和核查结果

no-store-yet = 还没有历史库：{ $place }
    .help = 先运行比对：`bidui run 任务文件`
no-such-run = { $place } 中没有批次 `{ $run }`
    .help = `bidui runs` 列出现有的批次；旧的可能已按 `keep` 删除
no-such-finding = 本任务没有哪个批次产生过这条线索
    .help = 从 `findings.csv` 或 `bidui list` 复制线索编号；只写户编号时，指使该户成为疑似户的线索
two-outcomes = { $day } 入户的结果不一致（线索 { $finding }）：已录入 { $kept }（{ $source }，{ $by } 录入），此处为 { $new }
    .help = 没有覆盖任何内容；如果以这一条为准，请加 `--accept-conflicts`（另一条也会保留）
line-cannot-be-read = 这一行读不出来：{ $why }
    .help = 在文件中改正后重新导入
outcome-of-no-finding = 这一行填了核查结果，却没有写是哪条线索
    .help = 填写线索编号，或户编号
retained-without-reason = 结果为“保留”，却没有写理由
    .help = 填写保留理由（挂名、已售未过户……）或说明
day-of-visit-unreadable = 核查日期读不出来
    .help = 请写成 2017-09-03
day-until-unreadable = 有效期读不出来
    .help = 请写成 2017-09-03
visit-still-to-come = 核查日期 { $day } 还没有到
    .help = 年份是否写错了？
holds-until-before = { $visited } 作出的结论有效期至 { $until }，早于作出的日期
    .help = 写更晚的日期，或不写
is-no-outcome = `{ $word }` 不是核查结果
is-no-reason = `{ $word }` 不是保留理由
known-after-question = { $question }可用：{ $known }
no-column-of-outcomes = 没有哪一列写着核查结果
    .help = 列名写作“核查结果”或 outcome
no-column-of-findings = 没有哪一列写着是哪条线索
    .help = 列名写作“线索编号”或 fingerprint；也可以写户编号（household_id）

## E01xx：任务文件

not-valid-toml = 这不是正确的 TOML：{ $why }
here = 这里
the-file = 文件
this-is = 这是{ $what }
must-be = `{ $key }` 应为{ $expected }
has-no-key = { $what }缺少 `{ $key }`
add-it-here = 加在这里
a-text-in-quotes = 加引号的文本
true-or-false = true 或 false（是或否）
a-whole-number = 整数
a-number = 数字
a-date-without-quotes = 日期，如 2017-08-31，不加引号
a-list-of-texts = 文本列表
not-known = 不认识
must-be-one-of = `{ $key }` 应为其中之一：{ $words }
a-table = 表
a-list-of-tables-under = 若干个表，各写在 `[[{ $key }]]` 下
this-table = 这个 `[[{ $key }]]`
a-list-of-tables = 表的列表
known-here = 这里可用：{ $known }
key-means-nothing = { $what }中的 `{ $key }` 没有意义
a-text = 文本
a-date-or-time = 日期或时间
a-list = 列表
name-that-stays = 起一个不再改变的名称：线索靠它识别
store-with-password = `store` 中写有密码
    .help = 改写为 `${"{"}BIDUI_PASSWORD{"}"}`，并在运行程序的环境中设置该变量
job-name-empty = 任务名称是空的
findings-known-by-it = 线索靠它识别
extract-twice = 有两个数据源都叫 `{ $extract }`
    .help = 同一数据源的多个文件写在一个 `path = ["…", "…"]` 里
the-second-one = 第二个
no-registry = 没有名为 `registry` 的数据源
    .help = 加一个 `[[extract]]`，写 `name = "registry"` 和扶贫名册的路径
how-many-runs-stay = `{ $key }` 是保留多少个批次，不小于 0
last-run-stays = 最后一个批次总会保留
is-a-share = `{ $key }` 是 0 到 1 之间的比例
share-as-written = 2% 写作 0.02
age-not-negative = `max_age_days` 不能是负数
is-a-probability = `{ $key }` 是 0 到 1 之间的概率
probability-as-written = 一百个匹配中错一个，写作 0.99
possible-above-probable = `possible` 大于 `probable`
probable-is-possible = 较可能的匹配也是可能的
value-of-parameter = 参数的值应为数字、加引号的文本、日期，或 true、false
not-such-a-value = 不是这样的值
what-rules-call-it = 规则怎样称呼它，例如 `name = "vehicle"`
where-the-files-are = 文件在哪里，例如 `path = ["in/车管*.xlsx"]`
no-databases = 本版本不能直接读取数据库
    .help = 请把查询结果导出为 CSV 或 Parquet，再写明该文件
a-database = 数据库
table-of-wordings = `{ $column }` 应为一个表：每种写法对应一个代码
not-a-table = 不是表
these-codes = 这些代码
what-sheet-is = `sheet` 是工作表的名称、从 1 起的序号，或 "*"（所有符合的）
what-skip-rows-is = `skip_rows` 是行数，或 "auto"
header-or-list = `{ $column }` 应为一个列名，或列名的列表
must-be-a-text = `{ $key }` 应为文本
no-such-schema = 没有名为 `{ $schema }` 的数据结构
built-in = 内置的有：{ $schemas }
named-here = 写在这里
no-column-of-codes = 数据结构 `{ $schema }` 没有代码列 `{ $column }`
it-has = 它有：{ $names }
not-in-the-schema = 数据结构中没有
no-such-code = `{ $column }` 没有代码 `{ $code }`
its-codes = 它的代码：{ $codes }
stands-for-no-code = 不对应数据结构中的任何代码
schema-has-no-amount = 数据结构 `{ $schema }` 没有带单位的数量 `{ $column }`
schema-has-no-column = 数据结构 `{ $schema }` 没有列 `{ $column }`
no-such-rules = 没有这个规则文件或文件夹
    .help = 路径从任务文件所在的文件夹算起；不写 `rules` 就用内置规则
not-found = 没有找到
not-a-pattern = 这不是正确的通配写法：{ $why }
    .help = `*` 代表名称中的任意字符，`**` 代表任意层文件夹
folder-closed = 不能查看文件夹 { $folder }：{ $why }
    .help = 让运行 bidui 的账户可以读取它，或逐个写明文件
reaches-there = 涉及那里
no-file-matches = 没有文件符合这个路径
    .help = 路径从任务文件所在的文件夹算起；部门交来的文件放进去了吗？
no-such-file-here = 没有这个文件
no-such-file-of-job = 没有这个文件
    .help = 核对路径
not-utf8 = 这个文件不是 UTF-8 文本
    .help = 用编辑器打开，另存为 UTF-8 编码
job-cannot-be-read = 这个文件读不出来：{ $why }
    .help = 核对路径和读取权限
export-folder-not-empty = { $folder } 不是空文件夹
    .help = 请指定空的或尚不存在的文件夹
export-not-written = { $path } 不能写入：{ $why }
    .help = 请指定空的或尚不存在的文件夹
as-of-in-future = 比对日期 { $day } 还没有到
    .help = 部门交来的数据说明不了那一天；年份是否写错了？
subject-is-another = 它说的不是同一类人
it-has-no = 它没有 { $columns }
schema-does-not-fit = 数据结构 `{ $schema }` 不适合数据源 `{ $extract }`：{ $why }
    .help = 程序按名称读取这些列；请用内置的数据结构，或在它的副本中补上这些列：`{ $extract }` 下不写 `schema`
extracts-not-declared = 规则要用的数据源任务文件中没有，对每一户都判为“未能判定”：{ $extracts }
nobody-reads-the-extract = 没有规则读取数据源 `{ $near }`：如果就是它，请改名为 `{ $extract }`
add-each-extract = 各加一个 `[[extract]]`，写明名称和路径
and-then = { $first }；{ $second }
parameter-of-another-type = 规则 `{ $rule }` 的参数 `{ $parameter }` 的类型是：{ $wanted }
    .help = 照规则中的写法：数字和日期不加引号，文本加引号
given-here = 写在这里
known = 可用：{ $known }
no-such-parameter = 没有规则使用参数 `{ $parameter }`
job-has-no-rules = 任务没有规则
    .help = 写明规则文件，或不写 `rules` 而用内置规则
no-rule-in-force = { $rules } 条规则在 { $day } 都不生效
    .help = 见规则文件中的 `effective` 和 `status`，以及任务文件中的 `as_of`

## 历史库

store-cannot-be-used = 历史库 { $place } 不能使用：{ $why }
store-elsewhere = 换一个位置：任务文件中的 `store`
store-cannot-be-opened = 打不开，或者所在的文件夹不存在
store-is-read-only = 它是只读的
not-a-store = 那个文件不是本程序的历史库
choose-another-store = 在任务文件的 `store` 中换一个名称；原文件不会改动
store-is-damaged = 它已损坏
put-back-a-copy = 请恢复备份；批次都在 `output` 文件夹中，会重新收录，核查结果只存在历史库中
store-is-busy = 另一个程序占用它的时间过长
try-again-later = 等它结束后再试
server-not-reached = 连不上服务器：{ $why }
does-the-server-run = 看服务器是否在运行，`store` 中的地址是否正确
ask-who-runs-the-server = 请联系服务器管理员；该用户需要建表权限
no-such-variable = 环境中没有变量 `{ $name }`
set-it-before = 请在运行程序之前设置
store-is-newer = 它的格式是 { $found }，本版本程序只认识到 { $known }
use-a-newer-version = 请使用写出它的版本或更新的版本
outcome-unreadable = 历史库中的核查结果 { $id } 读不出来
    .help = `bidui audit verify` 会指出改动了什么；请恢复历史库的备份
draw-unreadable = 历史库中的抽查 { $id } 读不出来
    .help = `bidui audit verify` 会指出改动了什么；请恢复历史库的备份

## E03xx：规则文件

a-date = 日期
a-list-of-codes = 代码的列表
say-when-it-holds = 写明在什么情况下豁免
reason-in-evidence = 理由会写进证据，例如：识别后购置
short-name-for-ever = 起一个永远不变的短名称，例如 `vehicle-car`
id-of-letters = 规则编号只含小写字母、数字和 `-`
not-an-id = 不是规则编号
say-what-the-rule-finds = 用一行话说明规则要发现什么
say-which-records-count = 写明哪些记录算数，例如 `where = "status = '在营'"`
no-hits-to-count = `{ $kind }` 类规则没有可计数的命中
leave-it-out = 请去掉
start-with-version-1 = 从 `version = 1` 开始，含义每改一次加一
version-from-1 = `version` 从 1 开始
not-a-version = 不是版本号
condition-1-to-6 = `condition` 是六不评情形之一，1 到 6
leave-out-for-reconciliation = 数据核对类规则不写这一项
what-kind-is = 例如 `kind = "present"`：范围内的人有符合 `where` 的记录
duplicate-reads-registry = `duplicate` 规则查找在两户的同一人，而户都在名册中
write-registry = 请写 `registry`
nobody-left-out-of-registry = 名册里的人都在户上：谈不上漏评
name-another-extract = 请写另一个数据源
which-kind-reads-what = `duplicate` 读取名册，`omitted` 读取其他数据源
compare-of-differs = `compare` 只用于 `differs` 规则；这条是 `{ $kind }`
effective-backwards = `effective` 的结束早于开始：规则永远不会运行
from-then-until = `from` 在前，`until` 是最后一天
before-from = 早于 `from`
name-the-extract = 写明规则读取哪个数据源，例如 `extract = "vehicle"`
no-column-to-show = `{ $schema }` 没有可显示的列 `{ $column }`
evidence-lists-columns = `evidence` 列出数据源的列，直接写列名
title-of-the-law = 法律、办法或通知的名称
no-basis = 这条规则没有写依据
cite-the-document = 被列出的人可以问凭什么：请在 `[[basis]]` 下写明文件
this-rule = 这条规则
parameter-not-used = 没有哪里用到参数 `{ $parameter }`
    .help = 在条件中写 `:{ $parameter }`，或去掉这个参数
not-used = 没有用到
example-without-day = 示例 `{ $example }` 没有写明是哪一天的情形
    .help = 这条规则用到 `as_of` 或分日期的参数：请加上 `as_of = 2017-08-31`
on-which-day = 是哪一天？
parameter-without-value = 参数 `{ $parameter }` 在 { $day } 没有值
    .help = 它最早的值从 { $first } 起：请补上更早的值，或让规则从那时起生效
too-late = 太晚
no-such-extract = 没有名为 `{ $extract }` 的数据源
say-what-is-compared = 写明用什么与什么相比：`compare = [{"{"} registry = "name", with = "name", by = "name" {"}"}]`
a-column-of-the-registry = 名册的一列
a-column-or-count = 数据源的一列，或 `COUNT(*)`
how-compared = 怎样比：exact、name、date、number、text 或 codes
count-is-a-number = `{ $count }` 是数字，用 `number` 与数字相比
compare-same-kinds = 同类的列相比，用相应的比法：exact、name、date、number、text、codes
not-compared-so = 不能这样比
no-column-to-compare = `{ $schema }` 没有可比较的列 `{ $column }`
tolerance-not-negative = 容差不能小于零
tolerance-share = tolerance_share 是占较大数的比例：百分之五写 0.05
how-similar = 两个文本多相似才算写法不同，例如 `similarity = 0.9`
similarity-range = 相似度大于 0，最大为 1
out-of-range = 超出范围
another-unit = 单位不同
in-which-unit = 用什么单位？
tolerance-in-unit = `{ $column }` 的容差以 { $unit } 为单位
    .help = 在 `tolerance` 旁写上 `unit = "{ $unit }"`
two-of-one-type = 两个同类型的列
two-names = 两个姓名
two-dates = 两个日期
two-numbers = 两个数字
two-texts = 两个文本
two-of-codes = 两个代码列
compares-other-kinds = `{ $by }` 用来比{ $wanted }；而 `{ $own }` 是{ $is }，`{ $other }` 是{ $other_is }
kept-in-other-units = `{ $own }` 的单位是 { $unit }，`{ $other }` 的单位是 { $other_unit }
no-code-in-common = `{ $own }` 与 `{ $other }` 没有共同的代码
a-name = 姓名
a-citizen-number = 证件号码
a-credit-code = 统一社会信用代码
a-code = 代码
a-telephone-number = 电话号码
name-in-predicates = 条件中使用的名称，例如 `:max_price`
parameter-twice = 有两个参数都叫 `{ $parameter }`
again-here = 这里又写了一次
name-of-parameter = 参数名只含字母、数字和 `_`，以字母开头
not-a-name = 不是名称
first-day-of-value = 这个值从哪一天起
the-value-itself = 值本身
give-it-a-value = 在 `[[parameter.value]]` 下给出值，并写明从哪一天起
values-in-order = 参数的值按日期从早到晚排列，一天一个
order-of-from = 请按 `from` 排列
not-later = 不晚于前一个
values-of-one-type = 参数的各个值必须是同一类型
all-of-one-type = 都是数字、都是文本，或都是日期
this-value-is = 这个值是{ $what }
no-examples = 这条规则没有示例
no-suspect-example = 没有一个示例是疑似（suspect）
no-clear-example = 没有一个示例是不疑似（clear 或 exempt）
one-example-of-each = 每条规则至少有一个命中的示例（`verdict = "suspect"`）和一个不命中的（`clear` 或 `exempt`），各写在 `[[example]]` 下
add-an-example = 请在示例中补一个
what-is-special = 说明这个情形的特别之处
what-the-rule-must-say = 规则应当得出：suspect、clear、undetermined 或 exempt
record-or-records = 一个示例只写 `record` 或 `records` 其中之一
has-both = 两个都写了
what-also-is = `also` 给出此人在其他数据源中的记录，例如 `also = {"{"} disability = [{"{"} … {"}"}] {"}"}`
not-such-an-extract = 没有这个数据源，或者不是列表
record-is-a-table = 一条记录是一个表：{"{"} grade = "1" {"}"}
this-record = 这条记录
no-column-here = 这里没有列 `{ $column }`
cell-must-be = `{ $column }` 应为{ $expected }
    .help = 要表示空值，就不写这一列
cell-date-in-quotes = `{ $column }` 应为日期
    .help = 日期不加引号：2015-01-01
cell-is-a-wording = `{ $column }` 是代码列，而 "{ $wording }" 是某个代码的说法
    .help = 规则看到的是清洗后的值：请写 "{ $code }"
rule-twice = 有两条规则都叫 `{ $id }`
    .help = 另一条在 { $first }；编号永远只属于一条规则，请给新的那条换一个
rule-does-not-run = 这条规则通过了所有检查，但它的 `{ $what }` 不能运行：{ $why }
    .help = 这是 bidui 的错误，不是您的：请连同规则文件一起报告
example-contradicted = 规则 `{ $rule }` 对示例 `{ $example }` 得出 { $verdict }
    .help = 两者必有一错：改规则，或改示例
was-expected = 应为 { $verdict }

## E02xx：数据结构

only-registry-has-copies = 只有名册有多个副本
copy-without-column = 名册副本没有列 `{ $column }`
    .help = 各行按户和人区分：请从内置的 `registry_copy` 复制这些列
not-whole = 不完整
for-columns-of-type = `{ $key }` 只用于这些类型的列：{ $types }
not-for-this-column = 不适用于这一列
meaning-must-be-text = 代码的含义应为文本
not-a-text = 不是文本
no-column-called = 没有名为 `{ $column }` 的列
column-must-be-of-type = 列 `{ $column }` 要用在这里，类型应为 `{ $wanted }`
name-is-reserved = `{ $name }` 是每个数据源都已有的名称
    .help = 请给这一列换个名称
reserved = 保留的名称
stands-for-two-columns = `{ $word }` 对应两列
    .help = 每个名称和别名只属于一列
short-name-of-schema = 给数据结构起一个短名称，例如 `vehicle`
describe-each-column = 在 `[[column]]` 下逐列说明
name-that-rules-use = 规则使用的名称，例如 `status`
type-for-example = 例如 `type = "text"`
column-that-holds = 值所在的列
place-of-character = 第几个字符，从 1 数起
say-whose-record = 写明记录属于谁：`subject = {"{"} id = "owner_id", name = "owner_name" {"}"}`
column-of-number = 证件号码所在的列
column-of-name = 姓名所在的列

## E03xx：规则的条件表达式

own-columns-are-bare = 数据源自己的列直接写列名：`{ $name }`
before-a-dot = 点号前可以是 `roster`、`member` 或 `card`；数据源自己的列直接写列名
extract-called = 数据源 `{ $extract }` 
owner-has-no-column = { $owner }没有列 `{ $name }`
belongs-to-a-person = `{ $name }` 属于人，不属于户：请写 `member.{ $name }`
omitted-is-about-nobody = `omitted` 规则说的是不在任何一户的人
no-schema-of-the-registry = 没有名册的数据结构可查
what-a-rule-may-use = 规则可以使用 AND OR NOT、= <> < <= > >=、+ - * /、IN、BETWEEN、LIKE、IS [NOT] NULL、CASE、COALESCE、LENGTH、SUBSTR、UPPER、LOWER、ABS、YEAR、has_code、DATE '…'、INTERVAL
compare-with-something = 请与某个值比较，例如 `price > 30000`
condition-true-or-false = 条件的结果应为真或假
nested-too-deeply = 嵌套得太深
fewer-inside = 请减少表达式的嵌套
there-is-no-column = 没有列 `{ $name }`
quotes-for-names = 双引号用于名称；文本用单引号：'{ $name }'
in-double-quotes = 用了双引号
interval-for-example = 例如 `first_registered_on > as_of - INTERVAL '3' YEAR`
interval-with-date = 时间间隔只能与日期相加减
stands-alone = 单独出现
write-upper-like = 请写 UPPER(…) LIKE '…'
like-without-escape = LIKE 只认 `%` 和 `_`，不支持 ESCAPE
no-casts-compare = 不能转换类型：请比较同类型的值
write-substr = 请写 SUBSTR(文本, 起点, 长度)
write-year = 请写 YEAR(日期)
write-the-condition = 请直接写条件，或写 NOT …；为空时用 COALESCE(…, FALSE) 决定
rule-reads-one-extract = 一条规则读取一个数据源；豁免情形可以用另一个：在 `[[unless]]` 下写 `extract = "…"`
not-rule-language = 规则语言不支持这种写法
not-here = 这里不行
having-looks-at-all = `having`看的是一户的全部命中，而 `{ $name }` 属于一条记录
count-sum-compare = 请计数、求和或取极值：COUNT(DISTINCT { $name })、SUM、MIN({ $name })、MAX({ $name })
not-aggregated = 没有汇总
qualifier-not-known = 这里不认识 `{ $name }`
absent-has-no-record = `absent` 规则没有记录，豁免情形读不到 `{ $name }`
use-roster-or-card = 用 roster.、member. 或 card.，或写明查哪个数据源：`extract = "…"`
a-records-column = 记录的列
results-of-one-type = { $what } 的各个结果必须是同一类型
this-is-those-are = 这是{ $this }，前面的是{ $first }
no-casts = 不能转换类型
nothing-but-null = { $what } 只会得出 NULL
always-null = 总是 NULL
give-a-value = 至少给出一个值
number-needed = 这里需要数字
dates-not-reckoned = 日期不能这样用 `{ $sign }` 计算
needs-numbers = `{ $sign }` 两边都应为数字
move-a-date = 日期用时间间隔推移：`first_registered_on > as_of - INTERVAL '3' YEAR`
divide-by-nonzero = 请除以不为零的数
divides-by-zero = 除数是零
zero = 零
not-an-exact-number = `{ $text }` 不是能精确保存的数字
six-places = 小数点后最多六位，不用指数
null = NULL（空值）
null-has-no-place = 这里不能用 NULL：结果会无从知道
where-null-may-stand = NULL 可以作 CASE 或 COALESCE 的结果；问某列是否为空请写 IS NULL
texts-in-quotes = 文本用单引号：'K33'
literal-not-in-language = 规则语言不支持这种值
no-parameter-called = 没有名为 `{ $name }` 的参数
give-a-dated-value = 在 `[[parameter]]` 下给出带日期的值
not-written-as-date = `{ $text }` 不是日期的写法
not-a-day = 日历上没有 `{ $text }` 这一天
no-such-day = 没有这一天
interval-not-reckoned = 时间间隔不能用 `{ $sign }` 计算
an-interval = 时间间隔
add-or-subtract = 请相加或相减
dates-written-so = 日期写作 DATE '2017-08-31'
write-year-month-day = 请写年-月-日：DATE '2017-08-31'
only-dates-moved = 只有日期能用时间间隔推移
date-needed = 这里需要日期
whole-interval = 请写整数的天、月或年：INTERVAL '3' YEAR
interval-not-in-language = 规则语言不支持这种时间间隔
no-such-function = 没有函数 `{ $function }`
write-like = 请写 { $usage }
call-not-in-language = 规则语言不支持这样调用 `{ $function }`
not-called-so = `{ $function }` 不是这样调用的
is-needed-here = 这里需要{ $what }
works-on-texts = { $function } 只用于文本
write-has-code = 请写 `has_code({ $column }, 'X')`
substr-takes-number = SUBSTR 这里应为整数，不小于 { $least }
has-code-for-example = 例如 has_code({ $name }, 'E')
has-code-looks-into-list = has_code 用于代码列表，而 `{ $name }` 是{ $what }
write-equals = 请写 `{ $name } = '{ $text }'`
aggregate-in-aggregate = 汇总函数里不能再有汇总函数
one-aggregate-at-a-time = 一次只用一个 COUNT、SUM、MIN 或 MAX
one-record-at-a-time = `where` 和 `when` 一次只看一条记录
move-to-having = 请移到 `having`，它看一户的全部命中
this-not-called-so = 不是这样调用的
not-a-list = 不是列表
an-aggregate = 汇总函数
write-substr-plate = 请写 SUBSTR(plate_no, 1, 2)
substr-needs-start = SUBSTR 需要起点
characters-from-1 = 字符从 1 数起：SUBSTR(plate_no, 1, 2)
not-such-a-number = 不是这样的数字
code-in-quotes = 代码应为加引号的文本
not-a-literal = 不是直接写出的值
name-one-code = 请写一个代码：字母和数字
not-one-code = 这不是一个代码
not-summed-or-ordered = 不能求和或比较大小
count-distinct-anything = COUNT(DISTINCT …) 可以数任何值
null-never-true = `{ $sign } NULL` 永远不成立：空值不等于任何值
write-test = 请写 `{ $what } { $test }`
compared-with-null = 与 NULL 比较
conditions-are-joined = 条件用 AND、OR、NOT 连接
true-false-no-order = 真和假没有大小
compared = 在比较
list-with-one-value = `{ $column }` 是代码列表：不能与一个值比较
ask-has-code = 请问它是否含有某个代码：`has_code({ $column }, '{ $code }')`
a-list-on-one-side = 一边是列表
the-other-side = 另一边
not-compared-with = { $other }不能与{ $this }比较
this-is-that-is = 这是{ $this }，{ $name } 是{ $other }
write-a-date = 请写日期：DATE '{ $text }'
write-a-text = 请写文本：'{ $text }'
write-a-number = 请写数字，不加引号：{ $text }
year-gives-number = YEAR(日期) 得出数字的年份
that-is-a-wording = 那是说法；规则用代码：'{ $code }'
did-you-mean-code = 您是不是要写 { $code }？
its-codes-are = 它的代码有：{ $codes }
has-no-code = `{ $column }` 没有代码 '{ $text }'
list-the-values = 请列出各个值：IN ('A', 'B')
in-takes-a-list = IN 需要值的列表
null-in-a-list = 列表中的 NULL 不会匹配任何值
take-null-out = 请去掉；也要问空值时写 `… IS NULL OR …`
pattern-in-quotes = LIKE 的样式应为加引号的文本
like-for-example = 例如 LIKE '冀J%'
pattern-without-backslash = 样式中不能有 `\\`
use-underscore = 各种引擎的做法不同：请用 `_`，它代表任意一个字符
predicate-empty = 条件是空的
say-what-must-hold = 请写明什么要成立
predicate-too-long = 条件超过 { $bytes } 字节
make-two-rules = 请分成两条规则
not-an-expression = 这不是 SQL 表达式：{ $why }
expression-ends-before = 表达式到 `{ $next }` 之前就结束了
fewer-brackets = 请减少括号的嵌套
too-many-operators = 条件中的运算符超过 { $operators } 个
use-in-or-two-rules = 多个值请用 IN (…)，或分成两条规则
full-width-sign = 有全角的 `{ $sign }`：符号和引号请用半角
write-a-condition = 请写条件，例如 `status = 'A' AND price > 30000`

## 拒绝和跳过的行，质量关口

quote-never-closed = 引号只有开头，没有结尾
not-decodable = 按本文件的编码无法解读
total-line = 合计行
header-again = 重复的表头
note-or-title = 说明或标题行
blank-line = 空行
other-width = 有 { $width } 个字段，表头有 { $header } 个
required-column-empty = 必填的列为空
required-column-unreadable = 必填的列无法识别
above-the-header = 表头之上
source-not-in-the-job = 任务文件中没有
gate-no-rows = 没有可用的行
gate-rejected = { $rows } 行中拒绝了 { $rejected } 行，允许 { $allowed }
gate-usable-ids = { $records } 条关于人的记录中，{ $usable } 条有可用的证件号码，至少需要 { $needed }
gate-row-drop = { $rows } 行，上次采用的交付有 { $before } 行，允许少 { $allowed }
gate-too-old = { $age } 天前交付，允许 { $most } 天

## 把名单交给谁

key-is-secret = 这是私钥（AGE-SECRET-KEY-…），不能写在任务文件里
    .help = 私钥已经泄露，请重新生成：`age-keygen -o key.txt`；任务文件中写公钥 `age1…`
not-a-key = 这不是 age 公钥
    .help = 接收人用 `age-keygen -o key.txt` 生成；公钥以 `age1` 开头，核对是否抄全
who-gets-lists = 写明谁接收，如 `name = "刘八里乡 王某"`
key-of-recipient = 写明接收人的 age 公钥，如 `key = "age1…"`；几人共用的写成列表
recipient-twice = 有两个接收人都叫 `{ $name }`，归档文件会同名
job-names-no-recipient = { $job } 没有写明接收人
    .help =
        在任务文件中写：
        {"["}[recipient]]
        name = "刘八里乡 王某"
        key = "age1…"
        townships = ["刘八里乡"]     # 不写则为全县
no-such-township = 接收人 `{ $name }` 的乡镇 `{ $township }` 不在这次比对中
townships-of-the-run = 这次比对有：{ $townships }
townships-in-one-folder = `{ $township }` 和 `{ $other }` 的名单在同一个文件夹，无法分开
    .help = 在名册中改正乡镇名称
file-changed-since = { $file } 与发布时不同
    .help = 不要改动已发布的文件；用 `bidui runs replay` 核对，或重新比对
recipient-without-key = 接收人至少要有一个公钥
