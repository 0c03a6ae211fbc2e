"""Activities: the board is public; both sides' organisers run the desk; seats are their holders' own."""

from . import attendance, minors
from .activity_words import (
    ANYBODY,
    EVERY_WEEK,
    GROUP,
    NO_ORGANISER,
    NOBODY,
    NOT_OURS_DRAFT,
    OURS_ONLY,
    RAIN,
    RUNS_DESK,
    SEES_DAY,
    SEES_DRAFT,
    SINCE,
    a_day,
    a_stall,
    changed,
    code_of,
    everybody,
    login,
    minutes_of,
    plan,
    posted,
)
from .rows import Row, each

OF = {
    "activities:detail": "activity",
    "activities:edit": "activity",
    "activities:publish": "activity",
    "activities:cancel": "activity",
    "activities:finish": "activity",
    "activities:desk": "activity",
    "activities:confirm": "activity",
    "activities:countersign_all": "activity",
    "activities:sign_up": "shift",
    "activities:hand_over": "activity",
    "activities:repeat": "activity",
    "activities:stop_plan": "plan",
    "activities:guardian": "consent",
    "activities:withdraw_consent": "consent",
    "activities:big_day": "big_day",
    "activities:add_stall": "big_day",
    "activities:announce_day": "big_day",
    "activities:screen": "big_day",
    "activities:teams": "big_day",
    "activities:answer_team": "team",
    "activities:sign_up_group": "shift",
    "activities:select": "shift",
    "activities:decline_rest": "shift",
    "activities:code": "shift",
    "activities:check_in": "shift",
    "activities:cancel_sign_up": "sign_up",
    "activities:tick": "sign_up",
    "activities:absent": "sign_up",
    "activities:countersign": "sign_up",
    "activities:return_minutes": "sign_up",
}
QUERY_HOLES = [
    "activities.Activity",
    "activities.Shift",
    "activities.SignUp",
    "activities.Plan",
    "activities.BigDay",
    "activities.Team",
    "activities.GuardianConsent",
]
NO_FIELD = "the form for changes has no such field"
FREE_FIELDS = {"activities:edit": {"organizer": NO_FIELD, "project": NO_FIELD}}
UNSEEN_RULES = {
    "activities.start": "a sweep starts what has begun; no page does",
    "activities.register_team": "only the link holds it (tests/activities/test_bigdays.py)",
    "activities.own_feed": "the pages ask for nobody but the one who is signed in",
    "activities.remind": "a sweep reminds; no page does",
    "activities.ask_certificate": "the page asks for nobody but the one who is signed in",
    "activities.cancel_sign_up": "the page finds one's own seats only, others' answer 404",
    "activities.confirm_minutes": "the desk confirms many at once and passes one's own seat over with the same 302 "
    "(tests/activities/test_attendance.py)",
}
# fmt: off
TABLE: dict[str, list[Row]] = {
    "activities:index": each("activities:index", everybody(200, visitor=200, partner_api=200)),
    "activities:detail": [
        *each("activities:detail", everybody(200, visitor=200, partner_api=200), state="open"),
        *each("activities:detail", everybody(200, visitor=200, partner_api=200), state="cancelled"),
        *each("activities:detail", everybody(404, visitor=404, partner_api=404, **SEES_DRAFT), state="draft"),
        *each(
            "activities:detail",
            everybody(404, visitor=404, partner_api=404, student=200, resident=200, **SEES_DRAFT),
            state="members",
        ),
    ],
    "activities:mine": each("activities:mine", everybody(200)),
    "activities:hours": each("activities:hours", everybody(200)),
    "activities:certificate": [
        *each("activities:certificate", everybody(200)),
        *each("activities:certificate", {"student": 302, "resident": 409, "secretary": 409}, method="post", data=SINCE),
        login("activities:certificate"),
    ],
    "activities:check_in_now": [
        *each("activities:check_in_now", everybody(200, student=302)),
        Row(url="activities:check_in_now", who="student", expect=302, to="/check-in/"),
    ],
    "activities:draft": [
        *each(
            "activities:draft",
            everybody(200, **NO_ORGANISER),
        ),
        *each(
            "activities:draft",
            everybody(422, secretary=302, **NO_ORGANISER),
            method="post",
            data=plan,
        ),
    ],
    "activities:edit": [
        *each("activities:edit", everybody(403, secretary=200), state="open"),
        *each(
            "activities:edit",
            everybody(403, **NOT_OURS_DRAFT, secretary=200, worker=200, community_secretary=200),
            state="draft",
        ),
        *posted("activities:edit", everybody(403, secretary=302), "open", data=changed("open")),
        *posted("activities:edit", {"secretary": 302, "worker": 302, "college": 403}, "draft", data=changed("draft")),
        *posted("activities:edit", {"secretary": 409, "worker": 403}, "settled", data=changed("settled")),
    ],
    "activities:publish": [
        *posted("activities:publish", everybody(403, **NOT_OURS_DRAFT, secretary=302), "draft"),
        *posted("activities:publish", {"secretary": 409, "worker": 403, "student": 403}, "open"),
        Row(url="activities:publish", who="secretary", expect=405, state="draft"),
        login("activities:publish", "draft"),
    ],
    "activities:cancel": [
        *each("activities:cancel", everybody(403, secretary=200), state="open"),
        *posted("activities:cancel", everybody(403, secretary=302), "open", data=RAIN),
        *posted("activities:cancel", everybody(403, **NOT_OURS_DRAFT, secretary=302), "draft", data=RAIN),
        *posted("activities:cancel", {"secretary": 409, "worker": 403}, "running", data=RAIN),
        *posted("activities:cancel", {"secretary": 409, "worker": 403}, "settled", data=RAIN),
        *posted("activities:cancel", {"secretary": 409}, "cancelled", data=RAIN),
        *posted("activities:cancel", {"secretary": 422}, "open", data={"reason": ""}),
    ],
    "activities:finish": [
        *posted("activities:finish", everybody(403, secretary=302), "running"),
        *posted("activities:finish", everybody(403, secretary=302), "over"),
        *posted("activities:finish", {"secretary": 409, "worker": 403}, "open"),
        *posted("activities:finish", {"secretary": 409, "worker": 403}, "settled"),
        *posted("activities:finish", {"secretary": 409, "worker": 403, "student": 404}, "draft"),
        Row(url="activities:finish", who="secretary", expect=405, state="running"),
    ],
    "activities:desk": [
        *[row for state in ("finished", "running", "settled", "open")
          for row in each("activities:desk", everybody(403, **RUNS_DESK), state=state)],
        *each("activities:desk", everybody(404, **RUNS_DESK), state="draft"),
        login("activities:desk", "finished", "get"),
    ],
    "activities:confirm": [
        *posted("activities:confirm", everybody(403, secretary=302, college=302, orgdept=302), "finished",
                data=minutes_of("attended")),
        *posted("activities:confirm", {"secretary": 422}, "finished",
                data=lambda world: {f"minutes_{world.at('sign_up', 'attended').pk}": "0"}),
        Row(url="activities:confirm", who="secretary", expect=405, state="finished"),
    ],
    "activities:countersign_all": [
        *posted("activities:countersign_all",
                everybody(403, worker=302, community_secretary=302, subdistrict=302), "confirmed"),
        Row(url="activities:countersign_all", who="worker", expect=405, state="confirmed"),
    ],
    "activities:sign_up": [
        *posted("activities:sign_up", everybody(302), "open"),
        *posted("activities:sign_up", everybody(302), "full"),
        *posted(
            "activities:sign_up",
            everybody(404, student=302, resident=302, secretary=302, worker=302, community_secretary=302,
                      college=403, orgdept=403, subdistrict=403),
            "members",
        ),
        *posted("activities:sign_up", everybody(404, **dict.fromkeys(SEES_DRAFT, 403)), "draft"),
        *posted("activities:sign_up", everybody(409), "cancelled"),
        *posted("activities:sign_up", everybody(409), "finished"),
        Row(url="activities:sign_up", who="student", expect=405, state="open"),
        login("activities:sign_up", "open"),
    ],
    "activities:hand_over": [
        *posted("activities:hand_over", everybody(403, **NOT_OURS_DRAFT, secretary=302), "draft"),
        *posted("activities:hand_over", {"secretary": 409, "worker": 403}, "open"),
        Row(url="activities:hand_over", who="secretary", expect=405, state="draft"),
        login("activities:hand_over", "draft"),
    ],
    "activities:repeat": [
        *each("activities:repeat", everybody(403, secretary=200), state="open"),
        *posted("activities:repeat", everybody(403, secretary=302), "open", data=EVERY_WEEK),
        *posted("activities:repeat", {"secretary": 409, "worker": 403}, "cancelled", data=EVERY_WEEK),
        *posted("activities:repeat", {"secretary": 409}, "running", data=EVERY_WEEK),
        *each("activities:repeat", everybody(404, **OURS_ONLY, secretary=200), state="draft"),
        login("activities:repeat", "open"),
    ],
    "activities:big_days": each("activities:big_days", ANYBODY),
    "activities:prepare_day": [
        *each("activities:prepare_day", everybody(200, **NO_ORGANISER)),
        *posted("activities:prepare_day", everybody(422, secretary=302, **NO_ORGANISER), "", data=a_day),
    ],
    "activities:big_day": [
        *each("activities:big_day", ANYBODY, state="announced"),
        *each("activities:big_day", everybody(404, visitor=404, partner_api=404, **SEES_DAY), state="prepared"),
    ],
    "activities:screen": [
        *each("activities:screen", ANYBODY, state="announced"),
        *each("activities:screen", everybody(404, visitor=404, partner_api=404, **SEES_DAY), state="prepared"),
    ],
    "activities:add_stall": [
        *each("activities:add_stall", everybody(200, **NO_ORGANISER), state="announced"),
        *posted("activities:add_stall", everybody(422, secretary=302, **NO_ORGANISER), "announced", data=a_stall),
        login("activities:add_stall", "announced"),
    ],
    "activities:announce_day": [
        *posted("activities:announce_day", everybody(403, worker=302, community_secretary=302), "announced"),
        *posted("activities:announce_day", {"worker": 302, "secretary": 403, "student": 404}, "prepared"),
        Row(url="activities:announce_day", who="worker", expect=405, state="prepared"),
        login("activities:announce_day", "prepared"),
    ],
    "activities:teams": [
        *each("activities:teams", everybody(403, worker=200, community_secretary=200), state="announced"),
        login("activities:teams", "announced", "get"),
    ],
    "activities:answer_team": [
        *posted("activities:answer_team", everybody(404, worker=302, community_secretary=302), "offered",
                data={"confirm": "yes"}),
        Row(url="activities:answer_team", who="worker", expect=405, state="offered"),
        login("activities:answer_team", "offered"),
    ],
    "activities:register_team": [
        *each("activities:register_team", NOBODY, args={"token": "gibtesnicht"}),
        *each("activities:register_team", ANYBODY, args={"token": "@text.team_link"}),
    ],
    "activities:plans": each("activities:plans", everybody(200)),
    "activities:stop_plan": [
        *posted("activities:stop_plan", everybody(404, secretary=302, college=403, orgdept=403), "going"),
        Row(url="activities:stop_plan", who="secretary", expect=405, state="going"),
        login("activities:stop_plan", "going"),
    ],
    "activities:feed": [
        *each("activities:feed", everybody(200)),
        *each("activities:feed", everybody(302), method="post"),
    ],
    "activities:close_feed": each("activities:close_feed", everybody(302), method="post"),
    "activities:public_calendar": each("activities:public_calendar", everybody(200, visitor=200, partner_api=200)),
    "activities:own_calendar": [
        *each("activities:own_calendar", NOBODY, args={"token": "gibtesnicht"}),
        *each("activities:own_calendar", ANYBODY, args={"token": "@text.feed_token"}),
    ],
    "activities:sign_up_group": [
        *each("activities:sign_up_group", everybody(200), state="open"),
        *posted("activities:sign_up_group", everybody(422, student=409, secretary=409), "open", data=GROUP),
        *each("activities:sign_up_group", everybody(404, **dict.fromkeys(SEES_DRAFT, 200)), state="draft"),
        login("activities:sign_up_group", "open", "get"),
    ],
    "activities:select": [
        *each("activities:select", everybody(403, secretary=200), state="open"),
        *each("activities:select", everybody(404, **OURS_ONLY, secretary=200), state="draft"),
        *posted("activities:select", everybody(403, secretary=422), "open", data={"chosen": "0"}),
        login("activities:select", "open", "get"),
    ],
    "activities:decline_rest": [
        *posted("activities:decline_rest", everybody(403, secretary=302), "open"),
        *posted("activities:decline_rest", everybody(404, **OURS_ONLY, secretary=302), "draft"),
        Row(url="activities:decline_rest", who="secretary", expect=405, state="open"),
        login("activities:decline_rest", "open"),
    ],
    "activities:code": [
        *[row for state in ("running", "open") for row in each(
            "activities:code", everybody(403, secretary=200, worker=200, community_secretary=200), state=state)],
        *each("activities:code", everybody(404, secretary=200, worker=200, community_secretary=200,
                                           college=403, orgdept=403, subdistrict=403), state="draft"),
    ],
    "activities:check_in": [
        *each("activities:check_in", everybody(200), state="running"),
        *each("activities:check_in", everybody(404, **SEES_DRAFT), state="draft"),
        *posted("activities:check_in", everybody(409, student=302), "running", data=code_of("running")),
        *posted("activities:check_in", {"student": 409, "secretary": 409}, "running", data={"code": "000000"}),
        *posted("activities:check_in", {"student": 409}, "running", data=code_of("open")),
        *posted("activities:check_in", {"student": 409}, "mine", data=code_of("mine")),
        *posted("activities:check_in", everybody(404, **dict.fromkeys(SEES_DRAFT, 403)), "draft",
                data=code_of("draft")),
        login("activities:check_in", "running", "get"),
    ],
    "activities:cancel_sign_up": [
        *each("activities:cancel_sign_up", everybody(404, student=200), state="confirmed"),
        *posted("activities:cancel_sign_up", everybody(404, student=302), "confirmed"),
        *posted("activities:cancel_sign_up", everybody(404, student=302), "waiting"),
        *posted("activities:cancel_sign_up", everybody(404, student=302), "cancelled"),
        *posted("activities:cancel_sign_up", everybody(404, student=409), "not_yet_here"),
        *posted("activities:cancel_sign_up", everybody(404, student=409), "settled"),
        *posted("activities:cancel_sign_up", everybody(404), "of_classmate"),
        login("activities:cancel_sign_up", "confirmed", "get"),
    ],
    "activities:tick": [
        *posted("activities:tick", everybody(404, secretary=302, **dict.fromkeys(
            ["student", "worker", "community_secretary", "college", "orgdept", "subdistrict"], 403)), "not_yet_here"),
        *posted("activities:tick", {"secretary": 302, "student": 404, "worker": 403}, "absent"),
        *posted("activities:tick", {"secretary": 409}, "confirmed"),
        *posted("activities:tick", {"secretary": 302}, "settled"),
        login("activities:tick", "not_yet_here"),
    ],
    "activities:absent": [
        *posted("activities:absent", everybody(404, secretary=302, **dict.fromkeys(
            ["student", "worker", "community_secretary", "college", "orgdept", "subdistrict"], 403)), "not_yet_here"),
        *posted("activities:absent", {"secretary": 409}, "settled"),
        *posted("activities:absent", {"secretary": 409}, "confirmed"),
        login("activities:absent", "not_yet_here"),
    ],
    "activities:countersign": [
        *posted("activities:countersign", everybody(
            404, worker=302, community_secretary=302, subdistrict=302, secretary=403, college=403, orgdept=403,
            student=403), "minutes"),
        *posted("activities:countersign", {"worker": 409, "secretary": 403, "outsider": 404}, "attended"),
        *posted("activities:countersign", {"worker": 302, "community_secretary": 302, "secretary": 403}, "settled"),
        login("activities:countersign", "minutes"),
    ],
    "activities:return_minutes": [
        *each("activities:return_minutes", everybody(
            404, worker=200, community_secretary=200, subdistrict=200, secretary=403, college=403, orgdept=403,
            student=403), state="minutes"),
        *posted("activities:return_minutes", everybody(
            404, worker=302, community_secretary=302, subdistrict=302, secretary=403, college=403, orgdept=403,
            student=403), "minutes", data=RAIN),
        *posted("activities:return_minutes", {"worker": 409, "secretary": 403}, "settled", data=RAIN),
        *posted("activities:return_minutes", {"worker": 422}, "minutes", data={"reason": ""}),
    ],
}


OF |= attendance.OF
TABLE |= attendance.TABLE | minors.TABLE
QUERY_HOLES += attendance.QUERY_HOLES
UNSEEN_RULES |= attendance.UNSEEN_RULES
