"""What kind of device a browser runs on, in two words: enough to know one's own phone in a list, and no more."""

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _l

# What the browser says of itself → what we keep. The first that fits counts.
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("OpenHarmony", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
)
_BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("DingTalk", "DingTalk"),
    ("MQQBrowser", "QQ"),
    ("QQ/", "QQ"),
    ("UCBrowser", "UC"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_WORDS = {
    "Android": _l("Android phone"),
    "HarmonyOS": _l("HarmonyOS phone"),
    "Windows": _l("Windows computer"),
    "Mac": _l("Mac computer"),
    "Linux": _l("Linux computer"),
    "WeChat": _l("WeChat"),
    "DingTalk": _l("DingTalk"),
}


def device() -> str:
    """Return what is kept of this request's browser, such as “Android/WeChat”; empty when nothing is known."""
    agent = request.user_agent.string
    found = (next((kept for sign, kept in table if sign in agent), "") for table in (_SYSTEMS, _BROWSERS))
    return "/".join(word for word in found if word)


def device_name(kept: str) -> str:
    """Return the kept words in the user's language."""
    if not kept:
        return str(gettext("Unknown device"))
    return " · ".join(str(_WORDS.get(word, word)) for word in kept.split("/"))
