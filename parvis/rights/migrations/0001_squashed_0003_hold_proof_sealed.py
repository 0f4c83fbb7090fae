"""For a new portal: all up to 0003, its tables at once. One in service keeps to the steps."""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import parvis.records.models.attachment
import parvis.records.ties
import parvis.rights.requests.choices
import parvis.rights.requests.models
import uuid
import wagtail.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models

from parvis.records.creation import CreateModels


class Migration(migrations.Migration):

    replaces = [('rights', '0001_initial'), ('rights', '0002_desk'), ('rights', '0003_hold_proof_sealed')]

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
                    name='Event',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('kind', models.CharField(choices=[('received', 'demande reçue'), ('wrote', 'vous nous avez écrit'), ('told', 'nous vous avons écrit'), ('note', 'note interne'), ('studied', 'demande à l’étude'), ('qualified', 'demande précisée'), ('asked_identity', 'nous avons demandé qui vous êtes'), ('proved_identity', 'votre identité est établie'), ('copy_destroyed', 'copie de votre pièce d’identité détruite'), ('extended', 'délai prolongé'), ('held', 'images mises de côté'), ('released', 'images rendues à leur effacement'), ('answered', 'réponse'), ('forwarded', 'demande transmise'), ('moved', 'demande confiée à une autre organisation d’ici'), ('withdrawn', 'demande retirée'), ('merged', 'demande réunie à une autre'), ('reopened', 'demande rouverte'), ('recourse', 'recours'), ('dispatched', 'question posée à un service'), ('replied', 'réponse d’un service'), ('erased', 'dossier effacé')], max_length=20)),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('sealed', models.BinaryField(default=bytes)),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='rights.request')),
                    ],
                    options={
                        'verbose_name': 'événement',
                        'verbose_name_plural': 'événements',
                        'ordering': ['at', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Request',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('follow', models.CharField(max_length=64, unique=True)),
                        ('once', models.CharField(max_length=64, null=True, unique=True)),
                        ('right', models.CharField(choices=[('acces', 'acces'), ('rectification', 'rectification'), ('effacement', 'effacement'), ('limitation', 'limitation'), ('portabilite', 'portabilite'), ('opposition', 'opposition'), ('retrait-du-consentement', 'retrait-du-consentement'), ('intervention-humaine', 'intervention-humaine'), ('apres-la-mort', 'apres-la-mort'), ('document-administratif', 'document-administratif'), ('explication-d-une-decision', 'explication-d-une-decision'), ('images-de-videoprotection', 'images-de-videoprotection')], max_length=40, verbose_name='droit')),
                        ('about', models.UUIDField(blank=True, null=True, verbose_name='à propos de')),
                        ('channel', models.CharField(choices=[('web', 'ce site'), ('post', 'courrier'), ('mail', 'courriel'), ('counter', 'guichet'), ('phone', 'téléphone')], default='web', max_length=10, verbose_name='arrivée par')),
                        ('language', models.CharField(default='fr', max_length=5)),
                        ('stage', models.CharField(choices=[('received', 'reçue'), ('studied', 'à l’étude'), ('accepted', 'acceptée'), ('partly', 'acceptée en partie'), ('refused', 'refusée'), ('forwarded', 'transmise à un autre organisme'), ('withdrawn', 'retirée'), ('merged', 'réunie à une autre')], default='received', max_length=10, verbose_name='état')),
                        ('identity', models.CharField(choices=[('none', 'rien à prouver'), ('code', 'un code envoyé à votre adresse e-mail'), ('document', 'une pièce d’identité, parce que nous avons un doute'), ('registered', 'remise en mains propres par la poste, contre identité')], default='none', max_length=10, verbose_name='identité')),
                        ('proved', models.DateField(null=True, verbose_name='identité établie le')),
                        ('received', models.DateField(verbose_name='reçue le')),
                        ('registered', models.DateTimeField(default=django.utils.timezone.now, verbose_name='enregistrée le')),
                        ('due', models.DateField(verbose_name='réponse due le')),
                        ('extended', models.DateField(null=True, verbose_name='prolongée le')),
                        ('answered', models.DateField(null=True, verbose_name='répondue le')),
                        ('refusal', models.CharField(blank=True, choices=parvis.rights.requests.choices.refusals, max_length=20, verbose_name='motif de refus')),
                        ('forwarded', models.DateField(null=True, verbose_name='transmise le')),
                        ('withdrawn', models.DateField(null=True, verbose_name='retirée le')),
                        ('changed', models.DateTimeField(auto_now=True)),
                        ('erased', models.DateTimeField(null=True, verbose_name='effacée le')),
                        ('proof', models.CharField(blank=True, max_length=300, verbose_name='preuve de l’effacement')),
                        ('sealed', models.BinaryField(default=bytes)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='responsable du traitement')),
                        ('again_due', models.DateField(null=True, verbose_name='nouvelle réponse due le')),
                        ('answered_again', models.DateField(null=True, verbose_name='nouvelle réponse le')),
                        ('extension', models.CharField(blank=True, max_length=20, verbose_name='raison du délai')),
                        ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged', to='rights.request', verbose_name='réunie à')),
                        ('reopened', models.DateField(null=True, verbose_name='rouverte le')),
                        ('warned', models.DateField(null=True)),
                    ],
                    options={
                        'verbose_name': 'demande de droits',
                        'verbose_name_plural': 'demandes de droits',
                        'ordering': ['received', 'pk'],
                        'indexes': [models.Index(fields=['stage', 'due'], name='request_due'), models.Index(fields=['organisation', 'stage', 'due'], name='request_of'), models.Index(fields=['received'], name='request_received'), models.Index(fields=['erased'], name='request_erased'), models.Index(fields=['about'], name='request_about')],
                    },
                ),
                migrations.CreateModel(
                    name='Piece',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('identity', models.BooleanField(default=False)),
                        ('size', models.PositiveIntegerField(default=0)),
                        ('destroyed', models.DateTimeField(null=True)),
                        ('sealed', models.BinaryField(default=bytes)),
                        ('file', models.FileField(blank=True, storage=parvis.records.models.attachment.private_storage, upload_to=parvis.rights.requests.models.piece_path)),
                        ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='rights.event')),
                        ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='rights.request')),
                    ],
                    options={
                        'verbose_name': 'pièce d’une demande',
                        'verbose_name_plural': 'pièces des demandes',
                        'ordering': ['pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Pause',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('since', models.DateField()),
                        ('until', models.DateField(null=True)),
                        ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='rights.request')),
                    ],
                    options={
                        'verbose_name': 'suspension',
                        'verbose_name_plural': 'suspensions',
                        'ordering': ['since', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Hold',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('device', models.UUIDField(null=True)),
                        ('filmed', models.DateField()),
                        ('gone', models.DateField()),
                        ('since', models.DateTimeField(default=django.utils.timezone.now)),
                        ('done', models.DateTimeField(null=True)),
                        ('released', models.DateTimeField(null=True)),
                        ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='hold', to='rights.request')),
                        ('ground', models.CharField(blank=True, max_length=300)),
                        ('until', models.DateField(null=True)),
                        ('warned', models.DateField(null=True)),
                    ],
                    options={
                        'verbose_name': 'images mises de côté',
                        'verbose_name_plural': 'images mises de côté',
                    },
                ),
                migrations.CreateModel(
                    name='Code',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('digest', models.CharField(max_length=64)),
                        ('expires', models.DateTimeField()),
                        ('tries', models.PositiveSmallIntegerField(default=0)),
                        ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='code', to='rights.request')),
                    ],
                    options={
                        'verbose_name': 'code',
                        'verbose_name_plural': 'codes',
                    },
                ),
                migrations.CreateModel(
                    name='Access',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('what', models.CharField(choices=[('opened', 'a ouvert le dossier'), ('piece', 'a ouvert une pièce'), ('part', 'a ouvert la question posée à son service'), ('exported', 'a exporté le dossier'), ('listed', 'a vu le nom dans une liste')], max_length=10)),
                        ('piece', models.UUIDField(null=True)),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accesses', to='rights.request')),
                    ],
                    options={
                        'verbose_name': 'lecture d’une demande',
                        'verbose_name_plural': 'lectures des demandes',
                        'ordering': ['-at', '-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Right',
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
                        ('what', models.TextField(help_text='En mots simples.', verbose_name='ce que c’est')),
                        ('when', models.TextField(verbose_name='quand il s’applique, et quand non')),
                        ('delay', models.TextField(verbose_name='en combien de temps')),
                        ('how', models.TextField(verbose_name='comment l’exercer')),
                        ('answer', models.TextField(verbose_name='ce que nous répondons')),
                        ('remedies', models.TextField(verbose_name='si la réponse ne vous convient pas')),
                        ('article', models.CharField(max_length=200, verbose_name='texte de loi')),
                        ('letter', models.TextField(blank=True, verbose_name='modèle de demande')),
                        ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                        ('live_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='live revision')),
                        ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                        ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='organisation responsable')),
                        ('person', models.ForeignKey(blank=True, help_text='Pour le travail interne : son nom n’est jamais publié.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='personne responsable')),
                    ],
                    options={
                        'verbose_name': 'droit',
                        'verbose_name_plural': 'droits',
                        'ordering': ['title'],
                    },
                    bases=(wagtail.models.preview.PreviewableMixin, models.Model),
                ),
                migrations.CreateModel(
                    name='Recourse',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('body', models.CharField(choices=[('cnil', 'plainte à la CNIL'), ('cada', 'saisine de la CADA'), ('court', 'tribunal administratif'), ('board', 'commission départementale de vidéoprotection')], max_length=10, verbose_name='devant qui')),
                        ('since', models.DateField(verbose_name='depuis le')),
                        ('ended', models.DateField(null=True, verbose_name='terminé le')),
                        ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recourses', to='rights.request')),
                    ],
                    options={
                        'verbose_name': 'recours',
                        'verbose_name_plural': 'recours',
                        'ordering': ['since', 'pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Part',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('asked', models.DateField(verbose_name='demandé le')),
                        ('due', models.DateField(verbose_name='réponse attendue le')),
                        ('state', models.CharField(choices=[('asked', 'attend une réponse'), ('given', 'a répondu'), ('nothing', 'n’a rien trouvé'), ('cancelled', 'question retirée')], default='asked', max_length=10, verbose_name='état')),
                        ('reminded', models.DateField(null=True)),
                        ('ended', models.DateTimeField(null=True)),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='service ou sous-traitant')),
                        ('question', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='rights.event')),
                        ('reply', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='rights.event')),
                        ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='rights.request')),
                    ],
                    options={
                        'verbose_name': 'question à un service',
                        'verbose_name_plural': 'questions aux services',
                        'ordering': ['asked', 'pk'],
                        'indexes': [models.Index(fields=['state', 'due'], name='part_due'), models.Index(fields=['organisation', 'state', 'due'], name='part_of')],
                    },
                ),
            ],
        ),
    ]
