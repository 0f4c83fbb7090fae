"""For a new portal: what 0001_initial made, its tables at once. One in service keeps to the steps."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import modelcluster.fields
import parvis.records.ties
import uuid
import wagtail.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models

from parvis.records.creation import CreateModels


class Migration(migrations.Migration):

    replaces = [('commitments', '0001_initial')]

    initial = True

    dependencies = [
        ('organisations', '0003_alter_organisation_review_on'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name='Action',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                        ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                        ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                        ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                        ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                        ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                        ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                        ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                        ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                        ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('slug', models.CharField(help_text='La fin de l’adresse publique. Elle ne change plus après la publication.', max_length=200, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:[-_.~][a-z0-9]+)*\\Z', 'Lettres sans accent, chiffres et tirets seulement, par exemple « arbres-urbains ».')], verbose_name='adresse courte')),
                        ('title', models.CharField(max_length=500, verbose_name='titre')),
                        ('plain_summary', models.CharField(blank=True, help_text='Une phrase qu’un enfant de douze ans comprend.', max_length=400, verbose_name='en une phrase simple')),
                        ('summary', models.TextField(blank=True, verbose_name='description')),
                        ('circle', models.PositiveSmallIntegerField(choices=[(0, 'tout le monde'), (1, 'les partenaires'), (2, 'les agents'), (3, 'le service responsable')], default=0, verbose_name='cercle de visibilité')),
                        ('review_on', models.DateField(blank=True, null=True, verbose_name='à relire avant le')),
                        ('hidden_fields', models.JSONField(blank=True, default=list, verbose_name='champs non publiés')),
                        ('source_language', models.CharField(choices=[('fr', 'français'), ('en', 'anglais')], default='fr', max_length=5, verbose_name='langue d’origine')),
                        ('translations', models.JSONField(blank=True, default=dict, verbose_name='traductions')),
                        ('ties', wagtail.fields.StreamField([('tie', 4)], blank=True, block_lookup={0: ('wagtail.blocks.ChoiceBlock', [], {'choices': parvis.records.ties.predicate_choices, 'label': 'lien'}), 1: ('wagtail.blocks.CharBlock', (), {'help_text': 'Son type et son adresse courte, par exemple « dataset/arbres-urbains ».', 'label': 'fiche liée', 'max_length': 260}), 2: ('wagtail.blocks.DateBlock', (), {'label': 'depuis le', 'required': False}), 3: ('wagtail.blocks.DateBlock', (), {'label': 'jusqu’au', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('predicate', 0), ('object', 1), ('since', 2), ('until', 3)]], {})}, verbose_name='liens')),
                        ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créée le')),
                        ('expected_proof', models.TextField(blank=True, help_text='Ce que chacun pourra aller vérifier, en mots simples.', verbose_name='à quoi on verra que c’est tenu')),
                        ('starts_on', models.DateField(blank=True, null=True, verbose_name='début')),
                        ('due_on', models.DateField(blank=True, null=True, verbose_name='échéance')),
                        ('due_deduced', models.BooleanField(default=False, help_text='Cochez si la date est déduite des mots du texte et n’y figure pas.', verbose_name='échéance déduite')),
                        ('due_wording', models.CharField(blank=True, max_length=200, verbose_name='mots du texte sur l’échéance')),
                        ('abandoned_on', models.DateField(blank=True, null=True, verbose_name='abandonné le')),
                        ('abandoned_why', models.TextField(blank=True, help_text='L’acte qui le décide et ses raisons. Obligatoire si une date est donnée.', verbose_name='raisons de l’abandon')),
                        ('number', models.CharField(help_text='Le numéro de l’engagement, un point, celui de l’action : « 4.2 ».', max_length=5, unique=True, validators=[django.core.validators.RegexValidator('^[1-9][0-9]?\\.[1-9][0-9]?\\Z', 'Deux numéros séparés par un point, par exemple « 4.2 ».')], verbose_name='numéro')),
                        ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                        ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                        ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='organisation responsable')),
                        ('person', models.ForeignKey(blank=True, help_text='Pour le travail interne : son nom n’est jamais publié.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne responsable')),
                        ('commitment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='commitments.commitment', verbose_name='engagement')),
                    ],
                    options={
                        'verbose_name': 'action',
                        'verbose_name_plural': 'actions',
                        'ordering': ['commitment__number', 'number'],
                    },
                    bases=(wagtail.models.preview.PreviewableMixin, models.Model),
                ),
                migrations.CreateModel(
                    name='ActionEvidence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=300, verbose_name='titre')),
                        ('kind', models.CharField(choices=[('act', 'acte ou délibération'), ('data', 'données'), ('page', 'page de ce site'), ('photo', 'photographie'), ('contract', 'contrat ou marché'), ('press', 'presse')], default='act', max_length=10, verbose_name='nature')),
                        ('link', models.CharField(blank=True, help_text='L’adresse où chacun peut la voir.', max_length=1000, verbose_name='adresse')),
                        ('date', models.DateField(verbose_name='date')),
                        ('sha256', models.CharField(blank=True, max_length=64, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}\\Z', 'Une empreinte SHA-256 : 64 chiffres et lettres de a à f.')], verbose_name='empreinte du document')),
                        ('final', models.BooleanField(default=False, help_text='Sinon, elle montre seulement que le travail avance.', verbose_name='prouve que tout est tenu')),
                        ('checked_on', models.DateField(blank=True, null=True, verbose_name='vérifiée le')),
                        ('checked_by_role', models.CharField(blank=True, help_text='La fonction de la personne, jamais son nom.', max_length=200, verbose_name='vérifiée par (fonction)')),
                        ('position', models.PositiveIntegerField(default=0, editable=False)),
                        ('action', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='commitments.action')),
                    ],
                    options={
                        'verbose_name': 'preuve',
                        'verbose_name_plural': 'preuves',
                        'ordering': ['position', 'pk'],
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Commitment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('live', models.BooleanField(default=True, editable=False, verbose_name='live')),
                        ('has_unpublished_changes', models.BooleanField(default=False, editable=False, verbose_name='has unpublished changes')),
                        ('first_published_at', models.DateTimeField(blank=True, db_index=True, null=True, verbose_name='first published at')),
                        ('last_published_at', models.DateTimeField(editable=False, null=True, verbose_name='last published at')),
                        ('go_live_at', models.DateTimeField(blank=True, null=True, verbose_name='go live date/time')),
                        ('expire_at', models.DateTimeField(blank=True, null=True, verbose_name='expiry date/time')),
                        ('expired', models.BooleanField(default=False, editable=False, verbose_name='expired')),
                        ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                        ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                        ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('slug', models.CharField(help_text='La fin de l’adresse publique. Elle ne change plus après la publication.', max_length=200, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(?:[-_.~][a-z0-9]+)*\\Z', 'Lettres sans accent, chiffres et tirets seulement, par exemple « arbres-urbains ».')], verbose_name='adresse courte')),
                        ('title', models.CharField(max_length=500, verbose_name='titre')),
                        ('plain_summary', models.CharField(blank=True, help_text='Une phrase qu’un enfant de douze ans comprend.', max_length=400, verbose_name='en une phrase simple')),
                        ('summary', models.TextField(blank=True, verbose_name='description')),
                        ('circle', models.PositiveSmallIntegerField(choices=[(0, 'tout le monde'), (1, 'les partenaires'), (2, 'les agents'), (3, 'le service responsable')], default=0, verbose_name='cercle de visibilité')),
                        ('review_on', models.DateField(blank=True, null=True, verbose_name='à relire avant le')),
                        ('hidden_fields', models.JSONField(blank=True, default=list, verbose_name='champs non publiés')),
                        ('source_language', models.CharField(choices=[('fr', 'français'), ('en', 'anglais')], default='fr', max_length=5, verbose_name='langue d’origine')),
                        ('translations', models.JSONField(blank=True, default=dict, verbose_name='traductions')),
                        ('ties', wagtail.fields.StreamField([('tie', 4)], blank=True, block_lookup={0: ('wagtail.blocks.ChoiceBlock', [], {'choices': parvis.records.ties.predicate_choices, 'label': 'lien'}), 1: ('wagtail.blocks.CharBlock', (), {'help_text': 'Son type et son adresse courte, par exemple « dataset/arbres-urbains ».', 'label': 'fiche liée', 'max_length': 260}), 2: ('wagtail.blocks.DateBlock', (), {'label': 'depuis le', 'required': False}), 3: ('wagtail.blocks.DateBlock', (), {'label': 'jusqu’au', 'required': False}), 4: ('wagtail.blocks.StructBlock', [[('predicate', 0), ('object', 1), ('since', 2), ('until', 3)]], {})}, verbose_name='liens')),
                        ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='créée le')),
                        ('expected_proof', models.TextField(blank=True, help_text='Ce que chacun pourra aller vérifier, en mots simples.', verbose_name='à quoi on verra que c’est tenu')),
                        ('starts_on', models.DateField(blank=True, null=True, verbose_name='début')),
                        ('due_on', models.DateField(blank=True, null=True, verbose_name='échéance')),
                        ('due_deduced', models.BooleanField(default=False, help_text='Cochez si la date est déduite des mots du texte et n’y figure pas.', verbose_name='échéance déduite')),
                        ('due_wording', models.CharField(blank=True, max_length=200, verbose_name='mots du texte sur l’échéance')),
                        ('abandoned_on', models.DateField(blank=True, null=True, verbose_name='abandonné le')),
                        ('abandoned_why', models.TextField(blank=True, help_text='L’acte qui le décide et ses raisons. Obligatoire si une date est donnée.', verbose_name='raisons de l’abandon')),
                        ('number', models.PositiveSmallIntegerField(unique=True, verbose_name='numéro')),
                        ('promise', models.TextField(help_text='Jamais réécrite : une nouvelle formulation est une nouvelle version.', verbose_name='la phrase promise')),
                        ('source', models.CharField(blank=True, help_text='Le texte adopté : son titre, son numéro.', max_length=500, verbose_name='délibération d’origine')),
                        ('source_date', models.DateField(blank=True, null=True, verbose_name='date de la délibération')),
                        ('source_link', models.URLField(blank=True, max_length=1000, verbose_name='adresse du texte')),
                        ('elected_name', models.CharField(blank=True, max_length=200, verbose_name='personne élue')),
                        ('elected_role', models.CharField(blank=True, max_length=300, verbose_name='sa délégation')),
                        ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                        ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                        ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='organisation responsable')),
                        ('person', models.ForeignKey(blank=True, help_text='Pour le travail interne : son nom n’est jamais publié.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne responsable')),
                    ],
                    options={
                        'verbose_name': 'engagement',
                        'verbose_name_plural': 'engagements',
                        'ordering': ['number'],
                    },
                    bases=(wagtail.models.preview.PreviewableMixin, models.Model),
                ),
                migrations.CreateModel(
                    name='CommitmentEvidence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=300, verbose_name='titre')),
                        ('kind', models.CharField(choices=[('act', 'acte ou délibération'), ('data', 'données'), ('page', 'page de ce site'), ('photo', 'photographie'), ('contract', 'contrat ou marché'), ('press', 'presse')], default='act', max_length=10, verbose_name='nature')),
                        ('link', models.CharField(blank=True, help_text='L’adresse où chacun peut la voir.', max_length=1000, verbose_name='adresse')),
                        ('date', models.DateField(verbose_name='date')),
                        ('sha256', models.CharField(blank=True, max_length=64, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}\\Z', 'Une empreinte SHA-256 : 64 chiffres et lettres de a à f.')], verbose_name='empreinte du document')),
                        ('final', models.BooleanField(default=False, help_text='Sinon, elle montre seulement que le travail avance.', verbose_name='prouve que tout est tenu')),
                        ('checked_on', models.DateField(blank=True, null=True, verbose_name='vérifiée le')),
                        ('checked_by_role', models.CharField(blank=True, help_text='La fonction de la personne, jamais son nom.', max_length=200, verbose_name='vérifiée par (fonction)')),
                        ('position', models.PositiveIntegerField(default=0, editable=False)),
                        ('commitment', modelcluster.fields.ParentalKey(on_delete=django.db.models.deletion.CASCADE, related_name='evidence', to='commitments.commitment')),
                    ],
                    options={
                        'verbose_name': 'preuve',
                        'verbose_name_plural': 'preuves',
                        'ordering': ['position', 'pk'],
                        'abstract': False,
                    },
                ),
            ],
        ),
    ]
