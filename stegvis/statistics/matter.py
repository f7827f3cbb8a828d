"""The matter itself: what the report says between the summary and the consequences.

The page, the Word file and the PDF show the same blocks. Every word about a change, every table and every
diagram comes from the report's figures.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from stegvis.core.charts import BarChart, LineChart, Series
from stegvis.core.documents.blocks import Block, Cell, Diagram, Heading, Paragraph, Points, Table
from stegvis.core.numbers import NO_BREAK
from stegvis.statistics import words
from stegvis.statistics.figures import Comparison, Figure, Unit
from stegvis.statistics.report import BoardReport
from stegvis.statistics.unemployment import Unemployment

Links = Callable[[Figure], str]
"""The address that shows the rows behind a figure; empty where there is none."""


def no_links(_: Figure) -> str:
    return ""


def matter(report: BoardReport, links: Links = no_links) -> list[Block]:
    """Everything between the summary and the consequences; the web page shows the same."""
    return [
        *_persons(report, links),
        *_flow(report, links),
        *_closures(report, links),
        *_providers(report, links),
        *_decisions(report, links),
        *_full_time(report),
        *_unemployment(report.unemployment),
    ]


def _persons(report: BoardReport, links: Links) -> list[Block]:
    rows = (*report.per_intervention, report.vouchers)
    return [
        Heading("Personer med insats", 2),
        Paragraph(f"{words.capital(words.sentence(report.persons))}, hade en insats under perioden."),
        Points(tuple(f"{part.name}: {words.sentence(part)}." for part in rows)),
        _comparing_table("Personer per insats", "Insats", rows, links, note=_note_on_persons(report)),
        _comparing_diagram("Personer per insats", report.per_intervention, "Antal personer"),
    ]


def _note_on_persons(report: BoardReport) -> str:
    vouchers = "Tilläggscheckar räknas i antal checkar, inte i personer."
    return f"En person kan ha flera insatser och räknas då i var och en. {vouchers}"


def _flow(report: BoardReport, links: Links) -> list[Block]:
    flow = report.flow
    steps = (flow.opening, flow.new, flow.closed, flow.remaining)
    signs = ("", "+ ", "− ", "= ")
    return [
        Heading("Aktuella ärenden", 2),
        Paragraph(f"{words.capital(words.sentence(report.current))}, var aktuella någon dag under perioden."),
        Table(
            caption=f"Ärenden in och ut, {words.period(report.period)}",
            columns=("Ärenden", "Antal"),
            rows=tuple(
                (Cell(f"{sign}{step.name}"), _number(step, links))
                for sign, step in zip(signs, steps, strict=True)
            ),
            has_total=True,
        ),
    ]


def _closures(report: BoardReport, links: Links) -> list[Block]:
    return [
        Heading("Avslutade ärenden", 2),
        Paragraph(f"{words.capital(words.sentence(report.closed))}, avslutades under perioden."),
        _comparing_table(
            "Avslutade ärenden efter orsak",
            "Orsak",
            (*report.closed_by_reason, report.closed),
            links,
            total="Summa",
        ),
        Paragraph(
            f"{words.capital(words.sentence(report.self_sufficient))}, avslutades till egen försörjning: "
            f"arbete, studier eller eget företag."
        ),
        _comparing_table(
            "Avslutade till egen försörjning efter kön",
            "Kön",
            (*report.self_sufficient_by_sex, report.self_sufficient),
            links,
            total="Summa",
        ),
    ]


def _providers(report: BoardReport, links: Links) -> list[Block]:
    if not report.per_provider:
        return []
    with_customers = [part for part in report.per_provider if part.now.numerator]
    how_many = "En anordnare" if len(with_customers) == 1 else f"{len(with_customers)} anordnare"
    return [
        Heading("Kunder per anordnare", 2),
        Paragraph(f"{how_many} hade kunder under perioden."),
        _comparing_table(
            "Kunder per anordnare",
            "Anordnare",
            report.per_provider,
            links,
            note=report.per_provider[0].now.definition,
        ),
        _diagram_of_now("Kunder per anordnare", report.per_provider, "Antal personer"),
    ]


def _decisions(report: BoardReport, links: Links) -> list[Block]:
    return [
        Heading("Beslut per insats", 2),
        Paragraph(f"{words.capital(words.sentence(report.decisions))}, fattades om att bevilja en insats."),
        _comparing_table(
            "Beslut per insats",
            "Insats",
            (*report.decisions_per_intervention, report.decisions),
            links,
            total="Summa",
        ),
        _diagram_of_now("Beslut per insats", report.decisions_per_intervention, "Antal beslut"),
    ]


def _full_time(report: BoardReport) -> list[Block]:
    share = report.below_full_time
    if not share.now.denominator:
        return []
    return [Heading("Sysselsättning på heltid", 2), Paragraph(_below_full_time(share))]


def _below_full_time(share: Comparison) -> str:
    now = share.now
    if now.is_hidden:
        return (
            f"Hur många av dem som hade en insats den {now.period.start} som var planerade för mindre än "
            "heltid visas inte, så att en liten grupp inte kan räknas fram."
        )
    below, all_of_them = (words.number(count, Unit.PERSONS) for count in (now.numerator, now.denominator))
    compared = f", {words.change(share)} {words.compared_with(share)}" if share.difference else ""
    return (
        f"Den {now.period.start} var {words.figure(now)} av dem som hade en insats planerade "
        f"för mindre än heltid ({below} av {all_of_them} personer){compared}."
    )


def _unemployment(unemployment: Unemployment | None) -> list[Block]:
    if unemployment is None:
        return []
    month = words.month(unemployment.month)
    return [
        Heading("Arbetslöshet i kommunen", 2),
        *(Paragraph(text) for text in unemployment_sentences(unemployment)),
        Table(
            caption=f"Arbetslöshet, {month}",
            columns=("", month, "Ett år tidigare", "Förändring"),
            rows=tuple(_unemployment_row(figure) for figure in unemployment.figures()),
            note="Källa: Arbetsförmedlingen. Arbetslösheten är en andel av arbetskraften; "
            "förändringen av en andel anges i procentenheter.",
        ),
        Diagram("Arbetslösa i kommunen, månad för månad", _unemployment_chart(unemployment)),
    ]


def unemployment_sentences(unemployment: Unemployment) -> list[str]:
    month = words.month(unemployment.month)
    comma = "," if unemployment.before else ""
    sentences = [
        f"I {month} var arbetslösheten i kommunen {words.told(unemployment.rate)}.",
        f"{words.capital(words.told(unemployment.total))}{comma} var arbetslösa.",
    ]
    if unemployment.foreign_born_rate:
        sentences.append(
            f"Bland utrikes födda var arbetslösheten {words.told(unemployment.foreign_born_rate)}."
        )
    return sentences


def _unemployment_row(row: Comparison | Figure) -> tuple[Cell, ...]:
    if isinstance(row, Figure):
        return Cell(row.name), Cell(_with_percent(row)), Cell(words.NO_VALUE), Cell(words.NO_VALUE)
    return (
        Cell(row.name),
        Cell(_with_percent(row.now)),
        Cell(_with_percent(row.before)),
        Cell(words.signed(row.difference)),
    )


def _with_percent(figure: Figure) -> str:
    sign = f"{NO_BREAK}%" if figure.unit is Unit.PERCENT else ""
    return f"{words.number(figure.value, figure.unit)}{sign}"


def _unemployment_chart(unemployment: Unemployment) -> LineChart:
    first, last = unemployment.series[0], unemployment.series[-1]
    return LineChart(
        title="Arbetslösa i kommunen",
        description=(
            f"Från {words.month(first.month)} till {words.month(last.month)}: öppet arbetslösa från "
            f"{words.number(first.openly_unemployed, Unit.PERSONS)} till "
            f"{words.number(last.openly_unemployed, Unit.PERSONS)} personer, i program från "
            f"{words.number(first.in_programmes, Unit.PERSONS)} till "
            f"{words.number(last.in_programmes, Unit.PERSONS)}."
        ),
        categories=tuple(f"{point.month:%Y-%m}" for point in unemployment.series),
        series=(
            Series("Öppet arbetslösa", tuple(point.openly_unemployed for point in unemployment.series)),
            Series(
                "I program med aktivitetsstöd", tuple(point.in_programmes for point in unemployment.series)
            ),
        ),
        unit="Antal personer",
    )


# --- Tables and diagrams of comparisons ---------------------------------------------------------------------


def _comparing_table(
    caption: str,
    what: str,
    rows: Iterable[Comparison],
    links: Links,
    *,
    total: str = "",
    note: str = "",
) -> Table:
    """Now, before, the difference and the relative change. With `total`, the last row bears that name."""
    listed = tuple(rows)
    now, before = listed[0].now.period, listed[0].before.period
    names = [row.name for row in listed]
    if total:
        names[-1] = total
    return Table(
        caption=caption,
        columns=(
            what,
            words.short_period(now),
            words.short_period(before),
            "Förändring",
            "Förändring i procent",
        ),
        rows=tuple(_comparing_row(name, row, links) for name, row in zip(names, listed, strict=True)),
        has_total=bool(total),
        note=note,
    )


def _comparing_row(name: str, row: Comparison, links: Links) -> tuple[Cell, ...]:
    return (
        Cell(name),
        _number(row.now, links),
        _number(row.before, links),
        Cell(words.signed(row.difference)),
        Cell(words.signed_percent(row.percent_change)),
    )


def _number(figure: Figure, links: Links) -> Cell:
    return Cell(words.number(figure.value, figure.unit), links(figure) if figure.numerator else "")


def _comparing_diagram(caption: str, parts: tuple[Comparison, ...], unit: str) -> Diagram:
    now, before = _periods(parts)
    chart = BarChart(
        title=caption,
        description="; ".join(
            f"{part.name} {part.now.numerator}, året innan {part.before.numerator}" for part in parts
        ),
        categories=tuple(part.name for part in parts),
        series=(
            Series(now, tuple(part.now.numerator for part in parts)),
            Series(before, tuple(part.before.numerator for part in parts)),
        ),
        unit=unit,
    )
    return Diagram(caption, chart)


def _diagram_of_now(caption: str, parts: tuple[Comparison, ...], unit: str) -> Diagram:
    now, _ = _periods(parts)
    chart = BarChart(
        title=f"{caption}, {now}",
        description="; ".join(f"{part.name} {part.now.numerator}" for part in parts),
        categories=tuple(part.name for part in parts),
        series=(Series(now, tuple(part.now.numerator for part in parts)),),
        unit=unit,
    )
    return Diagram(f"{caption}, {now}" if now else caption, chart)


def _periods(parts: tuple[Comparison, ...]) -> tuple[str, str]:
    if not parts:
        return "", " "
    return words.short_period(parts[0].now.period), words.short_period(parts[0].before.period)
