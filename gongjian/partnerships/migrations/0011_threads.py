from django.db import migrations


def move_messages(apps, schema_editor):
    """The messages on needs become posts of threads, in their order and with their moments."""
    Message, Thread, Post = (
        apps.get_model(*name.split("."))
        for name in ("partnerships.NeedMessage", "threads.Thread", "threads.Post")
    )
    for message in Message.objects.select_related("need").order_by("at", "pk").iterator():
        thread, _new = Thread.objects.get_or_create(
            kind="need", subject_id=message.need_id, defaults={"title": message.need.title}
        )
        Post.objects.create(
            thread=thread,
            author_id=message.author_id,
            author_name=message.author_name,
            organization_id=message.organization_id,
            words=message.words,
            token=f"moved-{message.pk}",
            at=message.at,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("partnerships", "0010_work"),
        ("threads", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(move_messages, migrations.RunPython.noop),
        migrations.DeleteModel(name="NeedMessage"),
    ]
