"""Sample values for the gallery of components: invented, in English only, and never shown in production."""

import datetime as dt
from typing import Any

from django import forms
from django.core.paginator import Paginator

from gongjian.core import clock
from gongjian.core.form_rendering import (
    Choices,
    CodeInput,
    DateInput,
    DateTimeInput,
    ManyChoices,
    PhoneInput,
    Tiles,
)


class SampleForm(forms.Form):
    """One field of every kind."""

    title = forms.CharField(label="Name of the activity", max_length=20, help_text="At most 20 letters")
    day = forms.DateField(label="Day", widget=DateInput())
    start = forms.DateTimeField(label="Begins", widget=DateTimeInput(), required=False)
    phone = forms.CharField(
        label="Telephone", widget=PhoneInput(), help_text="Only for those who come to help"
    )
    code = forms.CharField(label="Code from the message", widget=CodeInput(), required=False)
    words = forms.CharField(
        label="In your own words", widget=forms.Textarea(attrs={"rows": 3}), required=False
    )
    place = forms.ChoiceField(label="Place", choices=[("", "—"), ("a", "The hall")])
    kind = forms.ChoiceField(
        label="What kind of help would you like?",
        choices=[("phone", "Teach me the telephone"), ("doctor", "Come to the doctor with me")],
        widget=Tiles(icons={"phone": "device-mobile", "doctor": "ambulance"}),
    )
    role = forms.ChoiceField(
        label="I will be",
        choices=[("guide", "a guide"), ("teacher", "a teacher")],
        widget=Choices(hints={"teacher": "for two people at a time"}),
    )
    days = forms.MultipleChoiceField(
        label="When it suits you",
        choices=[("am", "In the morning"), ("pm", "In the afternoon")],
        widget=ManyChoices(),
        required=False,
    )
    agree = forms.BooleanField(label="I have read how my data is used")


def gallery() -> dict[str, Any]:
    """What `gj/styleguide.html` shows."""
    today = clock.today()
    start = clock.at(today, 14, 30)
    return {
        "form": SampleForm(),
        "wrong_form": SampleForm({"title": "x" * 30, "phone": "1"}, auto_id="wrong_%s"),
        "start": start,
        "end": start + dt.timedelta(minutes=90),
        "tomorrow": today + dt.timedelta(days=1),
        "page": Paginator(range(95), 20).page(2),
        "parts": [("Both sides confirmed", 171), ("The organiser confirmed", 36.5), ("Entered later", 5)],
        "ladder": [
            ("One star", 100, 100),
            ("Two stars", 300, 56),
            ("Three stars", 600, 0),
            ("Four stars", 1000, 0),
            ("Five stars", 1500, 0),
        ],
        "cycle": [
            ("Plan", "Residents agreed on two topics", "done"),
            ("Do", "4 of 6 lessons held", "now"),
            ("Check", "Ask 30 households", "todo"),
            ("Act", "Write down what worked", "todo"),
        ],
        "stages": [
            ("Application", "10-20", "done"),
            ("Visits", "04-30", "now"),
            ("Presentation", "06-24", "todo"),
            ("Show", "07-01", "todo"),
        ],
        "reasons": [("Has done it before", True), ("Nine minutes on foot", True), ("Busy this month", False)],
        "points": [0, 5, 12, 19, 26, 41],
        "option": {
            "xAxis": {"type": "category", "data": ["2", "3", "4"]},
            "yAxis": {"type": "value"},
            "series": [{"type": "bar", "data": [120, 1080, 1190], "color": "$blue"}],
        },
    }
