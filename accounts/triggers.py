"""Triggers that keep history whole, whatever path the application takes to it."""

import pgtrigger

DIGEST = """
    encode(sha256(convert_to(jsonb_build_array(
        {row}.previous, {row}.number, (extract(epoch FROM {row}.at) * 1000000)::bigint, {row}.by_id, {row}.roles,
        host({row}.address), {row}.what, {row}.subject_kind, {row}.subject_id, {row}.subject_label, {row}.rows,
        {row}.reason
    )::text, 'UTF8')), 'hex')
"""
"""What a line of the access log is sealed with: everything it says, and the seal of the line before."""


def never_emptied(name: str) -> pgtrigger.Trigger:
    """Refuse TRUNCATE, which row triggers do not see."""
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func="RAISE EXCEPTION 'The rows of % are kept; they cannot be emptied.', TG_TABLE_NAME;",
    )
