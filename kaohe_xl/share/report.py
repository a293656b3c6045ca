"""What `kaohe deploy` returns, and how it reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kaohe_xl.domain.findings import Finding
from kaohe_xl.messages import sentence


@dataclass(frozen=True, slots=True)
class DeployReport:
    """What lies on the share now. `version`: number and digest; `former`: the one before, or ""."""

    share: Path
    version: str
    former: str
    target: str
    libraries: int
    launchers: tuple[str, ...]
    findings: tuple[Finding, ...] = ()

    def json(self) -> dict[str, Any]:
        """The report for machines."""
        known = {name: getattr(self, name) for name in ("version", "former", "target", "libraries")}
        return {"share": str(self.share), **known, "launchers": list(self.launchers), "findings": []}


def deploy_lines(report: DeployReport) -> Iterator[str]:
    """The report as a person reads it."""
    code = "DEPLOYED_AGAIN" if report.former == report.version else "DEPLOYED"
    yield sentence(code, share=report.share, version=report.version)[0]
    yield sentence("DEPLOYED_PARTS", count=report.libraries, target=report.target)[0]
    yield sentence("DEPLOYED_LAUNCHERS", names="、".join(report.launchers))[0]
