"""Every write to needs, claims, resources, agreements and projects."""

from .agreements import (
    draft_partnership,
    edit_partnership,
    end_partnership,
    expire_partnership,
    propose_partnership,
    return_partnership,
    sign_partnership,
    warn_partnership,
)
from .amendments import decline_amendment, propose_amendment, sign_amendment, withdraw_amendment
from .bookings import accept_booking, book_resource, cancel_booking, refuse_booking, set_hours
from .cases import adopt_case, draft_case, edit_case, publish_case, withdraw_case
from .claims import accept_claim, ask_claim, offer_claim, offer_wish, refuse_claim, withdraw_claim
from .conveniences import open_gap, remove_amenity, save_amenity
from .exports import export_list
from .imports import import_needs, import_resources
from .kinds import hand_over, set_deliverable, show_site
from .needs import (
    decline_need,
    edit_need,
    mark_met,
    propose_need,
    publish_need,
    show_contact,
    start_need,
    withdraw_need,
)
from .parties import add_party, remove_party, renew_partnership
from .projects import close_cycle, measure_target, move_cycle, open_next_cycle, plan_project, start_project
from .quiet import note_quiet, note_stirring
from .resources import (
    free_resource,
    offer_resource,
    pause_resource,
    reserve_resource,
    save_resource,
    withdraw_resource,
)
from .waiting import lapse_need, remind_of_need, renew_need, warn_of_lapse
from .work import add_task, finish_task, note_spending

__all__ = [
    "accept_booking",
    "accept_claim",
    "add_party",
    "add_task",
    "adopt_case",
    "ask_claim",
    "book_resource",
    "cancel_booking",
    "close_cycle",
    "decline_amendment",
    "decline_need",
    "draft_case",
    "draft_partnership",
    "edit_case",
    "edit_need",
    "edit_partnership",
    "end_partnership",
    "expire_partnership",
    "export_list",
    "finish_task",
    "free_resource",
    "hand_over",
    "import_needs",
    "import_resources",
    "lapse_need",
    "mark_met",
    "measure_target",
    "move_cycle",
    "note_quiet",
    "note_spending",
    "note_stirring",
    "offer_claim",
    "offer_resource",
    "offer_wish",
    "open_gap",
    "open_next_cycle",
    "pause_resource",
    "plan_project",
    "propose_amendment",
    "propose_need",
    "propose_partnership",
    "publish_case",
    "publish_need",
    "refuse_booking",
    "refuse_claim",
    "remind_of_need",
    "remove_amenity",
    "remove_party",
    "renew_need",
    "renew_partnership",
    "reserve_resource",
    "return_partnership",
    "save_amenity",
    "save_resource",
    "set_deliverable",
    "set_hours",
    "show_contact",
    "show_site",
    "sign_amendment",
    "sign_partnership",
    "start_need",
    "start_project",
    "warn_of_lapse",
    "warn_partnership",
    "withdraw_amendment",
    "withdraw_case",
    "withdraw_claim",
    "withdraw_need",
    "withdraw_resource",
]
