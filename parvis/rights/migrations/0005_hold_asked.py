"""On receipt of a request for images, their being put aside is asked; the event said that it was
done. What an officer wrote comes after the hold was done."""

from django.db import migrations, models


def asked(apps, _schema):
    events = apps.get_model("rights", "Event").objects
    early = models.Q(request__hold__done=None) | models.Q(at__lt=models.F("request__hold__done"))
    events.filter(early, kind="held").update(kind="hold_asked")


def held(apps, _schema):
    events = apps.get_model("rights", "Event").objects
    events.filter(kind="hold_asked").update(kind="held")


class Migration(migrations.Migration):
    dependencies = [
        ("rights", "0004_listed"),
    ]

    operations = [
        migrations.AlterField(
            model_name="event",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "demande reçue"),
                    ("wrote", "vous nous avez écrit"),
                    ("told", "nous vous avons écrit"),
                    ("note", "note interne"),
                    ("studied", "demande à l’étude"),
                    ("qualified", "demande précisée"),
                    ("asked_identity", "nous avons demandé qui vous êtes"),
                    ("proved_identity", "votre identité est établie"),
                    ("copy_destroyed", "copie de votre pièce d’identité détruite"),
                    ("extended", "délai prolongé"),
                    ("hold_asked", "mise de côté des images demandée"),
                    ("held", "images mises de côté"),
                    ("released", "images rendues à leur effacement"),
                    ("answered", "réponse"),
                    ("forwarded", "demande transmise"),
                    ("moved", "demande confiée à une autre organisation d’ici"),
                    ("withdrawn", "demande retirée"),
                    ("merged", "demande réunie à une autre"),
                    ("reopened", "demande rouverte"),
                    ("recourse", "recours"),
                    ("dispatched", "question posée à un service"),
                    ("replied", "réponse d’un service"),
                    ("erased", "dossier effacé"),
                ],
                max_length=20,
            ),
        ),
        migrations.RunPython(asked, held),
    ]
