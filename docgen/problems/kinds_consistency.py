"""What may contradict something else in the application."""

from __future__ import annotations

from docgen.problems.kinds_kind import Kind, error, warning

KINDS: dict[str, Kind] = {
    "consistency.subset": error(
        "部分多于整体",
        rule="填报说明1：数据准确；后一个数是前一个数的“其中”。",
        example="企业 80 家，其中中小企业 85 家。",
        remedy="核对两个数，看是不是填反了栏目或年份。",
    ),
    "consistency.subset-doubtful": warning(
        "一项多于通常包含它的另一项",
        rule="不是申报表的规定：“小巨人”一般从省级专精特新中小企业中产生。",
        example="专精特新中小企业 3 家，“小巨人”5 家。",
        remedy="核对两个数；属实的备好两份名单。",
    ),
    "consistency.growth": error(
        "增速与各年的数对不上",
        rule="增速 ＝ 本年 ÷ 上年 － 1，两年的数都印在同一张表上。",
        example="2020 年 50 亿元，2021 年 55 亿元，增速填了 12.5，应是 10。",
        remedy="先核对两年的数，再照提示里的公式改增速。",
    ),
    "consistency.mean": error(
        "年均增速用哪一种算法都得不出",
        rule="申报表没有规定年均增速的算法；几何平均（含或不含第一年）、算术平均，符合一种即可。",
        example="三年增速是 8、10、12，年均增速填了 15。",
        remedy="核对各年的增速和年均增速；提示里列出了各种算法的结果。",
    ),
    "consistency.ratio": error(
        "比例与表中的分子、分母对不上",
        rule="填报说明1：数据准确；分子和分母都印在同一张表上。",
        example="中小企业 80 家，上云 40 家，上云比例填了 60，应是 50。",
        remedy="核对三个数，照提示里的公式重算。",
    ),
    "consistency.ratio-doubtful": warning(
        "比例与表中的数相差较多",
        rule="申报表没有规定这个比例的分母，只能与最接近的算法比较。",
        example="研发投入强度填 5%，研发经费除以中小企业产值只有 3.2%。",
        remedy="核对；口径不同的，在数据计算说明里写清分母。",
    ),
    "consistency.fraction": warning(
        "没有哪个整数能得出的比例",
        rule="分子是企业数，只能是整数；分母是表上的中小企业数量。",
        example="中小企业 30 家，普及率填了 52%，15 家是 50%，16 家是 53.33%。",
        remedy="由实际的家数重新计算，保留两位小数。",
    ),
    "consistency.reduction": warning(
        "降低率与各年的数对不上",
        rule="申报表没有规定基期；docgen 按近三年的首年和末年核对：1 － 末年 ÷ 首年。",
        example="单位产值能耗从 0.40 降到 0.36，降低率填了 18%，应是 10%。",
        remedy="核对；用别的年份作基期的，在计算公式里写明。",
    ),
    "consistency.no-base": error(
        "以 0 为基数的比例或增速填了数字",
        rule="填报说明2：无相关情况时应填写“无”；除以 0 没有值。",
        example="2020 年出口额是 0，2021 年出口增长率填了 100。",
        remedy="核对上一年是不是真的为 0；是的，这里填“无”。",
    ),
    "consistency.magnitude": warning(
        "数的大小不合常理，可能是单位错了",
        rule="不是申报表的规定：各项的常见范围，见 docs/consistency.md 的“大小”。",
        example="研发经费按万元填进了亿元的栏目，占总产值 2600%。",
        remedy="先看单位是亿元还是万元；属实的备好说明。",
    ),
    "consistency.answers": error(
        "两个答案互相矛盾",
        rule="填报说明1：如实填报，数据准确。",
        example="选了“高于行业平均水平”，综合利用率却填了“无”。",
        remedy="看哪一个不对，改一个；两处要说同一件事。",
    ),
    "consistency.options": warning(
        "同时选了通常不能并存的两项",
        rule="不是申报表的规定：两个选项的意思一般互相排斥。",
        example="主导产业选了“第二产业”，工业用水一项又选“非工业集群，不适用”。",
        remedy="核对两处；属实的在佐证材料里说明。",
    ),
    "consistency.unclaimed": warning(
        "填了内容，相应的选项没有选",
        rule="内容和勾选说的是同一件事，应同时有或同时没有；勾选需提供佐证材料。",
        example="写了省级试点示范项目的名称，“建有省级…试点示范项目”没有勾。",
        remedy="属实的勾选并附佐证材料；不属实的删去内容。",
    ),
    "consistency.place-name": warning(
        "名称里没有所在的地名",
        rule="2025 年的表：集群名称写作“××（省、市）××（县、区）××产业”；主管部门是本县（市、区）的。",
        example="所在县填“清溪”，集群名称写成“东江省金属制品产业集群”。",
        remedy="核对名称和封面的地名；改过地名的两处一并改。",
    ),
    "consistency.operator": warning(
        "运营管理机构的名称像是不能担任的单位",
        rule="2022 年填报说明3：基础建设单位不可作为集群运营管理机构。",
        example="运营管理机构填了“清溪县城市建设投资有限公司”。",
        remedy="换成管委会、园区运营企业或公共服务机构；确是运营单位的，备好法人证书和职责说明。",
    ),
    "consistency.cluster-name": warning(
        "同一个集群写了不同的名称",
        rule="封面、正文、汇总表和佐证材料里的集群名称应完全一致。",
        example="封面是“清溪县五金产业集群”，规划里写成“清溪五金制品产业集群”。",
        remedy="以封面的全称为准，统一各处和文件名；简称就说“本集群”。",
    ),
    "consistency.year": warning(
        "文字里的年份可能是旧稿留下的",
        rule="申报表的近三年和规划的三年由当年的通知规定。",
        example="2022 年的表里写着“近三年（2017—2019年）”。",
        remedy="读一遍引用的那一句；旧稿的改成现在的年份，写历史的可以不改。",
    ),
    "consistency.claim": warning(
        "文字里说做了的工作没有勾选",
        rule="申报表：勾选需提供佐证材料。文字与勾选要说同一件事。",
        example="正文写“已建成共享车间3个”，“建立了共享车间、共享工厂”没有勾。",
        remedy="做了的勾选并附佐证材料；没有做成的改文字。",
    ),
    "consistency.denied": warning(
        "勾选了文字里说没有做的工作",
        rule="填报说明1：如实填报。",
        example="勾了“建立碳排放监测机制”，文字里写“尚未建立监测机制”。",
        remedy="没有做的去掉勾选；做了的改文字。",
    ),
}
