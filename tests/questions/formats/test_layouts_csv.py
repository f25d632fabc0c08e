"""Tables as other programs write them as text: their columns, their signs, their words. Each expectation is exact.

The texts are our own; the shapes are those of templates and exports that are in use.
"""

import pytest

from tests.questions.formats.tables import outcome

LAYOUTS = {
    # Columns in English, as web programs name them.
    "question, option_a": ("question,option_a,option_b,correct_option\nWhich?,one,two,B\n", "2 S:B"),
    "answer as text": (
        "category,question,option_a,option_b,correct_answer\nx,What?,Tell them,Hide,Tell them\n",
        "2 S:A",
    ),
    "camel case": (
        "questionText,points,questionType,optionA,optionB,correctAnswer\n"
        "What?,1,MULTIPLE_CHOICE,x,y,B\nSo.,1,TRUE_FALSE,,,TRUE\n",
        "2 S:B / 3 T:1",
    ),
    "ids beside": (
        "subject_id,topic_id,question_text,correct_answer,option_A,option_B\n1,2,What?,A,xx,yy\n",
        "2 S:A",
    ),
    "lists with semicolons": (
        "questionText,type,options,correctAnswers\nOne?,single,"
        "red;green,green\nTwo?,multiple,red;green;blue,red;blue\nTell.,text,,\n",
        "2 S:B / 3 M:AC / 4 E:",
    ),
    "lists of programs": (
        'answer,title,type,options\n"[""B""]",甲？,SC,"[""一"",""二""]"\n"[""A"",""B""]",乙？,MC,"[""一"",""二""]"\n',
        "2 S:B / 3 M:AB",
    ),
    "objects of programs": (
        'title,options,answer\n甲？,"[{""key"":""A"",'
        '""text"":""一""},{""key"":""B"",""text"":""二"",""isCorrect"":true}]",\n'
        '乙？,"{""A"":""一"",""B"":""二""}",A\n丙？,"[{""x"":1}]",A\n',
        "2 S:B / 3 S:A / 4 few-options",
    ),
    "a mark at each option": (
        "content,type,option1,option2,isCorrect1,isCorrect2,correctAnswer\nOne?,single,x,y,false,true,\n"
        "Two?,multiple,x,y,true,true,\nSo.,tf,,,,,true\nBad?,single,x,y,maybe,true,\n",
        "2 S:B / 3 M:AB / 4 T:1 / 5 bad-mark",
    ),
    "counted options": ("Question,Option 1,Option 2,Correct Option\nA?,x,y,2\nB?,x,y,1\n", "2 S:B / 3 S:A"),
    "counted from zero": ("Question,Option 1,Option 2,Correct Option\nA?,x,y,0\nB?,x,y,1\n", "2 S:A / 3 S:B"),
    "a number or a place": (
        "Question,Option 1,Option 2,Answer\nHow many?,2,3,2\nB?,x,y,3\n",
        "2 number-answer / 3 number-answer",
    ),
    "several places": ('Question,Option 1,Option 2,Option 3,Answer\nTwo?,x,y,z,"1,3"\n', "2 M:AC"),
    "places of statements": (
        "Question,Type,Option 1,Option 2,Answer\nA.,tf,True,False,2\nB.,tf,False,True,1\n",
        "2 T:0 / 3 number-answer",
    ),
    "right and wrong answers": (
        "Some Template,,,\nQuestion,Correct Answer,Incorrect Answer 1,Incorrect Answer 2\nA?,yes,no,never\n",
        "3 S:A",
    ),
    "answer 1 beside A to D": (
        "questionname,questiontext,A,B,Answer 1,Answer 2\nq,One?,x,y,A,\nq,Two?,x,y,A,B\n",
        "2 S:A / 3 M:AB",
    ),
    "an instruction row": (
        'Question Text,Question Type,Option 1,Option 2,'
        'Correct Answer\n"Text\n(required)","Type\n(optional)","Text 1\n(required)",'
        '"Text 2\n(optional)","Which\n(required)"\nA?,Multiple Choice,x,y,2\nIt is ____,Fill-in-the-Blank,Paris,,\n',
        "3 S:B / 4 F:Paris",
    ),
    "question and answer alone": ("Question,Answer\nWho?,Somebody\n", "2 no-kind"),
    # Columns in Chinese.
    "number, question, letters": ("序号,题目,A,B,答案\n1,甲？,一,二,A\n", "2 S:A"),
    "pinyin": ("xuhao,type,content,answer,A,B\n1,单选题,1.会在____开。,B,一,二\n", "2 S:B"),
    "dashes for no option": (
        "题型,题干,选项A,选项B,选项C,选项D,答案\n判断题,甲。,错误,正确,-,"
        "-,B\n单选题,乙？,一,二,三,/,C\n单选题,丙？,一,二,三,-,D\n",
        "2 T:1 / 3 S:C / 4 answer",
    ),
    "letters without options": ("type,question,answer\n单选题,甲（ ）,D\n判断题,乙（ ）,B\n", "2 few-options / 3 T:0"),
    "codes with a legend": (
        '问题,"题型（0单选，1判断，2多选）",选项A,选项B,选项C,"答案（多选用逗号，如：A,'
        'B）"\n甲？,0,一,二,三,B\n乙。,1,正确,错误,,A\n丙？,2,一,二,三,"A,C"\n',
        "2 S:B / 3 T:1 / 4 M:AC",
    ),
    "codes with a legend behind": (
        "题干,题型(单选1;多选2),A,B,答案\n甲？,1,一,二,B\n乙？,2,一,二,B\n",
        "2 S:B / 3 too-few",
    ),
    "codes that answers explain": (
        "题干,题型,A,B,C,答案\n甲？,1,一,二,三,B\n乙？,2,一,二,三,AB\n丙。,3,,,,对\n",
        "2 S:B / 3 M:AB / 4 T:1",
    ),
    "codes that answers do not explain": (
        "题干,题型,A,B,C,答案\n甲？,1,一,二,三,B\n乙？,1,一,二,三,AB\n丙。,2,,,,1\n",
        "2 unknown-kind / 3 unknown-kind / 4 no-kind+unknown-kind",
    ),
    "key beside its text": (
        "题干,A,B,正确答案,正确答案文本\n甲？,一,二,B,二\n乙？,一,二,B,一\n",
        "2 S:B / 3 two-answers",
    ),
    "key beside letter and text": (
        "题干,A,B,答案,正确项\n甲？,一,二,B,B. 二\n乙？,一,二,B,A. 一\n",
        "2 S:B / 3 two-answers",
    ),
    "two columns of keys": ("题干,A,B,参考答案,标准答案\n甲？,一,二,A,B\n", "2 two-answers"),
    "options a line each": (
        '题型,题目,选项(每行一个),答案,分值\n单选题,甲？,"一\n二",A,10\n单选题,乙？,一\\n二,B,10\n',
        "2 S:A / 3 S:B",
    ),
    "options by a stroke": ("题型,题干,选项,正确答案\n单选题,甲？,A. 一|B. 二,A\n", "2 S:A"),
    "options by commas and slashes": (
        "题型,题干,可选项,答案\n单选,甲？,一、二、三,B\n单选,乙？,一/二/三,C\n单选,丙？,一、二,B\n",
        "2 S:B / 3 S:C / 4 few-options",
    ),
    "keys by strokes and signs": (
        "题型,题干,A,B,C,答案\n多选,甲？,一,二,三,A|C\n多选,乙？,一,二,三,A#C\n多选,丙？,一,二,三,一#三\n",
        "2 M:AC / 3 M:AC / 4 M:AC",
    ),
    "a picture by its address": (
        "题型,题目,A,B,答案,图片URL\n单选,甲？,一,二,A,\n单选,乙？,一,二,A,https://x.cn/a.png\n单选,丙？,一,二,A,无\n",
        "2 S:A / 3 picture-missing / 4 S:A",
    ),
    "a remark of the template": (
        "学科,题型,题干,A,B,答案\n社,判断,甲。,,,对\n# 提示(本行可删): 题型=单选/判断\n",
        "2 T:1",
    ),
    "types that are no kinds": ("类型,题干,A,B,答案\n理论,甲？,一,二,A\n安全,乙？,一,二,B\n", "2 S:A / 3 S:B"),
    "kinds at odds": ("题型,题干,A,B,答案\n单选/多选,甲？,一,二,A\n", "2 unknown-kind"),
    "kinds filled down": (
        "题型,题干,A,B,C,答案\n单选,甲？,一,二,三,A\n,乙？,一,二,三,B\n多选,丙？,一,二,三,AB\n,丁？,一,二,三,A\n",
        "2 S:A / 3 S:B / 4 M:AB / 5 unknown-kind",
    ),
    "an answer with its reason": ("题目,A,B,答案\n甲？,一,二,B 解析：因为\n", "2 S:B"),
    "an answer in the row below": ("题目,A,B\n甲？,一,二\n答案：B,,\n", "2 S:B"),
    "numbers with gaps": ("题干,答案\n1、甲。,对\n2、乙。,错\n4、丁。,对\n", "2 T:1 / 3 T:0 / 4 T:1"),
    # Signs, encodings, quotation marks.
    "semicolons under a title": ("某县题库;;;;\n题干;题型;A;B;答案\n甲？;单选;一;二;B\n", "3 S:B"),
    "a first line for Excel": ("sep=;\n题干;A;B;答案\n甲？;一;二;B\n", "3 S:B"),
    "an open quotation mark": (
        '题干,A,B,答案\n"五社”有？,一,二,A\n乙？,"一,一",二,B\n"丙？,一,二,A\n',
        "2 S:A / 3 S:B / 4 S:A",
    ),
    "an apostrophe before a number": ("题型,题干,答案\n填空,____,'007\n", "2 F:007"),
    "errors kept as text": ("题型,题干,A,B,答案\n单选,甲？,#REF!,二,B\n", "2 wrong-cell"),
    "more cells than columns": ("题型,题干,答案\n填空,甲、乙的____,一,二\n", "2 too-long-row"),
    "no header": ("甲？,一,二,A\n乙？,三,四,B\n", "ask 1"),
    "blanks told in the options": (
        "题干,题型,选项 A,选项 B,正确答案H\n自收到之日起___日内。,填空题,15,,15\n"
        "有____和____。,填空题,甲,乙,\n有____。,填空题,甲,乙,A\n",
        "2 F:15 / 3 F:甲|乙 / 4 options-of-blank",
    ),
    "places under letters": (
        "题目内容,选项A,选项B,正确答案,类型\n甲？,一,二,0,single\n乙。,对,错,1,judge\n",
        "2 number-answer / 3 number-answer",
    ),
    "ones and noughts of statements": ("题目,答案,题型\n甲。,1,判断\n乙。,0,判断\n", "2 T:1 / 3 T:0"),
    "an option as an object": (
        "题型,题目内容,选项A,选项B,正确答案\nsingle_choice,甲？,"
        "\"{'label': 'A', 'content': '一'}\",\"{'label': 'B', 'content': '二'}\",A\n"
        "single_choice,乙？,[object Object],[object Object],A\n",
        "2 S:A / 3 same-options+picture-missing",
    ),
    "names of pictures that are not there": (
        "题干,A,B,答案\n看图[ct_01.gif]是？,一,二,A\n看图![图](a/b.png)是？,一,二,A\n看【图片】是？,一,二,A\n文件a.png是？,图,文,A\n",
        "2 picture-missing / 3 picture-missing / 4 picture-missing / 5 S:A",
    ),
    "none in the further columns of a statement": ("题型,题干,A,B,C,D,答案\n判断,甲。,对,错,无,-,B\n", "2 T:0"),
    "nothing but a header": ("题干,答案\n", ""),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_each_layout_is_read_exactly(layout: str) -> None:
    text, expected = LAYOUTS[layout]
    assert " / ".join(outcome("题库.csv", text.encode())) == expected


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("name", ["题库.csv", "题库.xls", "题库.xlsx", "题库.tsv"])
def test_tabs_in_any_encoding_under_any_name(name: str, encoding: str) -> None:
    text = "题干\t题型\t选项A\t选项B\t答案\n社会工作日在几月？\t单选\t三月\t四月\tA\n"
    assert outcome(name, text.encode(encoding)) == ["2 S:A"]


def test_an_unknown_table_named_xls_is_asked_about_and_no_text() -> None:
    assert outcome("导出.xls", "谜面\t谜底\t谜底\n甲\t一\t二\n乙\t三\t四\n".encode()) == ["ask 1"]
