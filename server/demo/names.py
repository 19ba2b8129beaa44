"""Synthetic Chinese names: common surnames and given-name characters, combined by chance. No real person is meant."""

import random

# The commonest surnames, with shares roughly as in the country; two-character ones and rare readings for searching.
SURNAMES = {
    "王": 72, "李": 72, "张": 68, "刘": 54, "陈": 45, "杨": 31, "赵": 23, "黄": 22, "周": 21, "吴": 20, "徐": 17,
    "孙": 15, "胡": 13, "朱": 13, "高": 12, "林": 12, "何": 12, "郭": 12, "马": 11, "罗": 10, "梁": 9, "宋": 8,
    "郑": 8, "谢": 7, "韩": 7, "唐": 7, "冯": 6, "于": 6, "董": 6, "萧": 5, "程": 5, "曹": 5, "袁": 5, "邓": 5,
    "许": 5, "傅": 5, "沈": 5, "曾": 5, "彭": 5, "吕": 5, "苏": 4, "卢": 4, "蒋": 4, "蔡": 4, "贾": 4, "丁": 4,
    "魏": 4, "薛": 4, "叶": 4, "阎": 4, "余": 4, "潘": 4, "杜": 4, "戴": 4, "夏": 4, "钟": 3, "汪": 3, "田": 3,
    "任": 3, "姜": 3, "范": 3, "方": 3, "石": 3, "姚": 3, "谭": 3, "廖": 3, "邹": 3, "熊": 3, "金": 3, "陆": 3,
    "郝": 2, "孔": 2, "白": 2, "崔": 2, "康": 2, "毛": 2, "邱": 2, "秦": 2, "江": 2, "史": 2, "顾": 2, "侯": 2,
    "邵": 2, "孟": 2, "龙": 2, "万": 2, "段": 2, "雷": 2, "钱": 2, "汤": 2, "尹": 2, "单": 1, "翟": 1, "解": 1,
    "欧阳": 1, "司马": 1, "上官": 1,
}  # fmt: skip
ELDER_WOMEN = "秀兰桂英淑珍玉凤梅芳素琴翠荣惠贞爱莲"
ELDER_MEN = "建国志强德福永贵文明国庆振华长生世宏光荣保民树林"
YOUNG_WOMEN = "婷雪静怡思雨欣然佳琪梦瑶晓慧雅楠诗涵嘉敏悦"
YOUNG_MEN = "浩宇子轩俊杰天磊博鹏飞志远嘉豪晨阳泽凯睿哲"
ELDER_BORN_BEFORE = 1970
CHILD_KEEPS_FATHERS_NAME = 0.93


def surname(chance: random.Random) -> str:
    return chance.choices(list(SURNAMES), weights=list(SURNAMES.values()))[0]


def given_name(chance: random.Random, *, woman: bool, birth_year: int) -> str:
    """One or two characters in the fashion of the year of birth."""
    if birth_year < ELDER_BORN_BEFORE:
        characters = ELDER_WOMEN if woman else ELDER_MEN
    else:
        characters = YOUNG_WOMEN if woman else YOUNG_MEN
    first = chance.choice(characters)
    if chance.random() < 0.15:
        return first
    second = chance.choice(characters)
    return first + (second if second != first else "")


def phone(chance: random.Random) -> str:
    """Eleven digits as a mobile number has, in the range 100…, which is given to nobody."""
    return f"100{chance.randrange(10**8):08}"
