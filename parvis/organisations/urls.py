"""Addresses of accounts. allauth names them; the words are ours."""

from allauth.account import views as allauth
from django.urls import path

from parvis.organisations import oidc, pages, teams

# in the reader's language
urlpatterns = [
    path("connexion/", pages.SignIn.as_view(), name="account_login"),
    path("deconnexion/", allauth.logout, name="account_logout"),
    path("connexion/compte-ferme/", allauth.account_inactive, name="account_inactive"),
    path(
        "connexion/mot-de-passe/", pages.OtherPassword.as_view(), name="account_change_password"
    ),
    path(
        "connexion/premier-mot-de-passe/", pages.FirstPassword.as_view(),
        name="account_set_password",
    ),
    path(
        "connexion/mot-de-passe-oublie/", pages.ForgottenPassword.as_view(),
        name="account_reset_password",
    ),
    path(
        "connexion/mot-de-passe-oublie/envoye/", allauth.password_reset_done,
        name="account_reset_password_done",
    ),
    path(
        "connexion/mot-de-passe-oublie/change/", allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path(
        "connexion/mot-de-passe-oublie/<str:uidb36>/<str:key>/", pages.NewPassword.as_view(),
        name="account_reset_password_from_key",
    ),
    path("invitation/<str:token>/", pages.invitation, name="invitation"),
    path("mes-roles/", teams.roles, name="roles"),
    path("equipes/", teams.teams, name="teams"),
    path("equipes/<str:slug>/", teams.team, name="team"),
]  # fmt: skip

# the same in every language: the provider knows them
fixed = [
    path("connexion/identite/", oidc.login, name="oidc_login"),
    path("connexion/identite/retour/", oidc.callback, name="oidc_callback"),
]
