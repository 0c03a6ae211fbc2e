"""Remarks: everybody may speak; operators answer; each sees their own, or one with number and code."""

from .rows import Row, each

OF = {"feedback:detail": "remark", "feedback:answer": "remark"}
QUERY_HOLES = ["feedback.Remark"]
UNSEEN_RULES = {
    "feedback.say": "everybody may speak, with an account or with a visitor's capability",
    "feedback.remind": "held by the platform itself; no page reminds",
}
LOGIN = "/sign-in/"
PEOPLE = ("resident", "student", "outsider", "secretary", "worker", "college", "operator", "auditor")
EVERYBODY = ("visitor", *PEOPLE)
HIDDEN = {"student": 404, "outsider": 404, "secretary": 404, "worker": 404, "college": 404, "auditor": 404}
SAY = {"kind": "suggestion", "words": "报名按钮可以再大一点", "contact": "13800002207", "page": "/points/"}
RECEIPT = {"receipt": "@remark.open.receipt", "code": "@text.receipt_code"}
ANSWER = {"answer": "已经改大，明天上线。"}

TABLE: dict[str, list[Row]] = {
    "feedback:index": [
        Row(url="feedback:index", who="visitor", expect=302, to=LOGIN),
        *each("feedback:index", dict.fromkeys(PEOPLE, 200)),
    ],
    "feedback:say": [
        *each("feedback:say", dict.fromkeys(EVERYBODY, 200)),
        *each("feedback:say", dict.fromkeys(EVERYBODY, 302), method="post", data=SAY),
        *each("feedback:say", dict.fromkeys(EVERYBODY, 422), method="post", data={**SAY, "words": ""}),
    ],
    "feedback:receipt": each("feedback:receipt", dict.fromkeys(EVERYBODY, 302)),
    "feedback:status": [
        *each("feedback:status", dict.fromkeys(EVERYBODY, 200)),
        *each("feedback:status", dict.fromkeys(EVERYBODY, 200), method="post", data=RECEIPT),
        *each(
            "feedback:status",
            dict.fromkeys(EVERYBODY, 422),
            method="post",
            data={**RECEIPT, "code": "00000000"},
        ),
    ],
    "feedback:detail": [
        *each("feedback:detail", {**HIDDEN, "visitor": 302, "resident": 200, "operator": 200}, state="open"),
        *each(
            "feedback:detail", {**HIDDEN, "visitor": 302, "resident": 200, "operator": 200}, state="answered"
        ),
    ],
    "feedback:answer": [
        *each("feedback:answer", {**HIDDEN, "visitor": 302, "resident": 403, "operator": 200}, state="open"),
        *each(
            "feedback:answer",
            {**HIDDEN, "visitor": 302, "resident": 403, "operator": 302},
            state="open",
            method="post",
            data=ANSWER,
        ),
        Row(url="feedback:answer", who="operator", state="open", method="post", expect=422),
        Row(url="feedback:answer", who="operator", state="answered", method="post", data=ANSWER, expect=409),
    ],
}
