"""The demo's personas: accounts with fixed names that one may try, in the demo's database only."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

PASSWORD = "tongxinqiao-2026"  # noqa: S105 - of the demo world only, printed at its start


@dataclass(frozen=True)
class Persona:
    """A demo account: `place` and `post` (or `belongs`) say what the person is, `wish` what to look at."""

    key: str
    name: str
    number: str
    place: str
    post: str = ""
    belongs: str = ""
    role: object = ""
    wish: object = ""
    side: str = "campus"
    elder: bool = False

    @property
    def email(self) -> str:
        """Where one-time codes and digests go: nowhere but to the demo's outbox."""
        return f"{self.key}@jiangzhou.example"


UNIVERSITY, SUBDISTRICT = "江州大学党委", "清源街道党工委"
PERSONAS = (
    Persona(
        "member-a", "林知夏", "2023010127", "计算机学院本科生第三党支部", belongs="member",
        role=_("student Party member, volunteer"), wish=_("Sign up, check in, see hours and points"),
    ),
    Persona(
        "member-b", "陈可欣", "2025040212", "医学院研究生第一党支部", belongs="member",
        role=_("student Party member, volunteer"), wish=_("Find something useful near the campus"),
    ),
    Persona(
        "secretary-a", "周明远", "2022010309", "计算机学院本科生第三党支部", post="secretary",
        role=_("branch secretary"), wish=_("What is to do today; needs that fit the branch"),
    ),
    Persona(
        "secretary-b", "何清", "2024040105", "医学院研究生第一党支部", post="secretary",
        role=_("branch secretary"), wish=_("Plan with the partner, confirm hours, decide together"),
    ),
    Persona(
        "worker-a", "赵敏", "C2015031", "梧桐苑社区党委", post="community_worker",
        role=_("community worker"), wish=_("Check needs, accept helpers, confirm what was done"), side="community",
    ),
    Persona(
        "worker-b", "马丽", "C2018044", "和平里社区党委", post="community_worker",
        role=_("community worker"), wish=_("Check needs, accept helpers, confirm what was done"), side="community",
    ),
    Persona(
        "community-a", "陈桂芳", "C2009008", "梧桐苑社区党委", post="secretary",
        role=_("secretary of a community Party committee"), wish=_("Sign agreements and joint decisions"),
        side="community",
    ),
    Persona(
        "community-b", "刘建军", "C2011012", "老槐街社区党委", post="secretary",
        role=_("secretary of a community Party committee"), wish=_("Sign agreements and joint decisions"),
        side="community",
    ),
    Persona(
        "college-a", "孙立群", "T1998021", "计算机学院党总支", post="secretary",
        role=_("secretary of a college's general branch"), wish=_("Which of the branches needs a hand"),
    ),
    Persona(
        "college-b", "郭淑敏", "T2001007", "医学院党总支", post="secretary",
        role=_("secretary of a college's general branch"), wish=_("Which of the branches needs a hand"),
    ),
    Persona(
        "orgdept", "方蕾", "T2006015", UNIVERSITY, post="organization_commissioner",
        role=_("university organization department"), wish=_("Where it is real, where it is only form"),
    ),
    Persona(
        "subdistrict", "冯卫东", "G2008003", SUBDISTRICT, post="secretary",
        role=_("subdistrict Party working committee"), wish=_("The weakest signal of each pair"), side="community",
    ),
    Persona(
        "resident-a", "吴秀兰", "13900001953", "梧桐苑社区党委", belongs="resident",
        role=_("resident, 71"), wish=_("Large type: say what is needed, follow it"), side="community", elder=True,
    ),
    Persona(
        "resident-b", "张德福", "13900001946", "和平里社区党委", belongs="resident",
        role=_("resident, 78"), wish=_("Large type: say what is needed, follow it"), side="community", elder=True,
    ),
    Persona(
        "logistics", "马国强", "T1995033", "后勤维修中心党支部", post="secretary",
        role=_("secretary of a logistics branch"), wish=_("What logistics can offer to the neighbourhood"),
    ),
    Persona(
        "unit", "王建国", "E2012019", "江州水务集团清源服务队", post="liaison",
        role=_("liaison of a sunk-in unit"), wish=_("Take up tasks of the neighbourhood"), side="community",
    ),
    Persona(
        "operator", "郑凯", "T2010055", UNIVERSITY, post="operator",
        role=_("operator"), wish=_("Switches, remarks about the platform, partner systems"),
    ),
    Persona(
        "auditor", "沈静", "T2004040", UNIVERSITY, post="auditor",
        role=_("auditor"), wish=_("Who did what, and whether the log is whole"),
    ),
)  # fmt: skip
BY_KEY = {persona.key: persona for persona in PERSONAS}
