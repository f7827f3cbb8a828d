"""Every template is used, compiles, and names only what exists."""

import re
from importlib.util import find_spec
from pathlib import Path

import pytest
from django.template import Context, Origin, Template, engines
from django.template.loader import get_template

import stegvis
from tests import strict_templates

PACKAGE = Path(stegvis.__file__).parent
TESTS = Path(__file__).parent.parent

TEMPLATES = {
    str(file.relative_to(folder)): file
    for folder in PACKAGE.glob("*/templates")
    for file in folder.rglob("*")
    if file.is_file()
}

ERROR_PAGES = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html", "503.html"}
"""Django and the middleware ask for these by name."""


PARTS_OF_A_LETTER = ("_subject.txt", "_message.txt")


def names_mentioned() -> set[str]:
    """Every template name written out in our code or in another template, and both parts of a letter."""
    texts = [file.read_text("utf-8") for file in (*PACKAGE.rglob("*.py"), *TEMPLATES.values())]
    letters = {name for text in texts for name in re.findall(r"[\"']([\w/]+/email/\w+)[\"']", text)}
    return {name for text in texts for name in re.findall(r"[\"']([\w/.-]+\.(?:html|txt))[\"'#]", text)} | {
        letter + part for letter in letters for part in PARTS_OF_A_LETTER
    }


def names_of_other_packages() -> set[str]:
    """Templates of Django and allauth that ours may stand in for."""
    folders = [
        Path(spec.origin).parent / place
        for package, place in (("allauth", "templates"), ("django", "forms/templates"))
        if (spec := find_spec(package)) and spec.origin
    ]
    return {
        str(file.relative_to(folder)) for folder in folders for file in folder.rglob("*") if file.is_file()
    }


def test_every_template_is_used() -> None:
    assert sorted(set(TEMPLATES) - names_mentioned() - names_of_other_packages() - ERROR_PAGES) == []


@pytest.mark.parametrize("name", sorted(name for name in TEMPLATES if name.endswith(".html")))
def test_the_template_compiles(name: str) -> None:
    get_template(name)


def rendered(source: str, **values: object) -> str:
    engine = engines["django"].engine
    origin = Origin(str(PACKAGE / "core/templates/tried.html"), "tried.html")
    return Template(source, origin, engine=engine).render(Context(values))


@pytest.mark.parametrize(
    "source", ["{{ name }}", "{{ person.nmae }}", "{{ name|default:'–' }}", "{% if name %}x{% endif %}"]
)
def test_a_template_that_names_what_does_not_exist_fails(source: str) -> None:
    with pytest.raises(strict_templates.UndefinedVariable):
        rendered(source, person={"name": "Astrid"})
    strict_templates.found.clear()


def test_an_undefined_variable_inside_a_condition_is_remembered() -> None:
    rendered("{% if person and name %}x{% endif %}", person="Astrid")
    assert strict_templates.found == ["tried.html: {{ name }} is undefined"]
    strict_templates.found.clear()


def test_what_exists_is_written() -> None:
    assert rendered("{{ person.name|upper }}{{ empty }}", person={"name": "Åsa"}, empty="") == "ÅSA"


def test_other_packages_templates_keep_djangos_silence() -> None:
    assert Template("[{{ name|default:'–' }}]").render(Context({})) == "[–]"
