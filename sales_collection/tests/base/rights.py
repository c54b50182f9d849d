"""What is installed of access rights and record rules, as the table of docs/security.md."""

import re

GROUPS = ("salesperson", "leader", "finance", "manager")
#: (operation, its letter)
OPERATIONS = (("create", "C"), ("read", "R"), ("write", "U"), ("unlink", "D"))


def is_ours(model):
    """Return whether a model is one of the addon's that has records of its own."""
    return model._name.startswith("collection.") and not model._abstract


def rights_table(env):
    """Return the lines of the table: each model with what each of our groups may, and with which records."""
    lines = [
        f"| model | {' | '.join(GROUPS)} |",
        f"| --- |{' --- |' * len(GROUPS)}",
    ]
    groups = [env.ref(f"sales_collection.group_collection_{name}").sudo() for name in GROUPS]
    for model in sorted((env[name] for name in env if is_ours(env[name])), key=lambda model: model._name):
        cells = [_cell(env, model, group) for group in groups]
        lines.append(f"| `{model._name}` | {' | '.join(cells)} |")
    return lines


def added_table(env):
    """Return the lines of the table of what our groups add on models of Odoo: access rights and record rules."""
    lines = [f"| model | {' | '.join(GROUPS)} |", f"| --- |{' --- |' * len(GROUPS)}"]
    rules = _ours(env, "ir.rule").filtered(lambda rule: not rule.model_id.model.startswith("collection."))
    access = _ours(env, "ir.model.access").filtered(lambda row: not row.model_id.model.startswith("collection."))
    groups = [env.ref(f"sales_collection.group_collection_{name}").sudo() for name in GROUPS]
    rights, rules = access.grouped("model_id"), rules.grouped("model_id")
    for model in sorted({*rights, *rules}, key=lambda model: model.model):
        of_model = rights.get(model, access.browse()), rules.get(model, env["ir.rule"])
        cells = [_added(group, *of_model) for group in groups]
        lines.append(f"| `{model.model}` | {' | '.join(cells)} |")
    return lines


def _ours(env, model):
    """Return the records of a model that the addon's data makes."""
    # sudo: the table is of what is installed, whoever looks
    data = env["ir.model.data"].sudo().search([("module", "=", "sales_collection"), ("model", "=", model)])
    return env[model].sudo().browse(data.mapped("res_id")).exists()


def _cell(env, model, group):
    """Return what members of a group may with a model, such as "R own · CU team"."""
    implied = group.all_implied_ids
    # sudo: as above
    access = env["ir.model.access"].sudo().search([("model_id.model", "=", model._name)])
    access = access.filtered(lambda row: not row.group_id or row.group_id in implied)
    rules = env["ir.rule"].sudo().search([("model_id.model", "=", model._name)])
    scopes = {}
    for operation, letter in OPERATIONS:
        if any(access.mapped(f"perm_{operation}")):
            applied = rules.filtered(f"perm_{operation}")
            scopes.setdefault(_scope(applied, implied), []).append(letter)
    return " · ".join(f"{''.join(letters)} {scope}" for scope, letters in scopes.items()) or "–"


def _scope(rules, implied):
    """Return in words to which records rules leave the members of groups."""
    everyone = rules.filtered(lambda rule: not rule.groups)
    narrowed = [words for words in map(_words, everyone.mapped("domain_force")) if words]
    frame = next((words for words in ("own", "company+", "company") if words in narrowed), "all")
    groups = rules.filtered(lambda rule: rule.groups & implied)
    given = {_words(domain) for domain in groups.mapped("domain_force")}
    if not given or None in given or frame == "own":
        return frame
    return "team" if "team" in given else "own" if "own" in given else frame


def _words(domain):
    """Return in a word whose records a rule gives; None for all."""
    domain = re.sub(r"\s+", " ", domain or "")
    for words, sign in (
        ("own", "create_uid"),
        ("team", "team"),
        ("team", "leader_sees"),
        ("own", "user.id"),
        ("company+", "company_ids + [False]"),
        ("company", "company_ids"),
    ):
        if sign in domain:
            return words
    return None


def _added(group, access, rules):
    """Return what a group of ours adds, beside what Odoo's groups that it implies may."""
    implied = group.all_implied_ids
    access = access.filtered(lambda row: row.group_id in implied)
    rights = "".join(letter for operation, letter in OPERATIONS if any(access.mapped(f"perm_{operation}")))
    mine = rules.filtered(lambda rule: rule.groups & implied)
    scopes = {}
    for operation, letter in OPERATIONS:
        found = {_words(domain) or "all" for domain in mine.filtered(f"perm_{operation}").mapped("domain_force")}
        for words in found:
            scopes.setdefault(words, []).append(letter)
    parts = [f"{rights} by access"] if rights else []
    return " · ".join([*parts, *(f"{''.join(letters)} {words}" for words, letters in sorted(scopes.items()))]) or "–"
