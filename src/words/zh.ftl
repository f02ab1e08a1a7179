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
