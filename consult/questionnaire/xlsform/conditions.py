"""``relevant``, ``required``, ``constraint`` and ``choice_filter`` as conditions of ours."""

from collections.abc import Mapping

from consult.questionnaire.document import Expression
from consult.questionnaire.expressions import uses
from consult.questionnaire.grammar import ExpressionError, read_expression
from consult.questionnaire.xlsform.logic import Decided, joined, opposite
from consult.questionnaire.xlsform.nodes import parts_of
from consult.questionnaire.xlsform.rewriting import MOST_NODES, Rewriter
from consult.questionnaire.xlsform.scope import Asked, Scope
from consult.questionnaire.xlsform.translating import Translator
from consult.questionnaire.xlsform.xpath import Call, Node, NotUnderstoodError, parse

_MOST_OF_ALL = 25 * MOST_NODES  # for a filter, over all options of a list


def read_rule(formula: str, scope: Scope) -> Decided:
    """The condition, or whether it always or never holds. Raises NotUnderstoodError.

    It may not depend on the day: what is asked of somebody stays the same until it arrives.
    """
    rule = _read(parse(formula), Rewriter(scope))
    if "today" in uses(rule):
        raise NotUnderstoodError("xls_rule_today")
    return rule


def read_relevant(formula: str, scope: Scope) -> Expression | None:
    """The condition; None where it always holds. Raises NotUnderstoodError."""
    rule = read_rule(formula, scope)
    if rule is False:
        raise NotUnderstoodError("xls_rule_never")
    return None if rule is True else rule


def read_sure(formula: str, scope: Scope) -> Decided:
    """Where the condition surely holds, with those parts of it left out that cannot be told.

    Such a part counts as not holding, and within a "not" as holding: so nobody is asked whom the
    form would not ask, though not all whom it would. Raises NotUnderstoodError.
    """
    return _sure(parse(formula), scope, ifnot=False)


def _sure(node: Node, scope: Scope, *, ifnot: bool) -> Decided:
    if isinstance(node, Call) and node.name in ("and", "or"):
        parts = [_sure(part, scope, ifnot=ifnot) for part in parts_of(node, node.name)]
        return joined("all" if node.name == "and" else "any", parts)
    if isinstance(node, Call) and node.name == "not" and len(node.arguments) == 1:
        return opposite(_sure(node.arguments[0], scope, ifnot=not ifnot))
    try:
        rule = _read(node, Rewriter(scope))
    except NotUnderstoodError as reason:
        return False if reason.code == "xls_rule_option" else ifnot
    return ifnot if "today" in uses(rule) else rule


def read_valid(node: Node, own: Asked, name: str, scope: Scope) -> Decided:
    """What must hold of an answer, which may depend on the day. Raises NotUnderstoodError."""
    return _read(node, Rewriter(scope.with_own(own, name)))


def read_choice_filter(
    formula: str, scope: Scope, cells: Mapping[str, Mapping[str, str]]
) -> dict[str, Expression | None]:
    """The options that are there at all, by id, each with its condition or None for always.

    ``cells`` holds the row of each option by the names of its columns. Raises NotUnderstoodError.
    """
    node = parse(formula)
    rewriter = Rewriter(scope, left=_MOST_OF_ALL)
    blank = {_plain(header): "" for row in cells.values() for header in row}
    offered: dict[str, Expression | None] = {}
    for id_, row in cells.items():
        rewriter.cells = blank | {_plain(header): cell for header, cell in row.items()}
        rule = _read(node, rewriter)
        if "today" in uses(rule):
            raise NotUnderstoodError("xls_rule_today")
        if rule is not False:
            offered[id_] = None if rule is True else rule
    return offered


def _plain(header: str) -> str:
    return " ".join(header.lower().split())


def _read(node: Node, rewriter: Rewriter) -> Decided:
    try:
        plain = rewriter.rewritten(node)
        translator = Translator(rewriter.scope.asked)
        rule = translator.condition(plain)
        if rule is False and translator.unknown and rewriter.cells is None:
            option, question = translator.unknown[0]
            raise NotUnderstoodError("xls_rule_option", option=option[:60], question=question)
        return rule if isinstance(rule, bool) else read_expression(rule)
    except ExpressionError as refused:
        code = "xls_rule_pattern" if refused.code == "pattern_unsafe" else "xls_rule_hard"
        raise NotUnderstoodError(code) from None
    except RecursionError:
        raise NotUnderstoodError from None
