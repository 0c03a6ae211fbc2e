"""Shape of what is typed about activities, shifts, attendance and certificates."""

from .attending import CodeForm, MinutesForm, PressForm, ReturnForm, ScanForm, SheetForm, TickForm
from .bigdays import DayForm, StallForm, TeamForm
from .fairness import AnswerForm, CorrectionForm, DisputeForm, RatingForm
from .hours import BatchForm, CertificateForm
from .joining import GroupForm, SelectForm
from .minors import ConsentForm, WhyForm
from .planning import (
    ActivityForm,
    BoardForm,
    EditShifts,
    NewShifts,
    ReasonForm,
    ShiftForm,
    Shifts,
    one_more_row,
    without_judging,
)
from .plans import RepeatForm

__all__ = [
    "ActivityForm",
    "AnswerForm",
    "BatchForm",
    "BoardForm",
    "CertificateForm",
    "CodeForm",
    "ConsentForm",
    "CorrectionForm",
    "DayForm",
    "DisputeForm",
    "EditShifts",
    "GroupForm",
    "MinutesForm",
    "NewShifts",
    "PressForm",
    "RatingForm",
    "ReasonForm",
    "RepeatForm",
    "ReturnForm",
    "ScanForm",
    "SelectForm",
    "SheetForm",
    "ShiftForm",
    "Shifts",
    "StallForm",
    "TeamForm",
    "TickForm",
    "WhyForm",
    "one_more_row",
    "without_judging",
]
