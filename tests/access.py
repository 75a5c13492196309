"""The access table: who may come to which address. An address that is missing here fails the suite."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver, reverse

ANYBODY = "anybody"
SIGNED_IN = "signed in"
OFFICIALS = "officials"

NAMESPACES = {"admin": OFFICIALS, "demo_mail": ANYBODY}
"""Whole namespaces with one rule."""

ADDRESSES = {
    "home": ANYBODY,
    "deadline": ANYBODY,
    "check_document": ANYBODY,
    "grievances:list": SIGNED_IN,
    "grievances:detail": SIGNED_IN,
    "grievances:new": SIGNED_IN,
    "grievances:draft": SIGNED_IN,
    "grievances:discard": SIGNED_IN,
    "grievances:add_file": SIGNED_IN,
    "grievances:drop_file": SIGNED_IN,
    "grievances:file": SIGNED_IN,
    "grievances:document": SIGNED_IN,
    "grievances:receipt": SIGNED_IN,
    "grievances:supplement": SIGNED_IN,
    "grievances:more_time": SIGNED_IN,
    "grievances:agree": SIGNED_IN,
    "grievances:decline": SIGNED_IN,
    "grievances:message": SIGNED_IN,
    "grievances:amend": SIGNED_IN,
    "grievances:withdraw": SIGNED_IN,
    "grievances:reopen": SIGNED_IN,
    "grievances:rate": SIGNED_IN,
    "grievances:rate_by_link": ANYBODY,
    # Opinions: the experts' pages, and links for outside bodies.
    "opinions:list": SIGNED_IN,
    "opinions:detail": SIGNED_IN,
    "opinions:give": SIGNED_IN,
    "opinions:postpone": SIGNED_IN,
    "opinions:file": SIGNED_IN,
    "opinions:by_link": ANYBODY,
    "opinions:give_by_link": ANYBODY,
    "opinions:postpone_by_link": ANYBODY,
    "opinions:file_by_link": ANYBODY,
    # Visits: the host's pages, links without signing in, calendars, the field workspace.
    "visits:list": SIGNED_IN,
    "visits:request": SIGNED_IN,
    "visits:detail": SIGNED_IN,
    "visits:amend": SIGNED_IN,
    "visits:add_files": SIGNED_IN,
    "visits:accept": SIGNED_IN,
    "visits:ask_other": SIGNED_IN,
    "visits:cancel": SIGNED_IN,
    "visits:confirm": SIGNED_IN,
    "visits:object": SIGNED_IN,
    "visits:file": SIGNED_IN,
    "visits:minutes_pdf": SIGNED_IN,
    "visits:ics": SIGNED_IN,
    "visits:my_calendar": SIGNED_IN,
    "visits:renew_feed": SIGNED_IN,
    "visits:roster_ics": ANYBODY,
    "visits:feed": ANYBODY,
    "visits:host_link": ANYBODY,
    "visits:host_answer": ANYBODY,
    "visits:host_minutes": ANYBODY,
    "visits:survey": ANYBODY,
    "field:today": SIGNED_IN,
    "field:case": SIGNED_IN,
    "field:visit": SIGNED_IN,
    "field:notes": SIGNED_IN,
    "field:line": SIGNED_IN,
    "field:drop_line": SIGNED_IN,
    "field:photo": SIGNED_IN,
    "field:drop_photo": SIGNED_IN,
    "field:worker": ANYBODY,
    "field:hold": SIGNED_IN,
    "field:no_show": SIGNED_IN,
    "field:minutes": SIGNED_IN,
    # Meetings of those who attend, guests by their link.
    "meetings:list": SIGNED_IN,
    "meetings:detail": SIGNED_IN,
    "meetings:reply": SIGNED_IN,
    "meetings:minutes_pdf": SIGNED_IN,
    "meetings:guest": ANYBODY,
    "meetings:guest_reply": ANYBODY,
    "meetings:guest_minutes_pdf": ANYBODY,
    "meetings:ics": ANYBODY,
    "health": ANYBODY,
    "set_contrast": ANYBODY,
    "privacy": ANYBODY,
    "accessibility": ANYBODY,
    "styleguide": ANYBODY,
    "styleguide_error": ANYBODY,
    # Signing up, in and out.
    "account_login": ANYBODY,
    "account_logout": ANYBODY,
    "account_signup": ANYBODY,
    "account_inactive": ANYBODY,
    "account_email_verification_sent": ANYBODY,
    "account_confirm_login_code": ANYBODY,
    "account_reset_password": ANYBODY,
    "account_reset_password_done": ANYBODY,
    "account_reset_password_from_key": ANYBODY,
    "account_reset_password_from_key_done": ANYBODY,
    "mfa_authenticate": ANYBODY,
    "mfa_login_webauthn": ANYBODY,
    "account_change_password": SIGNED_IN,
    "account_set_password": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_reauthenticate": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "usersessions_list": SIGNED_IN,
    # A person's own page.
    "accounts:me": SIGNED_IN,
    "accounts:edit_me": SIGNED_IN,
    "accounts:give_consent": SIGNED_IN,
    "accounts:take_back_consent": SIGNED_IN,
    "accounts:end_session": SIGNED_IN,
    "accounts:remove_passkey": SIGNED_IN,
    "accounts:start": SIGNED_IN,
    "accounts:extend": SIGNED_IN,
    "inbox:list": SIGNED_IN,
    "inbox:read_all": SIGNED_IN,
    "inbox:open": SIGNED_IN,
    # Companies: registering, one's own, links from mails and paper, the drive.
    "companies:register": SIGNED_IN,
    "companies:register_find": SIGNED_IN,
    "companies:register_match": SIGNED_IN,
    "companies:register_entry": SIGNED_IN,
    "companies:register_taken": SIGNED_IN,
    "companies:take_back": SIGNED_IN,
    "companies:mine": SIGNED_IN,
    "companies:home": SIGNED_IN,
    "companies:correct": SIGNED_IN,
    "companies:invite": SIGNED_IN,
    "companies:leaflet": SIGNED_IN,
    "companies:send_again": SIGNED_IN,
    "companies:withdraw": SIGNED_IN,
    "companies:accept": SIGNED_IN,
    "companies:decline": SIGNED_IN,
    "companies:hand_over": SIGNED_IN,
    "companies:add_owner": SIGNED_IN,
    "companies:remove": SIGNED_IN,
    "companies:leave": SIGNED_IN,
    "companies:nudges": SIGNED_IN,
    "companies:join": ANYBODY,
    "companies:decide": ANYBODY,
    "companies:nudges_off": ANYBODY,
    "drive:progress": OFFICIALS,
    "drive:export": OFFICIALS,
    # The showcase: what is public, and the company's own desk.
    "companies:showcases": ANYBODY,
    "companies:showcase": ANYBODY,
    "companies:showcase_file": ANYBODY,
    "companies:showcase_picture": ANYBODY,
    "companies:showcase_edit": SIGNED_IN,
    "companies:showcase_about": SIGNED_IN,
    "companies:showcase_start": SIGNED_IN,
    "companies:showcase_preview": SIGNED_IN,
    "companies:showcase_submit": SIGNED_IN,
    "companies:showcase_recall": SIGNED_IN,
    "companies:showcase_withdraw": SIGNED_IN,
    "companies:showcase_product_new": SIGNED_IN,
    "companies:showcase_product": SIGNED_IN,
    "companies:showcase_product_move": SIGNED_IN,
    "companies:showcase_product_remove": SIGNED_IN,
    "companies:showcase_medium_new": SIGNED_IN,
    "companies:showcase_medium": SIGNED_IN,
    "companies:showcase_medium_remove": SIGNED_IN,
}

SAMPLES = {
    "uidb36": "1",
    "key": "abc-def",
    "object_id": "1",
    "app_label": "accounts",
    "url": "x",
    "name": "x",
    "on": "2026-11-26",
    **dict.fromkeys(("file_key", "line_key", "photo_key", "question_key"), "00000000-0000-4000-8000-000000000000"),
}
"""Values for the arguments of addresses; whatever is not here is 1."""


def addresses() -> list[tuple[str, str]]:
    """(name, path) of every address the project has, with sample values in the places of its arguments."""
    return list(_walk(get_resolver().url_patterns, ""))


def audience(name: str) -> str:
    """Who may come here; KeyError where the table does not say."""
    namespace = name.partition(":")[0]
    return NAMESPACES[namespace] if namespace in NAMESPACES else ADDRESSES[name]


def _walk(
    patterns: list[URLPattern | URLResolver], namespace: str, outer: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        keys = (*outer, *pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, inner, keys)
        elif pattern.name or namespace != "admin:":  # The admin's only nameless address redirects.
            name = f"{namespace}{pattern.name}"
            yield name, reverse(name, kwargs={key: SAMPLES.get(key, "1") for key in keys})
