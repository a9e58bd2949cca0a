"""What a delivery says of one unit, typed, scanned or read from a supplier's table."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.table_columns import Column
from rules.table_reading import SAID, RowProblem, Table, TableRow

#: The columns of a supplier's file, and what they are called in the languages of the desk.
COLUMNS = (
    Column(
        name="order",
        synonyms=(
            *("order number", "order no", "purchase order", "PO", "PO number"),
            *("ordernummer", "beställning", "beställningsnummer", "inköpsorder"),
            *("commande", "numéro de commande", "bon de commande", "n° de commande"),
            *("comandă", "comanda", "număr comandă", "nr. comandă", "număr de comandă"),
        ),
        required=False,
    ),
    Column(
        name="note",
        synonyms=(
            *("delivery note", "delivery note number", "dispatch note", "packing slip", "delivery"),
            *("följesedel", "följesedelsnummer", "leverans"),
            *("bon de livraison", "bordereau de livraison", "livraison"),
            *("aviz", "aviz de însoțire", "aviz de livrare", "notă de livrare", "livrare"),
        ),
        required=False,
    ),
    Column(
        name="serial",
        synonyms=(
            *("serial number", "serial no", "serial no.", "S/N", "SN"),
            *("serienummer", "serienr", "serienr."),
            *("numéro de série", "n° de série", "n° série", "série"),
            *("număr de serie", "nr. serie", "număr serie", "serie"),
        ),
    ),
    Column(name="imei", synonyms=("IMEI1", "IMEI 1", "IMEI-nummer", "cod IMEI"), required=False),
    Column(name="imei2", synonyms=("IMEI 2", "second IMEI", "deuxième IMEI"), required=False),
    Column(
        name="model",
        synonyms=(
            *("article", "article number", "item", "item number", "SKU", "product", "part number"),
            *("modell", "artikel", "artikelnummer", "artikelnr", "produkt"),
            *("modèle", "référence", "numéro d'article", "produit"),
            *("articol", "cod articol", "număr articol", "produs"),
        ),
        required=False,
    ),
    Column(
        name="batch",
        synonyms=(
            *("lot", "lot number", "batch number"),
            *("parti", "batchnummer", "partinummer", "tillverkningsparti"),
            *("numéro de lot", "n° de lot", "lot de fabrication"),
            *("lot de fabricație", "număr lot", "nr. lot"),
        ),
        required=False,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryRow:
    """One unit as it was written down, in the row `line`; nothing of it is checked yet.

    `model` is a model's code or name. An `order_line` of None, or no model, leaves it to the
    order which of its lines is meant.
    """

    line: int
    order: str
    note: str
    serial: str
    imei: str = ""
    imei2: str = ""
    model: str = ""
    batch: str = ""
    order_line: int | None = None

    def problem(self, column: str, said: str, what_to_do: str) -> RowProblem:
        """What is wrong with one of its cells."""
        text = " ".join(said[: SAID * 4].split())
        cut = text if len(text) <= SAID else f"{text[:SAID]}…"
        return RowProblem(line=self.line, column=column, said=cut, what_to_do=what_to_do)


def read_rows(table: Table, order: str, note: str) -> Iterator[DeliveryRow | RowProblem]:
    """Each row of a supplier's file; a cell left empty means the order and note beside the file.

    Raises what `Table.rows` raises.
    """
    for row in table.rows():
        yield row if isinstance(row, RowProblem) else delivery_row(row, order, note)


def delivery_row(row: TableRow, order: str, note: str) -> DeliveryRow:
    """The row's cells under their names, without the blanks around them."""
    cells = {name: said.strip() for name, said in row.cells.items()}
    return DeliveryRow(
        line=row.line,
        order=(cells.get("order", "") or order).upper(),
        note=cells.get("note", "") or note,
        serial=cells["serial"],
        imei=cells.get("imei", ""),
        imei2=cells.get("imei2", ""),
        model=cells.get("model", ""),
        batch=cells.get("batch", ""),
    )
