"""Fields that several contexts need: encrypted text in a model, a few words in a form."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from .crypto import decrypt, encrypt


class EncryptedTextField(models.TextField):
    """Text that is ciphertext in the database and plain in Python. It can't be filtered on."""

    def get_prep_value(self, value: Any) -> Any:
        return encrypt(str(value)) if value else ""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return decrypt(value) if value else ""


class DatabaseVersionField(models.BigIntegerField):
    """A version that only the database's triggers move: saving a row in Python leaves it as the database has it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"default": 0, "editable": False, **options})

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return getattr(model_instance, self.attname) if add else models.F(self.attname)


class WordsField(forms.CharField):
    """A few short words in one line, such as skills: typed with commas between them, cleaned to a list."""

    def __init__(self, *, at_most: int = 10, longest: int = 20, **options: Any) -> None:
        self.at_most, self.longest = at_most, longest
        super().__init__(max_length=at_most * (longest + 2), **options)

    def prepare_value(self, value: Any) -> Any:
        return "，".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        found = [word.strip() for word in re.split(r"[,，、;；\n]", super().clean(value) or "")]
        words = list(dict.fromkeys(word for word in found if word))
        if len(words) > self.at_most or any(len(word) > self.longest for word in words):
            sentence = _(
                "At most %(number)d entries of at most %(length)d characters each, with commas between them."
            )
            raise ValidationError(sentence % {"number": self.at_most, "length": self.longest})
        return words


class MoneyField(forms.DecimalField):
    """An amount in yuan as people write it, cleaned to whole fen: money is an integer everywhere else."""

    MOST = 10_000_000  # yuan; nothing that is recorded here comes near it

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal"})
        super().__init__(
            **{"min_value": 0, "max_value": self.MOST, "decimal_places": 2, "widget": widget, **options}
        )

    def to_python(self, value: Any) -> Any:
        """`1,200.50` and `¥ 300 元` are understood."""
        typed = unicodedata.normalize("NFKC", value) if isinstance(value, str) else value
        return super().to_python(re.sub(r"[,¥\s元]", "", typed) if isinstance(typed, str) else typed)

    def clean(self, value: Any) -> Any:
        amount = super().clean(value)
        return None if amount is None else int(amount * 100)

    def prepare_value(self, value: Any) -> Any:
        """Fen as yuan in the form; what was typed as it was typed."""
        return f"{value / 100:.2f}".removesuffix(".00") if isinstance(value, int) else value
