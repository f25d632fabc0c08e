"""QTI of four versions, as items and as packages: read right, or refused by the name of the item."""

import pytest

from elearn.questions import read_apart
from elearn.questions.formats.reading import Draft, Unreadable
from elearn.questions.formats.sniff import read_file
from elearn.questions.grading import Kind
from tests.questions.formats.files import zipped

V21 = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1"'
V22 = 'xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2"'
CHOICES = "".join(f'<simpleChoice identifier="{n}">选项{n}</simpleChoice>' for n in "ABC")


def _item(body: str, response: str, space: str = V21, more: str = "") -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><assessmentItem {space} identifier="wushe-001" title="题一" '
        f'adaptive="false" timeDependent="false">{response}<itemBody>{body}</itemBody>{more}</assessmentItem>'
    )


def _response(cardinality: str, *values: str, kind: str = "identifier", mapping: str = "") -> str:
    right = "".join(f"<value>{value}</value>" for value in values)
    correct = f"<correctResponse>{right}</correctResponse>" if values else ""
    return (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{kind}">'
        f"{correct}{mapping}</responseDeclaration>"
    )


def _read(text: str) -> Draft:
    [draft] = read_file("item.xml", text.encode()).drafts
    return draft


def _choice(most: int = 1, choices: str = CHOICES, prompt: str = "<prompt>五社不包括？</prompt>") -> str:
    asked = (
        f'<choiceInteraction responseIdentifier="RESPONSE" maxChoices="{most}">{prompt}{choices}</choiceInteraction>'
    )
    return f"<p>看材料。</p>{asked}"


FEEDBACK = '<modalFeedback outcomeIdentifier="F" showHide="show" identifier="x"><p>因为<b>甲</b>。</p></modalFeedback>'
MAPPED = (
    '<mapping defaultValue="0"><mapEntry mapKey="A" mappedValue="1"/><mapEntry mapKey="B" mappedValue="{b}"/></mapping>'
)
BLANK = '<textEntryInteraction responseIdentifier="RESPONSE"/>'
SIDES = (
    '<matchInteraction responseIdentifier="RESPONSE" maxAssociations="0"><prompt>连线</prompt><simpleMatchSet>'
    '<simpleAssociableChoice identifier="L1" matchMax="1">甲</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="L2" matchMax="1">乙</simpleAssociableChoice></simpleMatchSet><simpleMatchSet>'
    '<simpleAssociableChoice identifier="R1" matchMax="1">一</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="R2" matchMax="1">二</simpleAssociableChoice>'
    '<simpleAssociableChoice identifier="R3" matchMax="1">三</simpleAssociableChoice>'
    "</simpleMatchSet></matchInteraction>"
)
ORDER = f'<orderInteraction responseIdentifier="RESPONSE"><prompt>排</prompt>{CHOICES}</orderInteraction>'
TRUTHS = '<simpleChoice identifier="A">对</simpleChoice><simpleChoice identifier="B">错</simpleChoice>'
INLINE = '<inlineChoiceInteraction responseIdentifier="RESPONSE"><inlineChoice identifier="A">一</inlineChoice>'
INLINE += '<inlineChoice identifier="B">五</inlineChoice></inlineChoiceInteraction>'


@pytest.mark.parametrize(
    ("body", "response", "kind", "stem", "answer"),
    [
        (_choice(), _response("single", "C"), Kind.SINGLE, "看材料。\n五社不包括？", "C"),
        (_choice(0), _response("multiple", "A", "C"), Kind.MULTIPLE, "看材料。\n五社不包括？", "AC"),
        (_choice(0), _response("multiple", "B"), Kind.INDEFINITE, "看材料。\n五社不包括？", "B"),
        (_choice(1, TRUTHS), _response("single", "B"), Kind.TRUE_FALSE, "看材料。\n五社不包括？", False),
        (_choice(), _response("single", mapping=MAPPED.format(b="0.5")), Kind.SINGLE, "看材料。\n五社不包括？", "A"),
        (
            _choice(0),
            _response("multiple", mapping=MAPPED.format(b="1")),
            Kind.MULTIPLE,
            "看材料。\n五社不包括？",
            "AB",
        ),
        (
            f"<p>省会是{BLANK}市。</p>",
            _response("single", "太原", kind="string"),
            Kind.FILL,
            "省会是____市。",
            [["太原"]],
        ),
        (f"<p>几个{BLANK}</p>", _response("single", "5", kind="integer"), Kind.FILL, "几个____", [["5"]]),
        (SIDES, _response("multiple", "L1 R2", "L2 R1"), Kind.MATCH, "连线", [["甲", "二"], ["乙", "一"]]),
        (ORDER, _response("ordered", "C", "A", "B"), Kind.ORDER, "排", ["选项C", "选项A", "选项B"]),
        (f"<p>五社有{INLINE}个。</p>", _response("single", "B"), Kind.SINGLE, "五社有（　）个。", "B"),
    ],
)
@pytest.mark.parametrize("space", [V21, V22, ""])
def test_every_known_kind(body: str, response: str, kind: Kind, stem: str, answer: object, space: str) -> None:
    draft = _read(_item(body, response, space, FEEDBACK))
    assert draft.rejected == []
    found = draft.question
    assert found
    assert (found.ref, found.kind, found.stem, found.answer) == ("wushe-001", kind, stem, answer)
    assert found.explanation == "因为甲。"


def test_an_essay_keeps_what_it_is_marked_by() -> None:
    rubric = '<rubricBlock view="scorer"><p>要说甲。</p></rubricBlock>'
    asked = '<extendedTextInteraction responseIdentifier="RESPONSE"><prompt>谈谈。</prompt></extendedTextInteraction>'
    found = _read(_item(rubric + asked, _response("single", kind="string"))).question
    assert found
    assert (found.kind, found.stem, found.answer) == (Kind.ESSAY, "谈谈。", "要说甲。")


def test_version_three_with_its_dashes() -> None:
    text = """<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="q" title="题">
      <qti-response-declaration identifier="RESPONSE" cardinality="multiple" base-type="identifier">
        <qti-correct-response><qti-value>a</qti-value><qti-value>c</qti-value></qti-correct-response>
      </qti-response-declaration>
      <qti-item-body><qti-choice-interaction response-identifier="RESPONSE" max-choices="0">
        <qti-prompt>哪些？</qti-prompt><qti-simple-choice identifier="a">甲<br/>一</qti-simple-choice>
        <qti-simple-choice identifier="b">乙</qti-simple-choice><qti-simple-choice identifier="c">丙
          <qti-feedback-inline outcome-identifier="F" identifier="c" show-hide="show">对了</qti-feedback-inline>
        </qti-simple-choice></qti-choice-interaction></qti-item-body></qti-assessment-item>"""
    found = _read(text).question
    assert found
    assert (found.kind, found.stem, found.options, found.answer) == (
        Kind.MULTIPLE,
        "哪些？",
        ("甲\n一", "乙", "丙"),
        "AC",
    )


@pytest.mark.parametrize(
    ("body", "response", "code"),
    [
        (_choice(), _response("single"), "no-answer"),
        (_choice(), _response("single", "X"), "answer"),
        (_choice(), "", "no-answer"),
        ("<p>只有文字。</p>", "", "description"),
        ('<hotspotInteraction responseIdentifier="RESPONSE"/>', _response("single", "A"), "unknown-kind"),
        (_choice() + _choice(), _response("single", "A"), "several-parts"),
        (SIDES, _response("multiple", "L1 R2", "L2 R2"), "not-one-to-one"),
        (SIDES, _response("multiple", "L1 R2"), "not-one-to-one"),
        (ORDER, _response("ordered", "C", "A"), "answer"),
        ('<p><img src="a.png" alt="图"/></p>' + _choice(), _response("single", "A"), "picture-missing"),
        ("<p><math><mi>x</mi></math></p>" + _choice(), _response("single", "A"), "formula"),
        (_choice(1, CHOICES.replace("选项B", "")), _response("single", "A"), "empty-option"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(body: str, response: str, code: str) -> None:
    draft = _read(_item(body, response))
    assert [doubt.code for doubt in draft.rejected] == [code]
    assert draft.where.item == "题一"


def test_an_item_of_a_shared_text_is_refused() -> None:
    stimulus = '<assessmentStimulusRef identifier="s" href="s.xml"/>'
    draft = _read(_item(_choice(), _response("single", "A") + stimulus))
    assert [doubt.code for doubt in draft.rejected] == ["shared-text"]


def _old(presentation: str, conditions: str, more: str = "", ident: str = "i1") -> str:
    return (
        f'<item ident="{ident}" title="老题"><presentation><material><mattext texttype="text/html">'
        f"&lt;p&gt;问？&lt;/p&gt;</mattext></material>{presentation}</presentation><resprocessing><outcomes/>{conditions}</resprocessing>{more}</item>"
    )


def _lid(cardinality: str = "Single", ident: str = "r1", before: str = "") -> str:
    labels = "".join(
        f'<response_label ident="{n}"><material><mattext>项{n}</mattext></material></response_label>' for n in "123"
    )
    choices = f"{before}<render_choice>{labels}</render_choice>"
    return f'<response_lid ident="{ident}" rcardinality="{cardinality}">{choices}</response_lid>'


def _earns(inner: str, marks: str = "100") -> str:
    set_marks = f'<setvar action="Set" varname="SCORE">{marks}</setvar>'
    return f"<respcondition><conditionvar>{inner}</conditionvar>{set_marks}</respcondition>"


def _is(value: str, ident: str = "r1") -> str:
    return f'<varequal respident="{ident}">{value}</varequal>'


TYPED = '<response_str ident="r1" rcardinality="Single"><render_fib/></response_str>'
LEFT = "<material><mattext>左{n}</mattext></material>"
MATCH = _lid(ident="r1", before=LEFT.format(n=1)) + _lid(ident="r2", before=LEFT.format(n=2))
DOCTYPE = '<!DOCTYPE questestinterop SYSTEM "ims_qtiasiv1p2.dtd">'
AGREE = '<itemfeedback ident="f"><flow_mat><material><mattext>因为。</mattext></material></flow_mat></itemfeedback>'
NOT_3 = f"<not>{_is('3')}</not>"


@pytest.mark.parametrize(
    ("presentation", "conditions", "kind", "answer"),
    [
        (_lid(), _earns(_is("2")), Kind.SINGLE, "B"),
        (_lid(), _earns(_is("2")) + _earns(_is("1"), "0"), Kind.SINGLE, "B"),
        (_lid("Multiple"), _earns(f"<and>{_is('1')}{_is('2')}{NOT_3}</and>"), Kind.MULTIPLE, "AB"),
        (_lid("Multiple"), _earns(_is("1"), "50") + _earns(_is("3"), "50"), Kind.MULTIPLE, "AC"),
        (_lid("Ordered"), _earns(_is("3") + _is("1") + _is("2")), Kind.ORDER, ["项3", "项1", "项2"]),
        (TYPED, _earns(_is("太原")) + _earns(_is("太原市")), Kind.FILL, [["太原", "太原市"]]),
        (TYPED, _earns('<vargte respident="r1">3</vargte><varlte respident="r1">5</varlte>'), Kind.FILL, [["3~5"]]),
        (
            MATCH,
            _earns(_is("2", "r1"), "50") + _earns(_is("1", "r2"), "50"),
            Kind.MATCH,
            [["左1", "项2"], ["左2", "项1"]],
        ),
        (TYPED, "", Kind.ESSAY, ""),
    ],
)
def test_version_one(presentation: str, conditions: str, kind: Kind, answer: object) -> None:
    text = f"<?xml version='1.0'?>{DOCTYPE}<questestinterop>{_old(presentation, conditions, AGREE)}</questestinterop>"
    draft = _read(text)
    assert draft.rejected == []
    found = draft.question
    assert found
    assert (found.kind, found.answer, found.explanation) == (kind, answer, "因为。")
    assert found.stem.startswith("问？")


@pytest.mark.parametrize(
    ("presentation", "conditions", "code"),
    [
        (_lid(), "", "no-answer"),
        (_lid(), _earns(_is("1")) + _earns(_is("2")), "several"),
        (_lid("Multiple"), _earns(f"<or>{_is('1')}{_is('2')}</or>"), "condition"),
        (TYPED, _earns('<varsubstring respident="r1">太</varsubstring>'), "condition"),
        (TYPED, _earns('<vargte respident="r1">3</vargte>'), "condition"),
        ('<response_xy ident="r1"/>', _earns(_is("1")), "unknown-kind"),
        (MATCH, _earns(_is("2", "r1")) + _earns(_is("2", "r2")), "not-one-to-one"),
        ("", "", "description"),
    ],
)
def test_version_one_refused_by_name(presentation: str, conditions: str, code: str) -> None:
    draft = _read(f"<questestinterop><section>{_old(presentation, conditions)}</section></questestinterop>")
    assert [doubt.code for doubt in draft.rejected] == [code]


MANIFEST = (
    '<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1"><resources>'
    '<resource identifier="2" type="imsqti_item_xmlv2p1" href="items/b.xml"><file href="items/b.xml"/></resource>'
    '<resource identifier="1" type="imsqti_item_xmlv2p1" href="items/a.xml"><file href="items/a.xml"/></resource>'
    "</resources></manifest>"
)


def test_a_package_in_the_order_of_its_manifest_with_pictures() -> None:
    pictured = _item('<p><img src="../img/a%20b.png" alt="一张图"/></p>' + _choice(), _response("single", "A"))
    data = zipped(
        {
            "imsmanifest.xml": MANIFEST,
            "items/a.xml": _item(_choice(), _response("single", "B")),
            "items/b.xml": pictured,
            "img/a b.png": b"png",
            "tests/t.xml": f"<assessmentTest {V21}/>",
        }
    )
    reading = read_file("p.zip", data)
    assert [draft.where.item for draft in reading.drafts] == ["items/b.xml", "items/a.xml"]
    first = reading.drafts[0].question
    assert first
    assert [(each.file, each.alt) for each in first.pictures] == [("a_b.png", "一张图")]
    assert reading.pictures == {"a_b.png": b"png"}


def test_a_package_of_version_one_without_manifest() -> None:
    items = _old(_lid(), _earns(_is("2"))) + _old(_lid(), _earns(_is("3")), ident="i2")
    reading = read_file("c.zip", zipped({"g1/q.xml": f"<questestinterop>{items}</questestinterop>"}))
    assert [draft.question and draft.question.answer for draft in reading.drafts] == ["B", "C"]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"../../etc/x.xml": "<a/>"}, "unsafe"),
        ({"/etc/x.xml": "<a/>"}, "unsafe"),
        ({"x.xml": "<a/>"}, "no-items"),
        ({"x.xml": "<a"}, "no-items"),
        ({"x.docx": "x"}, "other"),
        ({"x.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}, "entities"),
    ],
)
def test_hostile_packages_are_refused(members: dict[str, str], code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_apart.read("p.zip", zipped(members))
    assert refused.value.code == code
