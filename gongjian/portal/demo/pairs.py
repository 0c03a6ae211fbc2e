"""Who is paired with whom in the demo world, since when, about what, and how it goes."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """One partnership: `ago` days since it was drafted; `state` where it stops; `gap` days between sessions.

    `phase` moves the sessions so that one falls on today minus `phase`; `ends` the decisions of its cycles;
    `waits` says what is not done yet at the end of the last one: the "check", or the other side's "sign". `few` people
    always come where it is only form; a `flaw` is "one" organiser, "late" lists, "unhappy" residents, a project
    that nobody "asked" for, or an agreement that fell "quiet" once it was signed.
    """

    branch: str
    community: str
    compound: str
    theme: str
    ago: int
    title: str
    state: str = "active"
    gap: int = 16
    phase: int = 0
    ends: tuple[str, ...] = ("keep", "keep", "keep")
    reached: int = 90
    few: bool = False
    slow: bool = False
    from_community: bool = False
    waits: str = ""
    flaw: str = ""


PAIRS = (
    Pair("计算机学院本科生第三党支部", "梧桐苑", "梧桐一村", "phone", 238, "校门口的智慧助老课堂", gap=10, phase=0),
    Pair(
        "医学院研究生第一党支部", "和平里", "铁路小区", "health", 286, "家门口的健康角", gap=10, phase=1,
        reached=104, waits="check",
    ),
    Pair("环境学院研究生第一党支部", "老槐街", "槐荫里", "water", 156, "老槐树下的绿色院落", phase=2, waits="sign"),
    Pair("法学院研究生第二党支部", "清源里", "清源新苑", "law", 330, "楼下的法律问答", phase=3),
    Pair(
        "土木工程学院本科生第二党支部", "滨江", "船厂家属院", "stairs", 285, "楼道微改造", gap=46, phase=9,
        ends=("adjust", "adjust"), reached=40, few=True, slow=True,
    ),
    Pair("后勤维修中心党支部", "梧桐苑", "纺织厂宿舍", "lights", 205, "纺织厂宿舍亮灯行动", gap=15, phase=2),
    Pair(
        "数学学院本科生第一党支部", "和平里", "和平里新村", "tutoring", 250, "四点半课堂",
        gap=13, phase=5, flaw="late",
    ),
    Pair("外国语学院本科生第一党支部", "梧桐苑", "梧桐花园", "culture", 152, "邻里文化周末", phase=3),
    Pair("电气工程学院本科生第一党支部", "老槐街", "槐安小区", "daily", 242, "修理摊摆到家门口", gap=20, phase=1),
    Pair(
        "医学院研究生第二党支部", "梧桐苑", "梧桐一村", "meals", 153, "独居老人的周三饭点", gap=14, phase=4,
        waits="sign",
    ),
    Pair(
        "计算机学院研究生第一党支部", "高新园", "人才公寓", "safety", 124, "夜归人的安全楼道", phase=6,
        ends=("adjust",), flaw="unhappy",
    ),
    Pair("环境学院本科生第一党支部", "清源里", "清源新苑", "water", 92, "厨余变花肥进小区", phase=-2, flaw="one"),
    Pair(
        "土木工程学院研究生第一党支部", "清源里", "砖瓦厂宿舍", "stairs", 118, "砖瓦厂宿舍坡道改造", phase=-4,
        reached=60,
    ),
    Pair(
        "法学院本科生第一党支部", "滨江", "滨江印象", "drugs", 142, "青少年禁毒小课堂",
        gap=24, phase=-5, flaw="asked",
    ),
    Pair("数学学院研究生第一党支部", "高新园", "老粮库小区", "maths", 62, "社区台账体检", phase=-3),
    Pair("外国语学院研究生第一党支部", "滨江", "滨江印象", "tutoring", 76, "周末英语角", phase=-6, flaw="late"),
    Pair("电气工程学院研究生第一党支部", "和平里", "铁路小区", "lights", 47, "铁路小区楼道检修", phase=-1),
    Pair("计算机学院本科生第一党支部", "老槐街", "槐荫里", "phone", 33, "老街手机小课堂", phase=-4),
    Pair("医学院本科生第一党支部", "高新园", "人才公寓", "talk", 104, "有人听你说", gap=18, phase=-2, flaw="asked"),
    Pair("江州水务集团清源服务队", "清源里", "砖瓦厂宿舍", "water", 84, "砖瓦厂宿舍用水改善", gap=21, phase=-1),
    Pair(
        "医学院本科生第二党支部", "和平里", "和平里新村", "meals", 128, "固定搭档陪伴计划",
        gap=18, phase=-3, flaw="one",
    ),
    Pair("计算机学院研究生第一党支部", "老槐街", "槐荫里", "safety", 138, "老街防诈骗宣讲", flaw="quiet"),
    Pair(
        "后勤饮食中心党支部", "和平里", "铁路小区", "meals", 318, "老年餐进小区", state="ended", gap=19, ends=("stop",),
        reached=70,
    ),
    Pair(
        "法学院研究生第一党支部", "老槐街", "槐荫里", "safety", 300, "电动车充电棚", state="ended", gap=30,
        ends=("stop",), reached=15, few=True,
    ),
    Pair(
        "计算机学院本科生第三党支部", "老槐街", "槐安小区", "daily", 9, "老槐街修理摊", state="proposed",
        from_community=True,
    ),
    Pair("医学院研究生第一党支部", "梧桐苑", "梧桐花园", "health", 6, "梧桐花园健康角", state="proposed"),
    Pair("电气工程学院本科生第二党支部", "高新园", "老粮库小区", "lights", 5, "老粮库亮灯", state="proposed"),
    Pair("环境学院本科生第二党支部", "梧桐苑", "梧桐花园", "water", 4, "梧桐花园分类行动", state="draft"),
    Pair("数学学院本科生第二党支部", "滨江", "船厂家属院", "tutoring", 3, "船厂四点半课堂", state="draft"),
)  # fmt: skip
