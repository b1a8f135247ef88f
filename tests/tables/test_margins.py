"""Census figures as people write them: taken in, or refused with what to do about it."""

import pytest

from consult.questionnaire.document import Option
from consult.questionnaire.reading import with_places
from consult.questionnaire.shipped import TRUJILLO, shipped
from consult.questionnaire.text import Text
from consult.tables.census import Census
from consult.tables.margins import Line, asked, judge
from consult.tables.margins_csv import read_csv, write_csv

ELSEWHERE = Option("elsewhere", Text("Otro lugar", "Somewhere else"))
HERE = [TRUJILLO[0], TRUJILLO[1], TRUJILLO[10], ELSEWHERE]
ROLES = asked([(1, with_places(shipped()["neighbourhood_safety_short"], HERE))])
DISTRICTS = {"130101": 300, "130102": 200, "130111": 100, "elsewhere": None}
SEXES = {"f": 310, "m": 290, "x": None}
GOOD = """role,group,people
district,130101,300
district,El Porvenir,200
distrito,victor  larco HERRERA,100
sex,Mujer,310
sex,man,290
sex,x,-
"""


def taken(text, encoding="utf-8"):
    lines, wrong = read_csv(text.encode(encoding))
    assert wrong == []
    return judge(lines, ROLES)


def refused(text):
    """All that is said of a file, in Spanish."""
    lines, wrong = read_csv(text.encode())
    if not wrong:
        _margins, wrong = judge(lines, ROLES)
    assert all(one.text.en for one in wrong)
    return [one.text.es for one in wrong]


def test_roles_are_those_of_the_questionnaire():
    assert [role.role for role in ROLES] == ["district", "sex", "age"]
    assert [option.id for option in ROLES[1].categories] == ["f", "m", "x"]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (GOOD, "utf-8"),
        (GOOD, "utf-8-sig"),
        (GOOD.replace(",", ";"), "utf-8-sig"),
        (GOOD.replace("\n", "\r\n"), "utf-8"),
        (GOOD.replace("role,group,people", " ROLE, Group ,people"), "utf-8"),
        (GOOD + "\n,,\n", "utf-8"),
        (GOOD + "age,18_24,\n", "utf-8"),  # a role of which no number is said
    ],
)
def test_a_file_is_taken_in_whatever_program_wrote_it(text, encoding):
    assert taken(text, encoding) == ({"district": DISTRICTS, "sex": SEXES}, [])


@pytest.mark.parametrize("written", ["300", "0300", " 300 "])
def test_numbers_as_people_write_them(written):
    assert taken(GOOD.replace("300", written))[0]["district"]["130101"] == 300


@pytest.mark.parametrize("written", ["300000", '"300,000"', "300 000", "300\u00a0000"])
def test_thousands_may_stand_apart(written):
    text = GOOD.partition("sex")[0].replace(",300", f",{written}")
    assert taken(text)[0]["district"]["130101"] == 300000


@pytest.mark.parametrize(
    ("row", "instead", "said"),
    [
        ("district,130101,300", "district,130102,300", "Fila 3: «El Porvenir» (Distrito) está dos"),
        ("district,130101,300", "district,Lima,300", "Fila 2: «Lima» no es una categoría de"),
        ("district,130101,300", "sector,police,300", "Fila 2: «sector» no es una pregunta que el"),
        ("district,130101,300", "district,130101,", "Fila 2: Falta la cifra de «Trujillo»"),
        ("district,130101,300", "", "Falta la cifra de «Trujillo» (Distrito)."),
        ("district,130101,300", "district,130101,0", "Fila 2: «Trujillo» (Distrito) tiene 0"),
        ("district,130101,300", "district,130101,-300", "negativa: -300."),
        ("district,130101,300", "district,130101,50%", "«50%» no es un número de personas"),
        ("district,130101,300", "district,130101,300.5", "«300.5» no es un número de personas"),
        ("district,130101,300", "district,130101,many", "«many» no es un número de personas"),
        ("district,130101,300", "district,130101,1e9", "«1e9» no es un número de personas"),
        ("district,130101,300", "district,130101,٣٠٠", "no es un número de personas"),
        ("district,130101,300", "district,130101,9999999999", "más de 100,000,000 personas"),
        ("district,130101,300", f"district,130101,{'9' * 5000}", "más de 100,000,000 personas"),
        ("district,130101,300", "district,130101,300,000", "La fila 2 tiene 4 celdas"),
        ("role,group,people", "district,sex,age", "tiene que ser: role,group,people"),
        ("sex,Mujer,310", "sex,Mujer,320", "«Distrito» suma 600 personas y «Sexo» suma 610"),
        ("sex,x,-", 'sex,x,"', "El archivo no es CSV"),
        ("sex,x,-", "sex,x,-\x00", "El archivo no es CSV"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_said_with_its_place(row, instead, said):
    assert said in refused(GOOD.replace(row, instead))[0]


def test_every_fault_is_told_at_once():
    text = GOOD.replace(",300", ",x").replace(",200", ",-1").replace("sex,x,-\n", "")
    assert len(refused(text)) == 3


@pytest.mark.parametrize("people", ["305", "300", "294"])
def test_totals_may_differ_by_one_per_cent(people):
    text = GOOD.replace("sex,Mujer,310", f"sex,Mujer,{people}")
    assert (refused(text) == []) is (int(people) >= 304)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "La primera fila del archivo tiene que ser"),
        (b"role,group,people\n", "No hay ninguna cifra"),
        (b"role,group,people\nsex,f,-\nsex,m,-\n", "No hay ninguna cifra"),
        ("role,group,people\ndistrict,Víctor,1\n".encode("latin-1"), "no es CSV en UTF-8"),
        (b"PK\x03\x04\xff\xfe\x00", "no es CSV en UTF-8"),
    ],
)
def test_what_is_no_such_file(content, said):
    lines, wrong = read_csv(content)
    wrong = wrong or judge(lines, ROLES)[1]
    assert said in wrong[0].text.es


def test_somewhere_else_needs_no_figure():
    lines = [Line("district", option.id, "10") for option in HERE[:3]]
    margins, wrong = judge(lines, ROLES)
    assert (margins["district"]["elsewhere"], wrong) == (None, [])


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_file_to_fill_in_is_read_back(language):
    census = Census(Text("INEI"), 2017, {"district": DISTRICTS, "sex": SEXES})
    lines, wrong = read_csv(write_csv(ROLES, census, language))
    assert wrong == []
    assert judge(lines, ROLES) == (census.margins, [])
