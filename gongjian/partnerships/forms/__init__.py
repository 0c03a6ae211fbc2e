"""The shape of what people type about needs, resources, agreements and projects. Forms never save."""

from .agreements import DirectoryForm, DraftForm, EditForm, PartyForm, PartyReasonForm, SignForm
from .amendments import AmendForm
from .bookings import BookingForm, HoursForm
from .conveniences import AmenityForm, CaseFilterForm, CaseForm
from .filters import NeedFilterForm, ProjectFilterForm, ResourceFilterForm
from .imports import ConfirmImportForm, ImportForm, checked_rows, heads, import_kind, rows_in
from .needs import (
    WHATS,
    WHEN,
    AskForm,
    ContactForm,
    NeedForm,
    OfferForm,
    ReasonForm,
    ReceiptForm,
    RenewForm,
    SideForm,
    TakeDownForm,
    WhatForm,
    WishForm,
    WordsForm,
    new_token,
)
from .projects import MeasureForm, PlanForm, StageForm, TargetSet, first_is_needed
from .resources import ReserveForm, ResourceForm
from .seeking import SeekingForm
from .work import DeliverableForm, HandOverForm, ShowcaseForm, SpendingForm, TaskForm

__all__ = [
    "WHATS",
    "WHEN",
    "AmendForm",
    "AmenityForm",
    "AskForm",
    "BookingForm",
    "CaseFilterForm",
    "CaseForm",
    "ConfirmImportForm",
    "ContactForm",
    "DeliverableForm",
    "DirectoryForm",
    "DraftForm",
    "EditForm",
    "HandOverForm",
    "HoursForm",
    "ImportForm",
    "MeasureForm",
    "NeedFilterForm",
    "NeedForm",
    "OfferForm",
    "PartyForm",
    "PartyReasonForm",
    "PlanForm",
    "ProjectFilterForm",
    "ReasonForm",
    "ReceiptForm",
    "RenewForm",
    "ReserveForm",
    "ResourceFilterForm",
    "ResourceForm",
    "SeekingForm",
    "ShowcaseForm",
    "SideForm",
    "SignForm",
    "SpendingForm",
    "StageForm",
    "TakeDownForm",
    "TargetSet",
    "TaskForm",
    "WhatForm",
    "WishForm",
    "WordsForm",
    "checked_rows",
    "first_is_needed",
    "heads",
    "import_kind",
    "new_token",
    "rows_in",
]
