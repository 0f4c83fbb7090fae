"""E-mail: kept, sealed, sent with retries, given up visibly, forgotten once sent."""

import datetime as dt

import pytest
from aiosmtpd.controller import Controller
from django.core import mail
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from parvis.records.mail import DELAYS, KEPT, deliver, deliver_due, forget_letters
from parvis.records.models import Letter
from tests.operation.test_serve import free_port

pytestmark = pytest.mark.django_db


class Server:
    """A mail server that answers what it is told to, then accepts."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.received: list[str] = []

    async def handle_DATA(self, _server, _session, envelope):
        if self.answers:
            return self.answers.pop(0)
        self.received.append(envelope.content.decode())
        return "250 OK"


@pytest.fixture
def smtp(settings):
    """Start a mail server with these answers; settings lead to it."""
    running = []

    def start(*answers: str) -> Server:
        handler = Server(*answers)
        controller = Controller(handler, hostname="127.0.0.1", port=free_port())
        controller.start()
        running.append(controller)
        settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = controller.port
        return handler

    yield start
    for controller in running:
        controller.stop()


@pytest.fixture(autouse=True)
def outbox(settings):
    settings.EMAIL_BACKEND = "parvis.records.mail.Outbox"
    settings.EMAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "ne-pas-repondre@ville.example"
    settings.EMAIL_USE_TLS = False


def write(**values) -> Letter:
    values = {
        "subject": "Votre question",
        "body": "Voici la réponse.",
        "to": ["anne@ville.example"],
    } | values
    message = mail.EmailMultiAlternatives(**values)
    message.attach_alternative("<p>Voici la réponse.</p>", "text/html")
    message.attach("plan.txt", "Été", "text/plain")
    assert message.send() == 1
    return Letter.objects.get()


def make_due(letter: Letter) -> None:
    Letter.objects.filter(pk=letter.pk).update(next_try=timezone.now())


def test_the_task_holds_an_identifier_only_and_the_row_is_sealed():
    letter = write()
    task = DBTaskResult.objects.get()
    assert task.args_kwargs == {"args": [str(letter.pk)], "kwargs": {}}
    with connection.cursor() as cursor:
        cursor.execute("SELECT message FROM records_letter")
        (stored,) = cursor.fetchone()
    assert "anne" not in stored
    assert "anne@ville.example" in letter.message


def test_a_letter_goes_with_the_transaction_it_speaks_of():
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not Letter.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_refused_twice_then_accepted(smtp):
    server = smtp("451 later", "451 later")
    letter = write()
    for attempt in (1, 2):
        deliver.call(str(letter.pk))
        letter.refresh_from_db()
        assert (letter.state, letter.attempts) == ("waiting", attempt)
        wait = letter.next_try - timezone.now()
        assert dt.timedelta(0) < wait <= dt.timedelta(seconds=DELAYS[attempt - 1])
        make_due(letter)
    deliver_due.call()
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, letter.message) == ("sent", 3, "")
    (received,) = server.received
    assert "anne@ville.example" in received
    assert f"Message-ID: <{letter.uuid}@ville.example>" in received
    assert "text/html" in received
    assert "plan.txt" in received


def test_a_letter_not_yet_due_is_left_alone(smtp):
    server = smtp("451 later")
    letter = write()
    deliver.call(str(letter.pk))
    deliver.call(str(letter.pk))
    deliver_due.call()
    assert server.received == []
    assert Letter.objects.get().attempts == 1


def test_delivering_twice_sends_once(smtp):
    server = smtp()
    letter = write()
    deliver.call(str(letter.pk))
    deliver.call(str(letter.pk))
    assert len(server.received) == 1


def test_given_up_after_the_last_try(settings, caplog):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    letter = write()
    for _attempt in range(len(DELAYS) + 1):
        assert Letter.objects.get().state == "waiting"
        make_due(letter)
        deliver.call(str(letter.pk))
    letter.refresh_from_db()
    assert letter.state == "failed"
    assert letter.problem == "ConnectionRefusedError"
    assert "given up" in caplog.text
    assert "anne" not in caplog.text


def test_a_final_refusal_is_not_tried_again(smtp):
    smtp("550 no such mailbox")
    letter = write()
    deliver.call(str(letter.pk))
    letter.refresh_from_db()
    assert (letter.state, letter.problem) == ("failed", "SMTPDataError 550")


def test_old_letters_are_forgotten_but_never_one_that_waits():
    letter = write()
    Letter.objects.filter(pk=letter.pk).update(created=timezone.now() - KEPT * 2)
    forget_letters.call()
    assert Letter.objects.exists()
    Letter.objects.update(state="sent")
    forget_letters.call()
    assert not Letter.objects.exists()


def test_growing_delays():
    assert list(DELAYS) == sorted(set(DELAYS))
