"""One rekey, taken as far as it goes: seal what is left, wait for what began before, check everything."""

from collections.abc import Callable
from typing import Any

from sealcanvas.canvas.failure import Why
from sealcanvas.canvas.rekey import stored
from sealcanvas.canvas.rekey.artifacts import Artifact, artifacts_of
from sealcanvas.canvas.rekey.copy_in_place import abort
from sealcanvas.canvas.rekey.counts import nothing, with_done, with_left
from sealcanvas.canvas.rekey.domain_volumes import turn_volumes, volume_ids_of
from sealcanvas.canvas.rekey.objects import left_behind
from sealcanvas.canvas.rekey.places import Place, as_keeper, places_of
from sealcanvas.canvas.rekey.stored import COMPLETED, IN_PROGRESS, PAUSED, STOPPED, Rekey
from sealcanvas.canvas.rekey.tell import tell_keys
from sealcanvas.canvas.rekey.waiting import changed_keys, waiting_for
from sealcanvas.sagemaker.errors import ResourceNotFound
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.workspace.domains.domain import find_domain
from sealcanvas.sagemaker.workspace.domains.domain_grant import retire_domain_grant
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.former_keys import forget_former_keys
from sealcanvas.volumes.sweep import sweep


class Cut(Exception):
    """The server stops, or the rekey was stopped: what is done is durable, and it goes on from there."""


class Turn:
    """One rekey's turn; every change is durable before the next, so that it may be cut off anywhere.

    Args:
        leaving: asked before each artifact, whether to end there.

    Attributes:
        at: action and principal of the step at hand, for the reason where it is refused.
    """

    def __init__(self, instance: Instance, rekey: Rekey, leaving: Callable[[], bool]) -> None:
        self._instance, self._rekey, self._leaving = instance, rekey, leaving
        self.at = ("kms:Decrypt", "sagemaker.amazonaws.com")

    def take(self) -> None:
        """Go as far as it goes.

        Raises:
            ServiceError: a refusal, of the step that `at` names.
            CryptoError, OSError: an artifact is not what was written.
            Cut: see there.
        """
        try:
            domain = find_domain(self._instance, self._rekey.domain_id)
        except ResourceNotFound:
            self._give_up()
            return
        if changed := changed_keys(self._instance, self._rekey, domain):
            self.pause(Why("AccessDenied", changed))
            return
        places = places_of(self._instance, domain)
        if self._rekey.details["phase"] == "Waiting" and self._waits(domain, places):
            return
        self._abort_left_over(places)
        while self._seal(domain, places):
            places = places_of(self._instance, domain)
        if self._waits(domain, places):
            self._change(phase="Waiting")
        elif self._verify(domain, places):
            self._finish(domain)

    def pause(self, why: Why) -> None:
        """Hold it up until somebody starts it again."""
        if stored.find(self._instance, self._rekey.id).status == IN_PROGRESS:
            self._change(status=PAUSED, **why.details())

    def _seal(self, domain: Stored, places: list[Place]) -> bool:
        """Move what lies under other keys; whether anything could be moved, so that there may be more."""
        app_key = self._rekey.app_key
        if app_key is not None:
            self.at = ("kms:GenerateDataKeyWithoutPlaintext", "sagemaker.amazonaws.com")
            turn_volumes(self._instance, domain, app_key)
        left = [each for each in self._artifacts(domain, places) if self._astray(each)]
        if left:
            self._change(phase="Sealing", after=None)
        self._change(progress=with_left(self._rekey.details["progress"], left))
        moved = False
        for artifact in left:
            self._step(artifact)
            if artifact.move():
                moved = True
                self._change(progress=with_done(self._rekey.details["progress"], artifact))
        if moved:
            sweep(self._instance)
        return moved

    def _verify(self, domain: Stored, places: list[Place]) -> bool:
        """Open everything under the new keys; False where something lies under another one after all."""
        everything = sorted(self._artifacts(domain, places), key=_place)
        after = self._rekey.details["after"] if self._rekey.details["phase"] == "Verifying" else None
        if after is None:
            self._change(phase="Verifying", waiting=[], verified=with_left(nothing(), everything))
        for artifact in everything:
            if after is not None and _place(artifact) <= after:
                continue
            self._step(artifact)
            if self._astray(artifact):
                return False
            if artifact.check():
                verified = with_done(self._rekey.details["verified"], artifact)
                self._change(verified=verified, after=_place(artifact))
        return True

    def _finish(self, domain: Stored) -> None:
        """Retire the old grants, unless something came in between: that is for the next turn.

        Raises:
            ServiceError: KMS refuses to retire a grant; that is in the audit trail, and nothing is Completed.
        """
        refused: ServiceError | None = None
        with self._instance.database.transaction():
            places = places_of(self._instance, domain)
            current = stored.find(self._instance, self._rekey.id).status == IN_PROGRESS
            if not current or any(map(self._astray, self._artifacts(domain, places))) or self._waits(domain, places):
                return
            if left := self._left_behind(domain, places):
                self.pause(Why("InternalError", f"{left} still lies under another key."))
                return
            refused = self._retire(domain.arn)
            if refused is None:
                for volume_id in volume_ids_of(self._instance, domain):
                    forget_former_keys(self._instance, volume_id)
                tell_keys(self._instance, self._rekey)
                self._change(status=COMPLETED, phase="Completed", grants=[], after=None)
        if refused is not None:
            raise refused

    def _left_behind(self, domain: Stored, places: list[Place]) -> str | None:
        key_arn, former = self._rekey.storage_key, self._rekey.details["former"]
        return None if key_arn is None else left_behind(self._instance, domain, places, key_arn, former)

    def _retire(self, domain_arn: str) -> ServiceError | None:
        """Retire the former grants, again if need be; a refusal is returned: raised, it would undo its audit record."""
        self.at = ("kms:RetireGrant", "sagemaker.amazonaws.com")
        try:
            for key_arn, grant_id in self._rekey.details["grants"]:
                retire_domain_grant(self._instance, key_arn, grant_id, domain_arn)
        except ServiceError as error:
            return error
        return None

    def _give_up(self) -> None:
        """The domain was deleted, its own grant with it: what else it was granted goes too."""
        rekey = self._rekey
        with self._instance.database.transaction():
            refused = self._retire(f"arn:aws:sagemaker:{rekey.region}:{rekey.account}:domain/{rekey.domain_id}")
            if refused is None:
                why = Why("InternalError", f"Domain [{rekey.domain_id}] was deleted.")
                self._change(status=STOPPED, grants=[], **why.details())
        if refused is not None:
            raise refused

    def _waits(self, domain: Stored, places: list[Place]) -> bool:
        """Whether something must end first; DescribeRekey tells what."""
        waiting = waiting_for(self._instance, self._rekey, domain, places)
        self._change(waiting=waiting)
        return bool(waiting)

    def _artifacts(self, domain: Stored, places: list[Place]) -> list[Artifact]:
        return list(artifacts_of(self._instance, self._rekey, domain, places, self._note))

    def _astray(self, artifact: Artifact) -> bool:
        wanted = self._rekey.storage_key if artifact.kind == "Objects" else self._rekey.app_key
        return artifact.key_arn != wanted

    def _step(self, artifact: Artifact) -> None:
        """Before an artifact: whether to go on; which key it has."""
        if self._leaving() or stored.find(self._instance, self._rekey.id).status != IN_PROGRESS:
            raise Cut
        self.at = ("kms:Decrypt", artifact.actor)
        former = {*self._rekey.details["former"]}
        if self._astray(artifact) and artifact.key_arn.startswith("arn:"):
            former.add(artifact.key_arn)
        self._change(former=sorted(former))

    def _note(self, upload: list[str]) -> None:
        self._change(upload=upload)

    def _abort_left_over(self, places: list[Place]) -> None:
        upload: list[str] = self._rekey.details.get("upload") or []
        for place in places:
            if upload and place.bucket == upload[0] and upload[1].startswith(place.prefix):
                abort(as_keeper(self._instance, place, self._rekey.region, place.source_arn), upload)
                break
        self._note([])

    def _change(self, *, status: str | None = None, **details: Any) -> None:
        known = self._rekey.details
        if status is not None or any(known.get(name) != value for name, value in details.items()):
            self._rekey = stored.change(self._instance, self._rekey, status=status, **details)


def _place(artifact: Artifact) -> list[str]:
    """Where verification stands, in an order that a start after a crash finds again."""
    return [artifact.kind, artifact.name]
