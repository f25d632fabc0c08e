"""Invented people: names as they are common in Lüliang, posts as they exist; the seed makes them always the same."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

# Frequent surnames first; the weights fall off as they do in any village.
SURNAMES = "王李张刘郭武任梁高马赵杨陈康薛冯吴田段贺孙宋韩闫侯成景牛白解温孟曹穆双"
GIVEN_MEN = [
    "建国",
    "建平",
    "建军",
    "志强",
    "志刚",
    "国强",
    "国平",
    "玉平",
    "海龙",
    "海平",
    "永红",
    "永强",
    "永平",
    "小军",
    "小平",
    "小龙",
    "俊杰",
    "俊峰",
    "晓东",
    "晓峰",
    "文明",
    "文斌",
    "新平",
    "新民",
    "福生",
    "福平",
    "贵生",
    "贵明",
    "保平",
    "保红",
    "吉平",
    "吉生",
    "林生",
    "云平",
    "瑞平",
    "瑞生",
    "鹏",
    "伟",
    "勇",
    "斌",
    "磊",
    "涛",
    "辉",
    "杰",
]
GIVEN_WOMEN = [
    "秀英",
    "秀梅",
    "秀兰",
    "桂香",
    "桂花",
    "玉梅",
    "玉兰",
    "玉香",
    "春梅",
    "春燕",
    "爱平",
    "爱梅",
    "爱珍",
    "改梅",
    "改香",
    "巧梅",
    "巧玲",
    "彩霞",
    "彩虹",
    "丽萍",
    "丽娟",
    "晓燕",
    "晓霞",
    "海燕",
    "海霞",
    "雪梅",
    "雪琴",
    "慧芳",
    "慧珍",
    "瑞芳",
    "瑞霞",
    "艳萍",
    "艳红",
    "小芳",
    "小丽",
    "芳",
    "丽",
    "霞",
    "燕",
    "静",
    "娟",
    "婷",
    "敏",
]
RARE = ("王䶮", "李𠮷平", "阿依古丽·买买提")
TOWNSHIP_POSTS = (
    "民政助理员",
    "社工站站长",
    "社会工作办公室主任",
    "党建办干事",
    "综治办干事",
    "包村干部",
    "儿童督导员",
)
VILLAGE_POSTS = ("村党支部书记", "村委会副主任", "村委会委员", "儿童主任", "网格员", "妇联主席")
COMMUNITY_POSTS = ("社区党支部书记", "社区副主任", "社区专职工作者", "儿童主任", "网格员", "社区志愿服务队长")


@dataclass(frozen=True)
class Invented:
    """One invented cadre."""

    name: str
    mobile: str
    unit_code: str
    post: str


def invent(
    units: Sequence[tuple[str, str]],
    seed: int,
    first_number: int,
    in_townships: tuple[int, int] = (13, 18),
    in_villages: Sequence[int] = (3, 4, 4, 4, 5),
) -> Iterator[Invented]:
    """Yield cadres for (code, kind) units: about fifteen a township, four a village. No number can be a real one's
    by design: they run on from 138 0000 0001."""
    source = Random(seed)  # noqa: S311  (invented people, not secrets)
    weights = [1 / (rank + 3) for rank in range(len(SURNAMES))]
    rare = iter(RARE)
    number = first_number
    for code, kind in units:
        township = len(code) == 9
        posts = TOWNSHIP_POSTS if township else COMMUNITY_POSTS if kind == "居委会" else VILLAGE_POSTS
        count = source.randint(*in_townships) if township else source.choice(in_villages)
        for place in range(count):
            surname = source.choices(SURNAMES, weights)[0]
            women = source.random() < (0.9 if posts[place % len(posts)] in ("儿童主任", "妇联主席") else 0.35)
            name = surname + source.choice(GIVEN_WOMEN if women else GIVEN_MEN)
            if number % 170 == 0:
                name = next(rare, name)
            yield Invented(name, f"138{number:08d}", code, posts[place % len(posts)])
            number += 1
