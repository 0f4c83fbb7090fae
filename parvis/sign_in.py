"""Settings of signing in: passwords, limits, one OpenID Connect provider."""

from parvis.environment import text, words

AUTHENTICATION_BACKENDS = [
    "parvis.records.desk.policy.DeskBackend",  # signs nobody in; first, what it grants is not read
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    )
]
ACCOUNT_ADAPTER = "parvis.organisations.signin.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are opened by invitation: the letter proves it
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_SESSION_REMEMBER = True  # SESSION_COOKIE_AGE, whatever the browser
ACCOUNT_FORMS = {
    "login": "parvis.organisations.forms.SignIn",
    "reset_password": "parvis.organisations.forms.ForgottenPassword",
    "reset_password_from_key": "parvis.organisations.forms.NewPassword",
    "change_password": "parvis.organisations.forms.OtherPassword",
    "set_password": "parvis.organisations.forms.FirstPassword",
}
# Every limit of the portal, signed in or not; "ip" is a small network, never kept in clear
# (`organisations.signin.Accounts.get_client_ip`)
ACCOUNT_RATE_LIMITS = {
    # tries that fail: ten a minute from one network, five in five minutes on one account
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "10/m/ip,3/10m/key",
    # public forms: from one network; letters to an address that nobody confirmed yet
    "public_form": "20/h/ip",
    "unasked_letter": "3/d/key",
    # private links of requests that lead nowhere
    "private_link": "20/h/ip",
    # opinions on one device from one network, for each question
    "opinion": "3/d/key",
    # references of decisions that nothing bears, tried from one network
    "decision_reference": "10/h/ip",
    # sendings of cases by the application that decides, for each type of decision
    "case_door": "600/h/key",
}

# Signing in through one OpenID Connect provider (ProConnect, FranceConnect, the town's own)
PARVIS_OIDC_ISSUER = text("PARVIS_OIDC_ISSUER").rstrip("/")
PARVIS_OIDC_CLIENT_ID = text("PARVIS_OIDC_CLIENT_ID")
PARVIS_OIDC_NAME = text("PARVIS_OIDC_NAME", "OpenID Connect")
PARVIS_OIDC_EMAIL_DOMAINS = words("PARVIS_OIDC_EMAIL_DOMAINS")
SOCIALACCOUNT_ADAPTER = "parvis.organisations.signin.Identities"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form would be stopped by form-action on its way out
SOCIALACCOUNT_EMAIL_AUTHENTICATION = SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
_oidc = {
    "provider_id": "oidc",
    "name": PARVIS_OIDC_NAME,
    "client_id": PARVIS_OIDC_CLIENT_ID,
    "secret": text("PARVIS_OIDC_SECRET"),
    "settings": {
        "server_url": PARVIS_OIDC_ISSUER,
        "scope": text("PARVIS_OIDC_SCOPES", "openid email profile").split(),
        "oauth_pkce_enabled": True,
        "auth_params": {"acr_values": acr} if (acr := text("PARVIS_OIDC_ACR")) else {},
    },
}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "provider_class": "parvis.organisations.oidc.Provider",
        "APPS": [_oidc] if PARVIS_OIDC_ISSUER else [],
    }
}
LOGIN_URL = WAGTAILADMIN_LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/espace-agents/"
LOGOUT_REDIRECT_URL = "/"
