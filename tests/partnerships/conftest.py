"""The two trees, and one person for each part in the loop."""

from dataclasses import dataclass

import pytest

from gongjian.accounts.models import User
from gongjian.organizations.models import Organization, Place
from gongjian.organizations.posts import Post
from tests.accounts.factories import make_user
from tests.organizations.factories import (
    Subdistrict,
    University,
    affiliate,
    appoint,
    make_subdistrict,
    make_university,
)


@dataclass(frozen=True)
class Town:
    """A university and a sub-district with the people who act in these tests."""

    university: University
    district: Subdistrict
    secretary: User
    member: User
    other_secretary: User
    worker: User
    community_secretary: User
    other_worker: User
    subdistrict: User
    resident: User
    college: User
    liaison: User

    @property
    def branch(self) -> Organization:
        return self.university.branch

    @property
    def other_branch(self) -> Organization:
        return self.university.other_branch

    @property
    def community(self) -> Organization:
        return self.district.community

    @property
    def place(self) -> Place:
        return self.district.compound


def make_town() -> Town:
    university, district = make_university(), make_subdistrict()
    return Town(
        university=university,
        district=district,
        secretary=appoint("周明远", university.branch, Post.SECRETARY),
        member=affiliate("林知夏", university.branch),
        other_secretary=appoint("何清", university.other_branch, Post.SECRETARY),
        worker=appoint("王秀兰", district.community, Post.COMMUNITY_WORKER),
        community_secretary=appoint("陈桂芳", district.community, Post.SECRETARY),
        other_worker=appoint("赵淑芬", district.other_community, Post.COMMUNITY_WORKER),
        subdistrict=appoint("冯卫东", district.root, Post.SECRETARY),
        resident=make_user("吴秀兰"),
        college=appoint("陈立新", university.college, Post.SECRETARY),
        liaison=appoint("许一鸣", university.branch, Post.LIAISON),
    )


@pytest.fixture
def town(db: None) -> Town:
    return make_town()


@pytest.fixture
def branch(town: Town) -> Organization:
    return town.branch


@pytest.fixture
def community(town: Town) -> Organization:
    return town.community
