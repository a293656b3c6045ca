"""The `score` fixture: figures scored by a rule."""

from __future__ import annotations

import pytest

from kaohe_xl.domain.rules import Outcome
from tests.domain.rules.trials import Score, figures, usable


@pytest.fixture
def score() -> Score:
    """Scores figures by a rule: score("完成率", "起分=0.6", w=8, x=225.1, t=310)."""

    def scored(method: str, parameters: str = "", **given: object) -> Outcome:
        return usable(method, parameters).score(figures(**given))

    return scored
