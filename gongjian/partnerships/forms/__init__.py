"""The shape of what people type about needs, resources, agreements and projects. Forms never save."""

from .agreements import DirectoryForm, DraftForm, EditForm, PartyReasonForm, SignForm
from .needs import (
    WHATS,
    WHEN,
    AskForm,
    ContactForm,
    MessageForm,
    NeedFilterForm,
    NeedForm,
    OfferForm,
    ReasonForm,
    ReceiptForm,
    TakeDownForm,
    WhatForm,
    WordsForm,
    new_token,
)
from .projects import MeasureForm, PlanForm, ProjectFilterForm, StageForm, TargetSet, first_is_needed
from .resources import ResourceFilterForm, ResourceForm

__all__ = [
    "WHATS",
    "WHEN",
    "AskForm",
    "ContactForm",
    "DirectoryForm",
    "DraftForm",
    "EditForm",
    "MeasureForm",
    "MessageForm",
    "NeedFilterForm",
    "NeedForm",
    "OfferForm",
    "PartyReasonForm",
    "PlanForm",
    "ProjectFilterForm",
    "ReasonForm",
    "ReceiptForm",
    "ResourceFilterForm",
    "ResourceForm",
    "SignForm",
    "StageForm",
    "TakeDownForm",
    "TargetSet",
    "WhatForm",
    "WordsForm",
    "first_is_needed",
    "new_token",
]
