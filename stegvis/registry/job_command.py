"""A job of the timetable as a command: done at once, without the queue, for every principal."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from stegvis.core.jobs.timetable import Job, JobFailed
from stegvis.registry.models import Principal


class JobCommand(BaseCommand):
    """What fails for one principal is told, and the others get theirs."""

    job: Job

    def handle(self, *args: Any, **options: Any) -> None:
        failed = []
        for name, principal_id in self._concerned():
            try:
                told = self.job.run(principal_id)
                self.stdout.write(f"{name}: {told}")
            except JobFailed as error:
                failed.append(f"{name}: {error}")
        if failed:
            raise CommandError("\n".join(failed))

    def _concerned(self) -> list[tuple[str, int | None]]:
        if not self.job.is_for_each_principal:
            return [(self.job.title, None)]
        return list(Principal.objects.order_by("id").values_list("name", "pk"))
