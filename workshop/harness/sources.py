"""The modules of a program as text: the names that each uses, and the data that each keeps.

Names and attributes are followed in the syntax trees as far as that is certain. An import for the type checker alone
counts for nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from workshop.harness.reply import Unmet

CONTAINERS = {"dict", "list", "set", "defaultdict", "OrderedDict", "deque", "ChainMap"}
# what keeps things although something stands between the brackets
KEEPERS = ("defaultdict", "connect")
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
SCOPES = (*FUNCTIONS, ast.ClassDef, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
Bindings: TypeAlias = dict[str, str | None]


@dataclass(frozen=True, slots=True, order=True)
class Use:
    """A line of a file that uses something of another module; `name` is that thing, dotted."""

    file: str
    line: int
    code: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.code}"


@dataclass(frozen=True)
class Source:
    """One file of the program."""

    module: str
    file: str
    is_package: bool
    text: str
    tree: ast.Module

    def use(self, line: int, name: str) -> Use:
        return Use(self.file, line, self.text.splitlines()[line - 1].strip(), name)

    @cached_property
    def names(self) -> list[tuple[str, int]]:
        """The names that it imports, and the attributes of what it has imported, dotted, with their lines."""
        return sorted(_names(self, self.tree, ()), key=lambda found: found[1])

    @cached_property
    def listed(self) -> set[str] | None:
        """What stands in its __all__; None where it has none, or one that isn't written out."""
        listed: set[str] | None = None
        for node in self.tree.body:
            match node:
                case ast.Assign(targets=[ast.Name("__all__")], value=value):
                    listed = _texts(value)
                case ast.AnnAssign(target=ast.Name("__all__"), value=ast.expr() as value):
                    listed = _texts(value)
                case ast.AugAssign(target=ast.Name("__all__"), value=value):
                    listed = None if listed is None or (more := _texts(value)) is None else listed | more
        return listed

    def keeps(self, keepers: set[str]) -> set[str]:
        """Its names for things in which data is kept, and for functions that hand such a thing out."""
        kept = {
            target.id
            for node in self.tree.body
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.value and _holds(node.value, keepers)
            for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
            if isinstance(target, ast.Name)
        }
        functions = [node for node in self.tree.body if isinstance(node, ast.FunctionDef)]
        return kept | {function.name for function in functions if _hands_out(function, kept)}

    def classes_that_keep(self, keepers: set[str]) -> set[str]:
        """The names of its classes whose objects keep things, given the names of other such classes."""
        return {node.name for node in self.tree.body if isinstance(node, ast.ClassDef) and _keeps(node, keepers)}

    @property
    def extensions(self) -> Iterator[tuple[str, int]]:
        """The keys under which it keeps things in the application's `extensions`, and the lines."""
        return _extensions(self.tree)


def is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")


# reading


def sources(folder: Path, root: str) -> Iterator[Source]:
    for path in sorted((folder / root).rglob("*.py")):
        parts = list(path.relative_to(folder).with_suffix("").parts)
        is_package = parts[-1] == "__init__"
        module = ".".join(parts[:-1] if is_package else parts)
        file = path.relative_to(folder).as_posix()
        try:
            content = path.read_bytes()
            text = content.decode("utf-8-sig")
            yield Source(module, file, is_package, text, ast.parse(content))
        except SyntaxError as error:
            line = f"{file}, line {error.lineno}:\n{(error.text or '').strip()}"
            raise Unmet("files that Python can read", f"{error.msg}: {line}") from None
        except (ValueError, RecursionError) as error:
            raise Unmet("files that Python can read", f"{file}: {error}") from None


def _names(source: Source, scope: ast.AST, around: tuple[Bindings, ...]) -> Iterator[tuple[str, int]]:
    """The dotted names that `scope` uses, and those in the scopes inside it; `around` binds names outside it."""
    inside = (dict(_bindings(source, scope)), *around)
    for node in _within(scope):
        match node:
            case ast.ImportFrom():
                base = _base(source, node)
                yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)
            case ast.Attribute() | ast.Call() | ast.Subscript():
                if name := _dotted(node, inside):
                    yield name, node.lineno
        if isinstance(node, SCOPES):
            yield from _names(source, node, inside)


def _within(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of `scope`, in no order, without what is inside the scopes in it and what is for the type checker."""
    todo = list(ast.iter_child_nodes(scope))
    while todo:
        node = todo.pop()
        yield node
        if isinstance(node, ast.If) and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING"):
            todo += node.orelse
        elif not isinstance(node, SCOPES):
            todo += ast.iter_child_nodes(node)


def _bindings(source: Source, scope: ast.AST) -> Iterator[tuple[str, str | None]]:
    """What is bound in `scope`: name → the dotted name of what it imports; None, and that last, for anything else."""
    nodes = list(_within(scope))
    for node in nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (alias.asname, alias.name) if alias.asname else (alias.name.split(".")[0],) * 2
        if isinstance(node, ast.ImportFrom):
            yield from ((alias.asname or alias.name, f"{_base(source, node)}.{alias.name}") for alias in node.names)
    for node in nodes:
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name, None
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, None
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield name, None


def _base(source: Source, node: ast.ImportFrom) -> str:
    """The module that `from … import` names, a relative one resolved."""
    if not node.level:
        return node.module or ""
    parts = source.module.split(".")
    parts = parts[: len(parts) + source.is_package - node.level]
    return ".".join([*parts, node.module] if node.module else parts)


def _dotted(node: ast.AST, scopes: tuple[Bindings, ...]) -> str | None:
    """The dotted name of what `node` is, where it comes from an import; None where that isn't certain."""
    match node:
        case ast.Name(id=name):
            return next((scope[name] for scope in scopes if name in scope), None)
        case ast.Attribute(value=value, attr=attr):
            return f"{base}.{attr}" if (base := _dotted(value, scopes)) else None
        case ast.Call(func=ast.Name("getattr"), args=[value, ast.Constant(str(attr)), *_]):
            return f"{base}.{attr}" if (base := _dotted(value, scopes)) else None
        case ast.Call(func=ast.Name("import_module" | "__import__"), args=[ast.Constant(str(name)), *_]):
            return name
        case ast.Call(func=ast.Attribute(attr="import_module"), args=[ast.Constant(str(name)), *_]):
            return name
        case ast.Subscript(value=ast.Attribute(attr="modules"), slice=ast.Constant(str(name))):
            return name
    return None


def _texts(node: ast.expr) -> set[str] | None:
    """The strings in a list, tuple or set that is written out; None for anything else."""
    if not isinstance(node, ast.List | ast.Tuple | ast.Set):
        return None
    texts = {item.value for item in node.elts if isinstance(item, ast.Constant) and isinstance(item.value, str)}
    return texts if len(texts) == len(node.elts) else None


# where data is kept


def _holds(node: ast.AST, keepers: set[str]) -> bool:
    """Whether this expression makes a place for data: an empty container, an object that keeps things, one of these."""
    match node:
        case ast.Dict(values=items) | ast.List(elts=items) | ast.Set(elts=items):
            return not items or any(_holds(item, keepers) for item in items)
        case ast.DictComp(value=item) | ast.ListComp(elt=item):
            return _holds(item, keepers)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
            parts = [*node.args, *(keyword.value for keyword in node.keywords)]
            empty = name in CONTAINERS and not parts
            return empty or name in {*KEEPERS, *keepers} or any(_holds(part, keepers) for part in parts)
    return False


def _keeps(node: ast.ClassDef, keepers: set[str]) -> bool:
    """Whether objects of this class keep things: one of their attributes is a container, or keeps things itself."""
    containers = (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp)
    for each in ast.walk(node):
        match each:
            case (
                ast.Assign(targets=[ast.Attribute()], value=value) | ast.AnnAssign(target=ast.Attribute(), value=value)
            ):
                made = value.func if isinstance(value, ast.Call) else None
                if isinstance(value, containers) or (isinstance(made, ast.Name) and made.id in CONTAINERS | keepers):
                    return True
            case ast.AnnAssign(annotation=ast.Name(name)) if name in keepers:
                return True
    return False


def _hands_out(function: ast.FunctionDef, kept: set[str]) -> bool:
    """Whether this function gives its caller one of `kept` itself, a part of one, or one of the app's extensions."""
    returned = {_root(node.value) for node in ast.walk(function) if isinstance(node, ast.Return) and node.value}
    return bool(returned & kept) or any(True for _ in _extensions(function))


def _root(node: ast.AST) -> str | None:
    """`people` for `people`, `people["users"]` and `people.users`."""
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _extensions(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Each `extensions["key"]`, and the line in which it stands."""
    for node in ast.walk(tree):
        match node:
            case ast.Subscript(value=ast.Attribute(attr="extensions"), slice=ast.Constant(str(key))):
                yield f"extensions[{key}]", node.lineno
            case ast.Call(
                func=ast.Attribute(value=ast.Attribute(attr="extensions"), attr="get" | "setdefault"),
                args=[ast.Constant(str(key)), *_],
            ):
                yield f"extensions[{key}]", node.lineno
