"""For a new portal: all up to 0007, its tables at once. One in service keeps to the steps."""

import django.db.models.deletion
import django.utils.timezone
import parvis.records.kinds
import parvis.records.models.attachment
import parvis.records.sealed
import uuid
from django.conf import settings
from django.db import migrations, models

from parvis.records.creation import CreateModels


class Migration(migrations.Migration):

    replaces = [('records', '0001_initial'), ('records', '0002_letters'), ('records', '0003_feedback_token'), ('records', '0004_desk'), ('records', '0005_attachment_changed'), ('records', '0006_feedback_kinds'), ('records', '0007_feedback_objects_no_more')]

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        CreateModels(
            operations=[
                migrations.CreateModel(
                    name='Attachment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('record', models.UUIDField(db_index=True, verbose_name='fiche')),
                        ('title', models.CharField(max_length=300, verbose_name='titre')),
                        ('file', models.FileField(storage=parvis.records.models.attachment.private_storage, upload_to=parvis.records.models.attachment.private_path, verbose_name='fichier')),
                        ('media_type', models.CharField(max_length=120, verbose_name='type de fichier')),
                        ('size', models.PositiveBigIntegerField(default=0, verbose_name='taille en octets')),
                        ('sha256', models.CharField(max_length=64)),
                        ('circle', models.PositiveSmallIntegerField(default=parvis.records.kinds.Circle['PUBLIC'], verbose_name='cercle')),
                        ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                        ('changed', models.DateTimeField(auto_now=True, db_index=True)),
                    ],
                    options={
                        'verbose_name': 'pièce jointe',
                        'verbose_name_plural': 'pièces jointes',
                        'ordering': ['created'],
                    },
                ),
                migrations.CreateModel(
                    name='HistoryEntry',
                    fields=[
                        ('sequence', models.BigIntegerField(primary_key=True, serialize=False)),
                        ('previous', models.BinaryField(max_length=32, unique=True)),
                        ('digest', models.BinaryField(max_length=32, unique=True)),
                        ('record', models.UUIDField()),
                        ('kind', models.CharField(choices=[('publish', 'publication'), ('withdraw', 'retrait'), ('archive', 'archivage'), ('erase', 'effacement'), ('format', 'changement de format')], max_length=10)),
                        ('at', models.DateTimeField()),
                        ('by', models.UUIDField(null=True)),
                        ('why', models.TextField(blank=True)),
                        ('format', models.PositiveSmallIntegerField(default=1)),
                        ('nonce', models.BinaryField(max_length=16, null=True)),
                        ('projection', models.BinaryField(null=True)),
                        ('content_digest', models.BinaryField(max_length=32)),
                        ('hidden_salt', models.BinaryField(max_length=16, null=True)),
                        ('hidden_digest', models.BinaryField(max_length=32)),
                    ],
                    options={
                        'verbose_name': 'modification publiée',
                        'verbose_name_plural': 'historique publié',
                        'ordering': ['sequence'],
                        'indexes': [models.Index(fields=['record', '-sequence'], name='history_of_record')],
                    },
                ),
                migrations.CreateModel(
                    name='Published',
                    fields=[
                        ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('type', models.CharField(max_length=40)),
                        ('slug', models.CharField(max_length=200)),
                        ('title', models.CharField(max_length=500)),
                        ('circle', models.PositiveSmallIntegerField(default=parvis.records.kinds.Circle['PUBLIC'])),
                        ('organisation', models.UUIDField(null=True)),
                        ('state', models.CharField(choices=[('live', 'en ligne'), ('withdrawn', 'retirée'), ('archived', 'archivée'), ('erased', 'effacée')], default='live', max_length=10)),
                        ('sequence', models.BigIntegerField(default=0)),
                        ('first_published', models.DateTimeField()),
                        ('updated', models.DateTimeField()),
                        ('projection', models.BinaryField()),
                    ],
                    options={
                        'indexes': [models.Index(fields=['type', 'state', 'title'], name='published_by_title'), models.Index(fields=['type', 'state', '-updated'], name='published_by_date'), models.Index(fields=['sequence'], name='published_by_sequence')],
                        'constraints': [models.UniqueConstraint(fields=('type', 'slug'), name='published_address')],
                    },
                ),
                migrations.CreateModel(
                    name='Link',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('predicate', models.CharField(max_length=60)),
                        ('since', models.DateField(null=True)),
                        ('until', models.DateField(null=True)),
                        ('object', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='links_in', to='records.published')),
                        ('subject', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links_out', to='records.published')),
                    ],
                    options={
                        'indexes': [models.Index(fields=['object', 'predicate'], name='link_backward')],
                        'constraints': [models.UniqueConstraint(fields=('subject', 'predicate', 'object', 'since'), name='link_once', nulls_distinct=False)],
                    },
                ),
                migrations.CreateModel(
                    name='Feedback',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('kind', models.CharField(choices=[('error', 'signaler une erreur'), ('question', 'poser une question'), ('complaint', 'se plaindre')], default='error', max_length=10, verbose_name='nature')),
                        ('text', models.TextField(max_length=4000, verbose_name='message')),
                        ('email', parvis.records.sealed.SealedTextField(blank=True, default='', verbose_name='adresse e-mail')),
                        ('state', models.CharField(choices=[('waiting', 'en attente de réponse'), ('answered', 'répondue'), ('refused', 'non publiée')], default='waiting', max_length=10, verbose_name='état')),
                        ('created', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='reçue le')),
                        ('answer', models.TextField(blank=True, verbose_name='réponse publique')),
                        ('answered', models.DateTimeField(editable=False, null=True, verbose_name='répondue le')),
                        ('answered_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='feedback', to='records.published', verbose_name='fiche')),
                        ('token', models.CharField(editable=False, max_length=64, null=True, unique=True)),
                    ],
                    options={
                        'verbose_name': 'signalement',
                        'verbose_name_plural': 'signalements',
                        'ordering': ['-created'],
                        'indexes': [models.Index(fields=['record', 'state', '-created'], name='feedback_of_record'), models.Index(fields=['-answered'], name='feedback_answered'), models.Index(fields=['created'], name='feedback_received')],
                    },
                ),
                migrations.CreateModel(
                    name='Alias',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('type', models.CharField(max_length=40)),
                        ('slug', models.CharField(max_length=200)),
                        ('record', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='records.published')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('type', 'slug'), name='alias_once')],
                    },
                ),
                migrations.CreateModel(
                    name='Letter',
                    fields=[
                        ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                        ('message', parvis.records.sealed.SealedTextField(blank=True)),
                        ('state', models.CharField(choices=[('waiting', 'en attente d’envoi'), ('sent', 'envoyé'), ('failed', 'abandonné après plusieurs essais')], default='waiting', max_length=10, verbose_name='état')),
                        ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='essais')),
                        ('problem', models.CharField(blank=True, max_length=300, verbose_name='dernier refus')),
                        ('created', models.DateTimeField(default=django.utils.timezone.now, verbose_name='écrit le')),
                        ('next_try', models.DateTimeField(default=django.utils.timezone.now, verbose_name='prochain essai')),
                        ('sent', models.DateTimeField(null=True, verbose_name='envoyé le')),
                    ],
                    options={
                        'verbose_name': 'courrier électronique',
                        'verbose_name_plural': 'courriers électroniques',
                        'ordering': ['created'],
                        'indexes': [models.Index(fields=['state', 'next_try'], name='letter_due')],
                    },
                ),
                migrations.CreateModel(
                    name='RoleReviewTask',
                    fields=[
                        ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                        ('verb', models.CharField(default='publish', max_length=40, verbose_name='droit demandé')),
                        ('need', models.CharField(blank=True, max_length=40, verbose_name='seulement si')),
                    ],
                    options={
                        'verbose_name': 'relecture par rôle',
                        'verbose_name_plural': 'relectures par rôle',
                    },
                    bases=('wagtailcore.task',),
                ),
                migrations.CreateModel(
                    name='Conflict',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('record', models.UUIDField()),
                        ('type', models.CharField(max_length=40)),
                        ('field', models.CharField(max_length=100, verbose_name='champ')),
                        ('draft', models.JSONField(null=True, verbose_name='dans le brouillon')),
                        ('live', models.JSONField(null=True, verbose_name='dans la fiche publiée')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='depuis le')),
                    ],
                    options={
                        'verbose_name': 'brouillon en conflit',
                        'verbose_name_plural': 'brouillons en conflit',
                        'ordering': ['record', 'field'],
                        'constraints': [models.UniqueConstraint(fields=('record', 'field'), name='conflict_once')],
                    },
                ),
            ],
        ),
    ]
