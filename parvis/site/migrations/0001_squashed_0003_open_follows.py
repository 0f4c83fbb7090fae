"""For a new portal: all up to 0003, its tables at once. One in service keeps to the steps."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import parvis.records.sealed
import parvis.records.ties
import uuid
import wagtail.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models

from parvis.records.creation import CreateModels


class Migration(migrations.Migration):

    replaces = [('site', '0001_initial'), ('site', '0002_follows'), ('site', '0003_open_follows')]

    initial = True

    dependencies = [
        ('organisations', '0006_shared_cache'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name='EditorialPage',
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
                        ('body', models.TextField(blank=True, help_text='Titres, listes, liens ; le reste du HTML est retiré.', verbose_name='texte')),
                        ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                        ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                        ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='organisation responsable')),
                        ('person', models.ForeignKey(blank=True, help_text='Pour le travail interne : son nom n’est jamais publié.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne responsable')),
                    ],
                    options={
                        'verbose_name': 'page',
                        'verbose_name_plural': 'pages',
                        'ordering': ['title'],
                    },
                    bases=(wagtail.models.preview.PreviewableMixin, models.Model),
                ),
                migrations.CreateModel(
                    name='Follow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uuid', models.UUIDField(default=uuid.uuid4, unique=True)),
                        ('record', models.UUIDField(null=True)),
                        ('path', models.CharField(blank=True, default='', max_length=60)),
                        ('query', models.CharField(blank=True, default='', max_length=1000)),
                        ('language', models.CharField(default='fr', max_length=5)),
                        ('seen', models.BigIntegerField()),
                        ('mailed', models.DateField(null=True)),
                        ('created', models.DateTimeField(default=django.utils.timezone.now)),
                        ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='follows', to=settings.AUTH_USER_MODEL)),
                        ('confirmed', models.DateTimeField(default=django.utils.timezone.now, null=True)),
                        ('subscriber', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='follows', to='site.subscriber')),
                    ],
                    options={
                        'verbose_name': 'suivi',
                        'verbose_name_plural': 'suivis',
                        'ordering': ['created'],
                        'indexes': [models.Index(fields=['mailed', 'user'], name='follow_due'), models.Index(fields=['mailed', 'subscriber'], name='follow_due_open')],
                        'constraints': [models.UniqueConstraint(fields=('user', 'subscriber', 'record', 'path', 'query'), name='follow_once', nulls_distinct=False), models.CheckConstraint(condition=models.Q(('user', None), ('subscriber', None), _connector='XOR'), name='follow_by_one')],
                    },
                ),
                migrations.CreateModel(
                    name='Subscriber',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uuid', models.UUIDField(default=uuid.uuid4, unique=True)),
                        ('email', parvis.records.sealed.SealedTextField()),
                        ('mark', models.CharField(max_length=64, unique=True)),
                        ('created', models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        'verbose_name': 'adresse qui suit',
                        'verbose_name_plural': 'adresses qui suivent',
                    },
                ),
            ],
        ),
    ]
