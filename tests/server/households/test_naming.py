"""Pinyin and initials of names."""

import pytest

from server.households.naming import pinyin_of


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("王小明", "wangxiaoming", "wxm"),
        ("单雄信", "shanxiongxin", "sxx"),
        ("曾国强", "zengguoqiang", "zgq"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("仇小红", "qiuxiaohong", "qxh"),
        ("查良镛", "zhaliangyong", "zly"),
        ("朴素英", "piaosuying", "psy"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("单于明", "chanyuming", "cym"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("万俟雪", "moqixue", "mqx"),
        ("吕布", "lvbu", "lb"),
        ("乐乐", "yuele", "yl"),
        ("买买提·艾力", "maimaitiaili", "mmtal"),
        ("Tom Lee", "tomlee", "tl"),
        (" 王　五（户主）", "wangwuhuzhu", "wwhz"),
        ("", "", ""),
        ("***", "", ""),
    ],
)
def test_names_read_as_people_say_them(name, pinyin, initials):
    assert pinyin_of(name) == (pinyin, initials)


def test_a_long_name_fits_its_columns():
    pinyin, initials = pinyin_of("张" * 64)
    assert (len(pinyin), len(initials)) == (160, 32)
