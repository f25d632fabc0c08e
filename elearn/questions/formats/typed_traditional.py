"""Headings and keys in traditional characters, 單選題 and 答案：錯, as the reader knows them. Pure."""

import re

from elearn.questions.formats import marks

_SIGNS = str.maketrans(
    "單選擇項題斷對錯誤確參標準簡論釋難識點據連線順", "单选择项题断对错误确参标准简论释难识点据连线顺"
)
_TAG = re.compile(r"[\[【（(][單選擇項題斷填空簡問答論述案例析多判是非對錯正確誤]{1,6}[\]】）)]")
_LABEL = re.compile(
    r"(?:[【\[]?(?:正確|參考|標準)?(?:答案|詳解|解析|難度|知識點|依據)[】\]]?\s*[:：]?\s*)(?P<text>.*)", re.S
)
_KEY = re.compile(r"對|錯|正確|錯誤|[√×]")


def simplified(text: str) -> str:
    """Return a line whose heading, tag, label and key are simplified; its own words stay as they are."""
    if text.translate(_SIGNS) == text:
        return text
    plain = text.translate(_SIGNS)
    if marks.section_of(plain) and not marks.section_of(text):
        return plain
    if label := _LABEL.fullmatch(text):
        end = label.start("text")
        return plain[:end] + (label["text"].translate(_SIGNS) if _KEY.fullmatch(label["text"].strip()) else text[end:])
    return _TAG.sub(lambda tag: tag[0].translate(_SIGNS), text)
