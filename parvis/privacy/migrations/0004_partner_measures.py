"""What a partner does to protect data, its register and its officer (GDPR, articles 28(3)(c) and
30(2)); what is done with the data (article 4(2))."""

import parvis.privacy.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("privacy", "0003_part_contact"),
    ]

    operations = [
        migrations.AddField(
            model_name="part",
            name="dpo",
            field=models.CharField(
                blank=True,
                help_text="Sa fonction, ou son nom.",
                max_length=300,
                verbose_name="son délégué à la protection des données",
            ),
        ),
        migrations.AddField(
            model_name="part",
            name="dpo_contact",
            field=models.CharField(
                blank=True,
                help_text="« dpd@hebergeur.example, 02 99 00 00 00 ».",
                max_length=300,
                verbose_name="comment joindre ce délégué",
            ),
        ),
        migrations.AddField(
            model_name="part",
            name="dpo_shown",
            field=models.BooleanField(
                default=False,
                help_text="Seulement une fonction et une adresse de service, ou avec l’accord de la personne. Sinon ils restent entre agents.",
                verbose_name="publier ce délégué et comment le joindre",
            ),
        ),
        migrations.AddField(
            model_name="part",
            name="keeps_register",
            field=models.BooleanField(
                blank=True,
                default=None,
                help_text="Le registre de qui traite des données pour d’autres (article 30(2)).",
                null=True,
                verbose_name="il tient son propre registre",
            ),
        ),
        migrations.AddField(
            model_name="part",
            name="manager",
            field=models.CharField(
                blank=True,
                help_text="Pour le travail interne : n’est jamais publié.",
                max_length=300,
                verbose_name="son responsable légal",
            ),
        ),
        migrations.AddField(
            model_name="part",
            name="notes",
            field=models.TextField(
                blank=True,
                help_text="« Contrat 2025-14, revu chaque année ». Ne sont jamais publiées.",
                verbose_name="autres informations",
            ),
        ),
        migrations.AddField(
            model_name="part",
            name="protection",
            field=models.CharField(
                blank=True,
                help_text="Ce que le contrat lui demande (article 28(3)(c) du RGPD) : « serveurs en France, données chiffrées, un compte par agent ». Se publie ou se garde à part du reste.",
                max_length=1000,
                verbose_name="comment il protège les données",
            ),
        ),
        migrations.AddField(
            model_name="part",
            name="referent",
            field=models.CharField(
                blank=True,
                help_text="Un agent ou un service. N’est jamais publié.",
                max_length=300,
                verbose_name="qui le suit chez nous",
            ),
        ),
        migrations.AddField(
            model_name="part",
            name="sends_abroad",
            field=models.BooleanField(
                blank=True,
                default=None,
                help_text="Si oui, dites vers quel pays dans « Hors de l’Union européenne ».",
                null=True,
                verbose_name="il envoie des données hors de l’Union européenne",
            ),
        ),
        migrations.AddField(
            model_name="processing",
            name="operations",
            field=parvis.privacy.fields.TermsField(
                blank=True,
                default=list,
                help_text="Les opérations que nomme l’article 4(2) du RGPD. Le registre de qui agit pour un autre les demande (article 30(2)(b)).",
                scheme="operations",
                verbose_name="ce qu’on fait des données",
            ),
        ),
    ]
