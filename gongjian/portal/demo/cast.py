"""Lists from which everybody in the demo world is named who is not a persona."""

from random import Random

from ..personas import PERSONAS

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
    "苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤"
)


def _pairs(names: str) -> list[str]:
    """Two characters each."""
    return [names[at : at + 2] for at in range(0, len(names), 2)]


OLD_GIVEN = _pairs(
    "秀英桂兰淑珍玉梅凤英素芬桂芝秀珍玉兰淑华建华国强德明志强建国文华永福长林庆生福来金生宝山树林玉山德胜宗贤世昌秋菊月英惠芳美玲翠萍雅琴润生延年守义连生春生根发水根"
)
MIDDLE_GIVEN = _pairs(
    "志伟海燕建军丽华卫东晓红立新秀丽永刚红梅建平小军玉萍国庆春梅振华素云新民晓峰丽娟宏伟雪梅学军艳丽文军玉珍海涛慧敏东升淑娟家明婉清成林惠兰启航美华志远秀云明辉"
)
YOUNG_GIVEN = _pairs(
    "子轩雨桐浩然梓涵思远欣怡俊杰诗涵宇航佳琪明哲晨曦逸飞若曦嘉豪雅婷博文梦瑶天宇静怡泽宇思琪文博语嫣子墨安琪家栋晓彤志鹏雪晴一鸣可心景行清扬知遥怀瑾南星书瑶望舒砚秋"
    "亦凡云舟念慈昊天星辰乐言承泽沐阳北辰采薇依诺奕辰芷若锦程彦霖舒窈长宁予安向晚青禾"
)
GIVEN = {"old": OLD_GIVEN, "middle": MIDDLE_GIVEN, "young": YOUNG_GIVEN}


class Namer:
    """Names that nobody else in the world has, as far as the lists reach."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.taken = {persona.name for persona in PERSONAS}

    def name(self, age: str) -> str:
        """A full name; `age` is old, middle or young."""
        for _attempt in range(40):
            name = self.rng.choice(SURNAMES) + self.rng.choice(GIVEN[age])
            if name not in self.taken:
                break
        self.taken.add(name)
        return name
