"""How to reach those who answer with us, or for whom we work (GDPR, article 30(1)(a) and 30(2)(a))."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0002_notices_policy"),
    ]

    operations = [
        migrations.AddField(
            model_name="part",
            name="contact",
            field=models.CharField(
                blank=True,
                help_text="Un service : adresse, courriel ou téléphone. Vide : ce que dit sa fiche d’organisation. Le RGPD le veut pour un responsable conjoint et pour qui nous agissons.",
                max_length=300,
                verbose_name="comment le joindre",
            ),
        ),
    ]
