"""Papers: the holder and the organisations that they bind; anybody with the code may verify them."""

from .rows import Row, each

OF = dict.fromkeys(
    ("documents:detail", "documents:download", "documents:revoke", "documents:word", "documents:workbook"),
    "document",
)
LEDGER = {
    "visitor": 302, "secretary": 200, "college": 200, "orgdept": 200, "student": 404, "worker": 404,
    "resident": 404, "outsider": 404, "other_secretary": 404, "community_secretary": 404, "subdistrict": 404,
    "operator": 404, "auditor": 404, "partner_api": 302,
}  # fmt: skip
SHEET = {
    "visitor": 302, "secretary": 200, "college": 200, "orgdept": 200, "worker": 200, "community_secretary": 200,
    "subdistrict": 200, "student": 404, "resident": 404, "outsider": 404, "other_secretary": 404,
    "other_worker": 404, "operator": 404, "auditor": 404,
}  # fmt: skip
QUERY_HOLES = ["documents.Document"]
UNSEEN_RULES = {
    "documents.issue": "no page issues a paper by itself; contexts above do (tests/documents/test_rules.py)",
    "documents.download": "the paper's own visibility stands before it: who may not see it gets 404",
}
LOGIN = "/sign-in/"
CODE = {"code": "@document.certificate.code"}
SIGNED_IN = dict.fromkeys(
    ("resident", "student", "outsider", "secretary", "worker", "college", "operator"), 200
)
CERTIFICATE = {
    "visitor": 302, "student": 200, "secretary": 200, "college": 200, "orgdept": 200,
    "resident": 404, "outsider": 404, "other_secretary": 404, "worker": 404, "community_secretary": 404,
    "subdistrict": 404, "operator": 404, "auditor": 404, "partner_api": 302,
}  # fmt: skip
AGREEMENT = {
    "visitor": 302, "secretary": 200, "worker": 200, "community_secretary": 200, "college": 200, "orgdept": 200,
    "subdistrict": 200, "student": 404, "resident": 404, "outsider": 404, "other_secretary": 404,
    "other_worker": 404, "operator": 404, "auditor": 404,
}  # fmt: skip
REVOKE = {
    "visitor": 302, "secretary": 200, "student": 403, "college": 403, "orgdept": 403,
    "resident": 404, "outsider": 404, "other_secretary": 404, "worker": 404, "operator": 404,
}  # fmt: skip
REASON = {"reason": "姓名写错了，已重开"}
EVERYBODY = {
    "visitor": 200,
    "resident": 200,
    "student": 200,
    "worker": 200,
    "operator": 200,
    "partner_api": 200,
}

TABLE: dict[str, list[Row]] = {
    "documents:index": [
        Row(url="documents:index", who="visitor", expect=302, to=LOGIN),
        *each("documents:index", SIGNED_IN),
    ],
    "documents:detail": [
        *each("documents:detail", CERTIFICATE, state="certificate"),
        *each("documents:detail", AGREEMENT, state="agreement"),
        *each("documents:detail", {"student": 200, "secretary": 200, "worker": 404}, state="revoked"),
        *each("documents:detail", LEDGER, state="ledger"),
        *each("documents:detail", SHEET, state="sheet"),
        *each("documents:detail", {"visitor": 302, "student": 405}, state="certificate", method="post"),
    ],
    "documents:word": [
        *each("documents:word", LEDGER, state="ledger"),
        *each("documents:word", SHEET, state="sheet"),
        *each("documents:word", AGREEMENT, state="agreement"),
        *each("documents:word", {"secretary": 404, "student": 404}, state="certificate"),
    ],
    "documents:workbook": [
        *each("documents:workbook", LEDGER, state="ledger"),
        *each("documents:workbook", SHEET, state="sheet"),
        *each("documents:workbook", {"secretary": 404, "student": 404}, state="certificate"),
    ],
    "documents:download": [
        *each("documents:download", CERTIFICATE, state="certificate"),
        *each("documents:download", AGREEMENT, state="agreement"),
        *each("documents:download", {"student": 409, "secretary": 409, "worker": 404}, state="revoked"),
    ],
    "documents:revoke": [
        *each("documents:revoke", REVOKE, state="certificate"),
        *each(
            "documents:revoke",
            {"community_secretary": 200, "secretary": 200, "worker": 403},
            state="agreement",
        ),
        Row(
            url="documents:revoke",
            who="secretary",
            state="certificate",
            method="post",
            data=REASON,
            expect=302,
        ),
        Row(url="documents:revoke", who="secretary", state="certificate", method="post", expect=422),
        Row(url="documents:revoke", who="secretary", state="revoked", method="post", data=REASON, expect=302),
        *each(
            "documents:revoke",
            {"visitor": 302, "student": 403, "college": 403, "worker": 404, "outsider": 404},
            state="certificate",
            method="post",
            data=REASON,
        ),
    ],
    "documents:verify": [
        *each("documents:verify", EVERYBODY),
        *each("documents:verify", EVERYBODY, args=CODE),
        *each("documents:verify", EVERYBODY, args={"code": "@document.revoked.code"}),
        *each("documents:verify", EVERYBODY, args={"code": "@document.other.code"}),
        *each("documents:verify", dict.fromkeys(EVERYBODY, 302), query="code=@document.certificate.code"),
        *each("documents:verify", {"visitor": 404, "student": 404}, args={"code": "222222222222"}),
        *each("documents:verify", {"visitor": 422, "student": 422}, args={"code": "abc"}),
        *each("documents:verify", {"visitor": 405, "student": 405}, args=CODE, method="post"),
    ],
}
