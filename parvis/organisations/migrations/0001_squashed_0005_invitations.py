"""For a new portal: all up to 0005, its tables at once. One in service keeps to the steps.

The packages come first: each of their operations renders every model tied to the user account, and
of ours there are none yet.
"""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import parvis.records.ties
import uuid
import wagtail.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models

from parvis.records.creation import CreateModels


class Migration(migrations.Migration):

    replaces = [('organisations', '0001_initial'), ('organisations', '0002_initial'), ('organisations', '0003_alter_organisation_review_on'), ('organisations', '0004_memberships'), ('organisations', '0005_invitations')]

    initial = True

    dependencies = [
        ('account', '0009_emailaddress_unique_primary_email'),
        ('django_tasks_database', '0021_conditional_partial_index_ordering'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('sessions', '0001_initial'),
        ('socialaccount', '0006_alter_socialaccount_extra_data'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailadmin', '0006_formstate'),
        ('wagtailcore', '0098_apitoken'),
        ('wagtaildocs', '0014_alter_document_file_size'),
        ('wagtailimages', '0027_image_description'),
        ('wagtailusers', '0015_userprofile_keyboard_shortcuts'),
    ]

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name='Organisation',
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
                        ('kind', models.CharField(choices=[('metropolis', 'métropole'), ('commune', 'commune'), ('service', 'service ou direction'), ('public', 'établissement public'), ('company', 'entreprise'), ('association', 'association'), ('other', 'autre')], default='other', max_length=12, verbose_name='nature')),
                        ('identifier', models.CharField(blank=True, max_length=14, verbose_name='numéro SIREN ou SIRET')),
                        ('insee', models.CharField(blank=True, max_length=5, verbose_name='code INSEE de la commune')),
                        ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='habitants')),
                        ('website', models.URLField(blank=True, verbose_name='site web')),
                        ('contact', models.EmailField(blank=True, max_length=254, verbose_name='adresse e-mail publique')),
                        ('source_uri', models.CharField(blank=True, db_index=True, editable=False, max_length=500)),
                        ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                        ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                        ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='organisation responsable')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organisations.organisation', verbose_name='fait partie de')),
                        ('person', models.ForeignKey(blank=True, help_text='Pour le travail interne : son nom n’est jamais publié.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne responsable')),
                    ],
                    options={
                        'verbose_name': 'organisation',
                        'verbose_name_plural': 'organisations',
                        'ordering': ['title'],
                    },
                    bases=(wagtail.models.preview.PreviewableMixin, models.Model),
                ),
                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='adresse e-mail')),
                        ('role', models.CharField(choices=[('contributor', 'contributeur'), ('steward', 'référent'), ('privacy', 'délégué à la protection des données'), ('secretary', 'secrétaire du conseil'), ('administrator', 'administrateur')], max_length=20, verbose_name='rôle')),
                        ('until', models.DateField(blank=True, null=True, verbose_name='fin du rôle')),
                        ('language', models.CharField(default='fr', editable=False, max_length=5)),
                        ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('expires', models.DateTimeField(editable=False, verbose_name='valable jusqu’au')),
                        ('accepted', models.DateTimeField(editable=False, null=True, verbose_name='acceptée le')),
                        ('revoked', models.DateTimeField(editable=False, null=True, verbose_name='annulée le')),
                        ('by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='organisations.organisation', verbose_name='organisation')),
                    ],
                    options={
                        'verbose_name': 'invitation',
                        'verbose_name_plural': 'invitations',
                        'ordering': ['-created'],
                    },
                ),
                migrations.CreateModel(
                    name='Membership',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('since', models.DateField(verbose_name='depuis le')),
                        ('until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                        ('role', models.CharField(choices=[('contributor', 'contributeur'), ('steward', 'référent'), ('privacy', 'délégué à la protection des données'), ('secretary', 'secrétaire du conseil'), ('administrator', 'administrateur')], max_length=20, verbose_name='rôle')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='organisations.organisation', verbose_name='organisation')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL, verbose_name='personne')),
                    ],
                    options={
                        'verbose_name': 'appartenance',
                        'verbose_name_plural': 'appartenances',
                        'ordering': ['organisation', 'role', 'since'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='membership_dates'), models.UniqueConstraint(fields=('user', 'organisation', 'role', 'since'), name='membership_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Delegation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('since', models.DateField(verbose_name='depuis le')),
                        ('until', models.DateField(blank=True, null=True, verbose_name='jusqu’au')),
                        ('verbs', models.JSONField(blank=True, default=list, verbose_name='pour ces actes seulement')),
                        ('why', models.CharField(max_length=300, verbose_name='pourquoi')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='pour l’organisation')),
                        ('to', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegations', to=settings.AUTH_USER_MODEL, verbose_name='à')),
                        ('membership', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegations', to='organisations.membership', verbose_name='de la part de')),
                    ],
                    options={
                        'verbose_name': 'délégation',
                        'verbose_name_plural': 'délégations',
                        'ordering': ['-since'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='delegation_dates')],
                    },
                ),
                migrations.CreateModel(
                    name='Event',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='quand')),
                        ('kind', models.CharField(choices=[('invited', 'invitation envoyée'), ('revoked', 'invitation annulée'), ('accepted', 'invitation acceptée'), ('joined', 'rôle donné'), ('left', 'rôle terminé'), ('delegated', 'délégation donnée'), ('returned', 'délégation terminée'), ('placed', 'place dans l’organigramme changée')], max_length=12, verbose_name='quoi')),
                        ('by', models.UUIDField(null=True, verbose_name='par')),
                        ('person', models.UUIDField(null=True, verbose_name='pour')),
                        ('details', models.JSONField(default=dict)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='organisations.organisation')),
                    ],
                    options={
                        'verbose_name': 'décision sur les membres',
                        'verbose_name_plural': 'journal des membres',
                        'ordering': ['-pk'],
                        'indexes': [models.Index(fields=['organisation', '-id'], name='event_of_organisation')],
                    },
                ),
            ],
        ),
    ]
