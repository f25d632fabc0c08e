"""How hard a lesson is to read: what a tired person on a phone stumbles over, counted. Pure."""

import re

MOST_IN_A_SENTENCE = 40
LEAST_CHARACTERS, MOST_CHARACTERS = 1_300, 2_300
SLOWEST, FASTEST = 220, 300
"""Characters a minute: an unhurried reader in his fifties, with pictures to look at."""

# Words of reports that say nothing to somebody in a village. A title or a quoted name may hold them.
FILLER = re.findall(
    r"\S+",
    "旨在 赋能 抓手 进一步 切实 高度重视 深入贯彻 贯彻落实 扎实推进 着力 大力 不断提升 充分发挥 助力 "
    "打造 构建 完善机制 统筹协调 全方位 多维度 闭环 痛点 落地见效 提质增效 凝心聚力 久久为功 综上所述 众所周知",
)


def sentences(markdown: str) -> list[str]:
    """Return what stands between full stops, semicolons, colons, cells or ends of lines; titles in 《》 left out."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", markdown)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"《[^》]*》", "", text)
    text = re.sub(r"^[ \t]*(?:#+|[-*>]|\d+\.)[ \t]+", "", text, flags=re.M)
    parts = re.split(r"[。！？；：\n|]", text)
    return [plain for part in parts if (plain := re.sub(r"[\s*>]|^-+$", "", part))]


def long_sentences(markdown: str) -> list[str]:
    """Return the sentences that are lost before their end is reached."""
    return [each for each in sentences(markdown) if len(each) > MOST_IN_A_SENTENCE]


def filler(markdown: str) -> list[str]:
    """Return the empty words of a text; what is quoted from a document is its own."""
    text = re.sub(r"《[^》]*》|“[^”]*”", "", markdown)
    return [word for word in FILLER if word in text]


def characters(markdown: str) -> int:
    """Return how much there is to read, without marks of Markdown and text alternatives."""
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)", "", markdown)
    return len(re.sub(r"[\s*#>|-]", "", text))


def minutes(markdown: str) -> range:
    """Return the minutes that the text may honestly say it takes."""
    count = characters(markdown)
    return range(-(-count // FASTEST), count // SLOWEST + 1)
