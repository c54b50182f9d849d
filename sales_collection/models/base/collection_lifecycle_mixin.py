from odoo import api, models
from odoo.exceptions import UserError

from .collection_lock import lock_or_tell
from .collection_pass import has_pass, with_pass

#: the pass by which a write is known as one of the life cycle
_BY_LIFECYCLE = "collection_by_lifecycle"


class CollectionLifecycleMixin(models.AbstractModel):
    """One door for the state of a document, and for what is written together with it.

    A model that inherits it has a ``state`` and says which states may follow each other (``_transitions``) and which
    other fields only its life cycle writes (``_lifecycle_fields``). Its actions check who may, lock
    (``_lock_for_state``) and go on (``_set_state``); what follows from a state is in ``_after_<state>``.

    The state is written by the whole ``write()``: what other addons do there, tracking and the automation rules of Odoo
    see it. Whoever writes it in any other way is refused, superuser or not.
    """

    _name = "collection.lifecycle.mixin"
    _description = "Document with Life Cycle"

    #: {state: the states that may follow}
    _transitions = {}
    #: fields that only the life cycle writes, beside the state
    _lifecycle_fields = frozenset()
    #: the method that takes what is entered in the dialog for a reason, where the model has such a button
    _reason_method = None

    # -- what is written by hand ---------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        if not self._is_by_lifecycle():
            vals_list = [self._begin_lifecycle(vals) for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if not self._is_by_lifecycle():
            names = {name for name in vals if not name.startswith(("message_", "activity_", "website_message_"))}
            if names:
                self.check_access("write")
                self._check_by_hand(names)
        return super().write(vals)

    def _is_by_lifecycle(self):
        return has_pass(self, _BY_LIFECYCLE)

    @api.model
    def _begin_lifecycle(self, vals):
        """Return the values of a new record without what only its life cycle writes.

        :param dict vals: what somebody gives
        """
        kept = {"state", *self._lifecycle_fields}
        return {name: value for name, value in vals.items() if name not in kept}

    def _check_by_hand(self, names):
        """See that these fields may be written outside of the life cycle.

        :param set names: fields, without those of messages and activities
        :raises UserError: if one of them is written by the life cycle only.
        """
        kept = names & {"state", *self._lifecycle_fields}
        if kept:
            raise UserError(
                self.env._(
                    "%(fields)s of %(document)s cannot be changed manually. Use the buttons.",
                    fields=", ".join(self._fields[name]._description_string(self.env) for name in sorted(kept)),
                    document=self._description_of_model(),
                )
            )

    def _description_of_model(self):
        # sudo: what the model is called, for a text
        return self.env["ir.model"].sudo()._get(self._name).name

    # -- the one door --------------------------------------------------------------------------------

    def _lock_lifecycle(self):
        """Hold these records for this transaction, and read their states anew.

        :raises AccessError: if the user may not even read one of them.
        :raises UserError: if somebody else is at one of them.
        """
        self.check_access("read")
        # sudo: holding is not changing; the caller has checked who may
        lock_or_tell(self.sudo(), self[:1]._busy_text())
        self.invalidate_recordset(["state", *self._lifecycle_fields])

    def _lock_for_state(self, state):
        """Hold these records for this transaction, and see that they may go on to a state.

        :param str state: where the caller will bring them by ``_set_state``
        :raises UserError: if somebody else is at one of them, or it is not in a state that allows it.
        """
        self._lock_lifecycle()
        self._check_transition(state)

    def _check_transition(self, state):
        """:raises UserError: if one of these records may not go on to the state."""
        for record in self:
            if state not in self._transitions.get(record.state, ()):
                raise UserError(record._transition_text(state))

    def _set_state(self, state, **values):
        """Bring these records to a state. Whoever calls this has checked who may.

        :param str state: one that ``_transitions`` allows after the present one
        :param values: what is written together with it
        :raises UserError: if one of them may not go on to it.
        """
        self._check_transition(state)
        self._write_lifecycle({"state": state, **values})
        after = getattr(self, f"_after_{state}", None)
        if after:
            after()

    def _write_lifecycle(self, vals):
        """Write what belongs to the life cycle, by the whole ``write()``.

        :param dict vals: fields of which people write none by hand
        """
        # sudo: rules give nobody the right to write these; whoever calls this has checked who may
        with_pass(self.sudo(), _BY_LIFECYCLE).write(vals)

    @api.model
    def _create_by_lifecycle(self, vals_list):
        """Return new records that the program makes, in whatever state; the caller has checked who may.

        :param list vals_list: values of each
        """
        # sudo: nobody makes these by hand
        return self.browse(with_pass(self.sudo(), _BY_LIFECYCLE).create(vals_list).ids)

    # -- what people read ----------------------------------------------------------------------------

    def _reason_text(self):
        """Return who reads the reason that is asked for."""
        return self.env._("The reason is visible to the salesperson.")

    def _busy_text(self):
        """Return what is said to whoever comes second."""
        return self.env._("Another user is working on this document. Reload the page in a moment.")

    def _name_in_texts(self):
        """Return what this record is called where its state is told."""
        return self.display_name

    def _transition_text(self, state):
        """Return why this record does not go on to the state."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(document)s has the status %(state)s, so this is no longer possible. Reload the page.",
            document=self._name_in_texts(),
            state=labels[self.state],
        )
