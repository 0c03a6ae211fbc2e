"""Papers issued at the same moment: numbers without gaps or doubles, one paper per subject."""

from functools import partial

import pytest

from gongjian.core.access import SYSTEM
from gongjian.documents import actions, queries
from gongjian.documents.models import Document, Series
from tests.documents.factories import CERTIFICATE
from tests.organizations.factories import make_organization
from tests.races import failures, together

pytestmark = pytest.mark.django_db(transaction=True)
issue = partial(
    actions.issue,
    by=SYSTEM,
    kind=Document.Kind.SERVICE_CERTIFICATE,
    title="志愿服务记录证明",
    facts=CERTIFICATE,
)


def test_ten_subjects_at_once_get_ten_numbers_in_a_row() -> None:
    subjects = [make_organization(f"第{number}") for number in range(10)]
    results = together([partial(issue, subject=subject) for subject in subjects])
    assert failures(results) == []
    numbers = sorted(int(document.number[-6:]) for document in results)
    assert numbers == list(range(1, 11))
    assert Series.objects.get().last == 10
    assert list(queries.invariants()) == []


def test_one_subject_eight_times_at_once_gets_one_paper() -> None:
    subject = make_organization()
    results = together([partial(issue, subject=subject)] * 8)
    assert failures(results) == []
    assert {document.pk for document in results} == {Document.objects.get().pk}
    assert Series.objects.get().last == 1
