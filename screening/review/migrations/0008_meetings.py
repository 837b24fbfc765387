"""Meetings; votes belong to a case on an agenda, and packages tell more.

No page made votes or packages before, so their tables are made anew.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import screening.review.models.cases


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0007_form_draft"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgendaItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=300)),
                ("position", models.PositiveIntegerField()),
                ("off", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ("position", "pk"),
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("user_name", models.CharField(max_length=200)),
                ("role", models.CharField(max_length=63)),
                ("time", models.DateTimeField(auto_now_add=True)),
                ("member_name", models.CharField(max_length=200)),
                ("present", models.BooleanField()),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("user_name", models.CharField(max_length=200)),
                ("role", models.CharField(max_length=63)),
                ("time", models.DateTimeField(auto_now_add=True)),
                (
                    "reference",
                    models.CharField(
                        default=screening.review.models.cases.new_reference,
                        max_length=9,
                        unique=True,
                    ),
                ),
                ("list", models.CharField(db_index=True, max_length=63)),
                ("day", models.DateField()),
                ("chair_name", models.CharField(max_length=200)),
                ("blind", models.BooleanField()),
            ],
            options={
                "ordering": ("-day", "-pk"),
            },
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("user_name", models.CharField(max_length=200)),
                ("role", models.CharField(max_length=63)),
                ("time", models.DateTimeField(auto_now_add=True)),
                ("digest", models.CharField(max_length=64)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MinutesRemark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("user_name", models.CharField(max_length=200)),
                ("role", models.CharField(max_length=63)),
                ("time", models.DateTimeField(auto_now_add=True)),
                ("words", models.TextField()),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="Treatment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("owner", models.CharField(blank=True, max_length=200)),
                ("term", models.DateField(null=True)),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.CreateModel(
            name="VoteClosing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("user_name", models.CharField(max_length=200)),
                ("role", models.CharField(max_length=63)),
                ("time", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField()),
            ],
            options={
                "ordering": ("pk",),
            },
        ),
        migrations.DeleteModel(name="Vote"),
        migrations.DeleteModel(name="SharePackage"),
        migrations.AddField(
            model_name="agendaitem",
            name="carried_from",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="carried_to",
                to="review.agendaitem",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="case",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agenda_items",
                to="review.case",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="wie",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="chair",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="wie",
            ),
        ),
        migrations.AddField(
            model_name="attendance",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attendances",
                to="review.meeting",
            ),
        ),
        migrations.AddField(
            model_name="agendaitem",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="review.meeting",
            ),
        ),
        migrations.AddField(
            model_name="minutes",
            name="meeting",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="minutes",
                to="review.meeting",
            ),
        ),
        migrations.AddField(
            model_name="minutes",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="wie",
            ),
        ),
        migrations.AddField(
            model_name="minutesremark",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="remarks",
                to="review.meeting",
            ),
        ),
        migrations.AddField(
            model_name="minutesremark",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="wie",
            ),
        ),
        migrations.AddField(
            model_name="treatment",
            name="decision",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="treatment",
                to="review.decision",
            ),
        ),
        migrations.AddField(
            model_name="treatment",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="treatments",
                to="review.agendaitem",
            ),
        ),
        migrations.AddField(
            model_name="voteclosing",
            name="item",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="closings",
                to="review.agendaitem",
            ),
        ),
        migrations.AddField(
            model_name="voteclosing",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="wie",
            ),
        ),
        migrations.AddConstraint(
            model_name="agendaitem",
            constraint=models.UniqueConstraint(
                fields=("meeting", "case"), name="once_on_an_agenda"
            ),
        ),
        migrations.AddConstraint(
            model_name="voteclosing",
            constraint=models.UniqueConstraint(fields=("item", "version"), name="closed_once"),
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("user_name", models.CharField(max_length=200)),
                ("role", models.CharField(max_length=63)),
                ("time", models.DateTimeField(auto_now_add=True)),
                ("version", models.PositiveIntegerField()),
                ("step", models.CharField(max_length=63)),
                ("reason", models.TextField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="votes",
                        to="review.case",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="votes",
                        to="review.agendaitem",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="wie",
                    ),
                ),
            ],
            options={"ordering": ("pk",)},
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                fields=("item", "version", "user"), name="one_vote_each"
            ),
        ),
        migrations.CreateModel(
            name="SharePackage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("user_name", models.CharField(max_length=200)),
                ("role", models.CharField(max_length=63)),
                ("time", models.DateTimeField(auto_now_add=True)),
                ("profile", models.CharField(max_length=63)),
                ("recipient", models.CharField(max_length=200)),
                ("basis", models.CharField(max_length=400)),
                ("privacy", models.TextField()),
                ("selection", models.BooleanField()),
                ("fields", models.JSONField(default=list)),
                ("approver", models.CharField(max_length=200)),
                ("contact", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="review.case",
                    ),
                ),
                (
                    "decision",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="review.decision",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="wie",
                    ),
                ),
            ],
            options={"ordering": ("pk",)},
        ),
    ]
