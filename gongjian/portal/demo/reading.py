"""The personas read their messages along the year; the newest few are still unread this morning."""

from gongjian.notices.actions import mark_all_read, mark_read
from gongjian.notices.queries import inbox

from .world import World

EVERY = 28  # days between two evenings on which everything is read
LEFT = (3, 5, 4, 6)  # how many stay unread, persona by persona; the night's own sweep adds a few


def schedule(world: World) -> None:
    """Once a month until the last weeks, and once more on the last evening."""
    for ago in range(world.scale.days, 21, -EVERY):
        world.plan(world.day(ago, 20, 40), _all)
    world.plan(world.day(1, 20, 40), _but_the_newest)


def _all(world: World) -> None:
    for person in world.personas.values():
        world.do(mark_all_read, by=person)


def _but_the_newest(world: World) -> None:
    for place, person in enumerate(world.personas.values()):
        for notice in inbox(person, "unread")[LEFT[place % len(LEFT)] :]:
            world.do(mark_read, by=person, notice=notice)
