"""The two trees of the demo world, as data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Compound:
    """A 小区 or centre: name, households, share over 60, management, what it lacks."""

    name: str
    households: int = 0
    elderly: int = 0
    management: str = "property"
    old: bool = False
    missing: tuple[str, ...] = ()
    kind: str = "compound"
    address: str = ""


@dataclass(frozen=True)
class Community:
    """One of the six neighbourhoods."""

    short: str
    about: str
    street: str
    compounds: tuple[Compound, ...]

    @property
    def name(self) -> str:
        return f"{self.short}社区党委"


COLLEGES = (
    ("计算机学院", "信息技术、手机教学、数据整理"),
    ("医学院", "健康讲解、急救、慢病随访"),
    ("法学院", "法律咨询、普法"),
    ("环境学院", "水质检测、垃圾分类、堆肥"),
    ("外国语学院", "英语口语、翻译、合唱"),
    ("土木工程学院", "测量制图、适老化改造"),
    ("电气工程学院", "电工、家电维修"),
    ("数学学院", "小学数学、数据整理"),
)
STUDENT_BRANCHES = (
    "本科生第一党支部",
    "本科生第二党支部",
    "本科生第三党支部",
    "研究生第一党支部",
    "研究生第二党支部",
    "教工党支部",
)
LOGISTICS = ("后勤饮食中心党支部", "后勤维修中心党支部", "后勤物业中心党支部", "校医院党支部")
GRADES = ("2022级1班", "2023级1班", "2024级1班")


def _centre(street: str) -> Compound:
    return Compound("党群服务中心", management="n/a", kind="service_center", address=f"清源街道{street}1号")


COMMUNITIES = (
    Community(
        "梧桐苑",
        "三个小区，四成居民过了六十岁；有党群服务中心、健康角和四点半课堂。",
        "梧桐路",
        (
            _centre("梧桐路"),
            Compound("梧桐一村", 820, 41, "property", True, ("电梯", "充电棚"), address="梧桐路18号"),
            Compound("梧桐花园", 1260, 22, "property", False, (), address="梧桐路66号"),
            Compound("纺织厂宿舍", 240, 58, "none", True, ("路灯", "晾衣架", "扶手"), address="纺织巷4号"),
        ),
    ),
    Community(
        "和平里",
        "铁路系统老家属区，高龄老人多，年轻人少。",
        "和平街",
        (
            _centre("和平街"),
            Compound("铁路小区", 960, 47, "owners", True, ("电梯", "老年食堂"), address="和平街9号"),
            Compound("和平里新村", 540, 36, "property", True, ("停车位",), address="和平街31号"),
        ),
    ),
    Community(
        "老槐街",
        "老街巷，临街商铺多，正在微改造。",
        "老槐街",
        (
            _centre("老槐街"),
            Compound("槐荫里", 310, 52, "guard", True, ("路灯", "健身器材"), address="老槐街57号"),
            Compound("槐安小区", 480, 30, "property", False, ("充电棚",), address="老槐街120号"),
        ),
    ),
    Community(
        "清源里",
        "回迁小区，租户多，随迁孩子多。",
        "清源路",
        (
            _centre("清源路"),
            Compound("清源新苑", 1480, 18, "property", False, ("儿童场地",), address="清源路88号"),
            Compound(
                "砖瓦厂宿舍", 156, 61, "none", True, ("路灯", "楼道灯", "无障碍坡道"), address="窑前巷2号"
            ),
        ),
    ),
    Community(
        "滨江",
        "新建小区，业委会活跃，年轻父母多。",
        "滨江大道",
        (
            _centre("滨江大道"),
            Compound("滨江印象", 1720, 9, "property", False, (), address="滨江大道200号"),
            Compound("船厂家属院", 420, 44, "owners", True, ("电梯",), address="船厂路6号"),
        ),
    ),
    Community(
        "高新园",
        "租房青年和外卖骑手多，夜里才有人。",
        "创新路",
        (
            _centre("创新路"),
            Compound("人才公寓", 2100, 2, "property", False, ("健身房",), address="创新路5号"),
            Compound("老粮库小区", 260, 39, "none", True, ("路灯", "扶手"), address="粮库巷1号"),
        ),
    ),
)
# Other actors of the neighbourhood: (kind, name, community or "", about)
ACTORS = (
    ("property_company", "绿城联合物业服务处", "梧桐苑", "梧桐一村、梧桐花园的物业。"),
    ("owners_committee", "铁路小区业主委员会", "和平里", "自管小区，委员七人。"),
    ("owners_committee", "船厂家属院业主委员会", "滨江", "自管小区，委员五人。"),
    ("deployed_unit", "江州水务集团清源服务队", "", "下沉单位，负责管网巡查和用水咨询。"),
    ("deployed_unit", "江州供电公司第三服务队", "", "下沉单位，负责用电安全。"),
    ("volunteer_team", "青春志愿服务队", "", "校地混编，队员 60 人。"),
    ("social_organization", "银发互助协会", "和平里", "老人互助，会员 80 人。"),
    ("department", "清源街道综合服务中心", "", "街道综合服务平台。"),
)
BODIES = (
    ("coordination_group", "江州大学与清源街道党建工作协调小组"),
    ("enlarged_committee", "梧桐苑社区大党委"),
    ("working_group", "楼道安全工作小组"),
    ("joint_conference", "校地党建联席会议"),
)
