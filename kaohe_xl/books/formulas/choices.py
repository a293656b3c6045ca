"""Functions that choose: conditions, what stands in for an error, what kind of value there is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kaohe_xl.books.formulas import values
from kaohe_xl.books.formulas.evaluation import Areas, Found, Run
from kaohe_xl.books.formulas.functions import (
    Failing,
    cell_values,
    deciding,
    integer,
    is_left_out,
    lifting,
    plain,
    taking,
)
from kaohe_xl.books.formulas.syntax import Node
from kaohe_xl.books.formulas.values import NA, Matrix, Scalar, Unsure
from kaohe_xl.books.grid import ErrorValue


@deciding("IF", 2, 3)
def _if(run: Run, nodes: Sequence[Node]) -> Found:
    if any(is_left_out(node) for node in nodes):
        raise Unsure
    condition = run.scalars(nodes[0])
    if isinstance(condition, Matrix):
        return _if_each(run, condition, nodes)
    chosen = values.truth(condition)
    if isinstance(chosen, ErrorValue):
        return chosen
    if chosen:
        return run.found(nodes[1])
    return run.found(nodes[2]) if len(nodes) == 3 else False


def _if_each(run: Run, condition: Matrix, nodes: Sequence[Node]) -> Found:
    """IF in an array formula: each condition chooses."""
    if run.arrays != 2:
        raise Unsure
    branches = [run.scalars(node) for node in nodes[1:]]

    def one(condition: Scalar, *chosen: Scalar) -> Scalar:
        """One choice."""
        found = values.truth(condition)
        if isinstance(found, ErrorValue):
            return found
        return chosen[0] if found else chosen[1] if len(chosen) > 1 else False

    return run.lifted(one, [condition, *branches])


@deciding("IFERROR", 2, 2)
def _if_error(run: Run, nodes: Sequence[Node]) -> Found:
    value = _value(run, nodes[0])
    return _value(run, nodes[1]) if isinstance(value, ErrorValue) else value


@deciding("IFNA", 2, 2)
def _if_not_available(run: Run, nodes: Sequence[Node]) -> Found:
    value = _value(run, nodes[0])
    return _value(run, nodes[1]) if value == NA and isinstance(value, ErrorValue) else value


def _value(run: Run, node: Node) -> Scalar:
    """A part's value, a blank cell's as 0: it doesn't stay blank on its way through these functions."""
    if is_left_out(node):
        raise Unsure
    value = run.scalar(node)
    if value is None:
        raise Unsure
    return value


@deciding("IFS", 2)
def _ifs(run: Run, nodes: Sequence[Node]) -> Found:
    if len(nodes) % 2:
        raise Unsure
    for condition, result in zip(nodes[::2], nodes[1::2], strict=True):
        found = values.truth(run.scalar(condition))
        if isinstance(found, ErrorValue):
            return found
        if found:
            return _value(run, result)
    return NA


@deciding("SWITCH", 3)
def _switch(run: Run, nodes: Sequence[Node]) -> Found:
    subject = plain(run, run.found(nodes[0]))
    if subject is None:
        raise Unsure
    pairs, rest = nodes[1:], None
    if len(pairs) % 2:
        pairs, rest = pairs[:-1], pairs[-1]
    for case, result in zip(pairs[::2], pairs[1::2], strict=True):
        value = plain(run, run.found(case))
        if isinstance(value, str) is isinstance(subject, str) and values.compared(subject, value, "="):
            return _value(run, result)
    return NA if rest is None else _value(run, rest)


@deciding("CHOOSE", 2)
def _choose(run: Run, nodes: Sequence[Node]) -> Found:
    index = integer(plain(run, run.found(nodes[0])))
    if not 1 <= index < len(nodes) or is_left_out(nodes[index]):
        raise Unsure
    return run.found(nodes[index])


@taking("AND", 1)
def _and(run: Run, *arguments: Found) -> Found:
    return all(_truths(run, arguments))


@taking("OR", 1)
def _or(run: Run, *arguments: Found) -> Found:
    return any(list(_truths(run, arguments)))


def _truths(run: Run, arguments: Sequence[Found]) -> list[bool]:
    """The conditions; blank cells don't count. Raises Unsure for texts, and where there is none."""
    found: list[bool] = []
    for argument in arguments:
        for value in _each(run, argument):
            values.refuse_blank(value)
            if isinstance(value, str):
                raise Unsure
            if value is not None:
                found.append(bool(value))
    if not found:
        raise Unsure
    return found


def _each(run: Run, argument: Found) -> Iterator[Scalar]:
    if isinstance(argument, Areas | Matrix):
        yield from cell_values(run, argument)
        return
    if isinstance(argument, ErrorValue):
        raise Failing(argument)
    if argument is None:
        raise Unsure
    yield argument


@lifting("NOT", 1, 1)
def _not(value: Scalar) -> Scalar:
    return not values.truth(value)


lifting("TRUE", 0, 0)(lambda: True)
lifting("FALSE", 0, 0)(lambda: False)
lifting("NA", 0, 0)(lambda: NA)


@lifting("ISNUMBER", 1, 1, sees_errors=True)
def _isnumber(value: Scalar) -> Scalar:
    """Whether this is a number. Raises Unsure for a truth value: some programs keep it as one."""
    if isinstance(value, bool):
        raise Unsure
    return values.is_number(value)


@lifting("ISTEXT", 1, 1, sees_errors=True)
def _istext(value: Scalar) -> Scalar:
    values.refuse_blank(value)
    return isinstance(value, str) and not isinstance(value, ErrorValue)


lifting("ISERROR", 1, 1, sees_errors=True)(lambda value: isinstance(value, ErrorValue))
lifting("ISNA", 1, 1, sees_errors=True)(lambda value: isinstance(value, ErrorValue) and value == NA)
lifting("ISERR", 1, 1, sees_errors=True)(lambda value: isinstance(value, ErrorValue) and value != NA)
lifting("ISLOGICAL", 1, 1, sees_errors=True)(lambda value: isinstance(value, bool))


@lifting("N", 1, 1)
def _n(value: Scalar) -> Scalar:
    return 0 if value is None or isinstance(value, str) else values.finite(value + 0)


@taking("ISBLANK", 1, 1)
def _isblank(run: Run, argument: Found) -> Found:
    """Whether a cell is blank; anything but one cell is Unsure."""
    if not isinstance(argument, Areas):
        raise Unsure
    value = run.reduced(argument)
    if isinstance(value, values.Blank):
        raise Unsure
    return value is None
