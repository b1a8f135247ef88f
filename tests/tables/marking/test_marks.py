"""What is marked as likely personal, as a table; what is measured is what is printed."""

import pytest

from consult.tables.marking.marks import RECALL, marks, masked
from tests.tables.marking.made_up import measure, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mi dni es 45678912", "mi dni es [DNI]"),
        ("DNI N° 4567891", "DNI N° [DNI]"),
        ("45.678.912", "[DNI]"),
        ("ruc 10456789124", "ruc [RUC]"),
        ("ruc 10456789125", "ruc 10456789125"),  # not its check digit
        ("al 949 123 456", "al [teléfono]"),
        ("al +51 949-123-456 o al 044-201234", "al [teléfono] o al [teléfono]"),
        ("escriba a Juan.Perez@gmail.com", "escriba a [correo]"),
        ("juan arroba gmail punto com", "[correo]"),
        ("vea www.facebook.com/x?y=1", "vea [enlace]"),
        ("soy @flor_99", "soy [cuenta]"),
        ("mi face es florcita.r", "mi face es [cuenta]"),
        ("un carro ABC-123", "un carro [placa]"),
        ("un carro A1B 234 y la moto 1234-ab", "un carro [placa] y la moto [placa]"),
        ("con placa abc 123", "con placa [placa]"),
        ("vive en Mz B Lt 4", "vive en [dirección]"),
        ("mzb lt4", "[dirección]"),
        ("manzana C lote 12", "[dirección]"),
        ("jr. San Martín 345", "[dirección]"),
        ("la av. los incas cuadra 5", "la [dirección]"),
        ("AA.HH. Esperanza", "[dirección]"),
        ("block 5 dpto 302", "[dirección] [dirección]"),
        ("vivo al costado de la botica", "vivo al [dirección]"),
        ("doña Rosa", "doña [nombre]"),
        ("dona rosa y don julian", "dona [nombre] y don [nombre]"),
        ("me llamo maricruz", "me llamo [nombre]"),
        ("mi vecino carlos", "mi vecino [nombre]"),
        ("le dicen el loco wili", "le dicen el [nombre]"),
        ("alias pichón", "alias [nombre]"),
        ("JOSE QUISPE MAMANI", "[nombre]"),
        ("la mamá de milagros", "la mamá de [nombre]"),
        ("profesor Chigne", "profesor [nombre]"),
        ("anita y carlitos", "[nombre] y [nombre]"),
    ],
)
def test_what_is_marked(text, expected):
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "más luz en el parque, por favor",
        "la calle está oscura y hay 3 postes malogrados",
        "en la avenida España roban",
        "son 300 soles al mes",
        "el 14 de julio",
        "en Santa Rosa y en San José",
        "el colegio José Olaya",
        "la avenida César Vallejo",
        "se llama a la policía y no viene",
        "dicen algunos que no",
        "la señora que vende pan",
        "a las 8 de la noche",
        "la manzana y la pera",
    ],
)
def test_what_is_left_alone(text):
    assert marks(text) == ()


def test_masks_are_in_the_language_asked_for():
    assert masked("doña Rosa, 949123456", "en") == "doña [name], [phone]"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert('949123456')</script>",
        "\u200f949123456\u202e",
        "😀 949123456 😀",
        "e\u0301 949123456",
        "Straße İ 949123456",
        "linea\n949123456\n",
    ],
)
def test_marks_stand_where_they_belong_in_any_text(text):
    (mark,) = marks(text)
    assert text[mark.start : mark.end] == "949123456"


def test_long_texts_are_read_once():
    """Each of these took a minute or longer with patterns that begin anywhere."""
    for piece in (
        "a",
        "9",
        "9 ",
        "a.",
        "a@",
        "@a",
        "carlos ",
        "av ",
        "mz a ",
        "www.",
        "casa frente a ",
    ):
        marks(piece * (10_000 // len(piece)))


def test_the_figure_on_the_page_is_the_one_that_is_measured():
    made_up = list(sentences())
    assert len(made_up) >= 120
    assert 0.4 < sum(bool(one.personal) for one in made_up) / len(made_up) < 0.6
    measured = measure()
    assert measured.recall == RECALL
    assert measured.precision >= 90
