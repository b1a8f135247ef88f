"""Every sentence that a table, a file or a chart says, in both languages."""

from collections.abc import Mapping

from consult.questionnaire.text import LANGUAGES, Language, Text

Parameter = str | int | Text

SENTENCES: Mapping[str, Text] = {
    # the standing sentences
    "banner": Text(
        "Participación voluntaria. Describe a unas {R} personas que decidieron responder, no a "
        "toda la población. Para protegerlas, las cantidades van de {b} en {b}; cada una puede "
        "diferir de la real hasta en {D} personas.",
        "Voluntary participation. This describes about {R} people who chose to answer, not the "
        "whole population. To protect them, counts go in steps of {b}; each may differ from the "
        "true one by up to {D} people.",
    ),
    "zero": Text(
        "«0» quiere decir entre 0 y {D} personas, no «nadie».",
        "“0” means between 0 and {D} people, not “nobody”.",
    ),
    "hidden": Text(
        "No se muestra: menos de 20. No significa cero; cuenta en el total.",
        "Not shown: fewer than 20. It does not mean zero; it counts in the total.",
    ),
    "hidden_several": Text(
        "No se muestran: menos de 20 en cada uno. No significa cero; cuentan en el total.",
        "Not shown: fewer than 20 in each. It does not mean zero; they count in the total.",
    ),
    "hidden_sensitive": Text(
        "No se muestra: pregunta delicada con pocas respuestas o casi todas iguales. "
        "No significa cero; cuenta en el total.",
        "Not shown: a sensitive question with few answers or nearly all alike. "
        "It does not mean zero; it counts in the total.",
    ),
    "hidden_sensitive_several": Text(
        "No se muestran: pregunta delicada con pocas respuestas o casi todas iguales en cada uno. "
        "No significa cero; cuentan en el total.",
        "Not shown: a sensitive question with few answers or nearly all alike in each. "
        "It does not mean zero; they count in the total.",
    ),
    "comparing": Text(
        "No compare grupos por diferencias menores de 10 puntos: el redondeo puede crearlas.",
        "Do not compare groups on differences under 10 points: rounding can create them.",
    ),
    "more_exact": Text(
        "El sistema no da tablas más exactas a nadie, tampoco a las autoridades.",
        "The system gives nobody more exact tables, not even the authorities.",
    ),
    "several": Text(
        "Varias respuestas: cada persona pudo elegir más de una, por eso no suman 100 %.",
        "Several answers: each person could choose more than one, so they do not add up to 100 %.",
    ),
    # lines and groups
    "_dk": Text("No sé", "I don't know"),
    "_refused": Text("Prefiero no responder", "I prefer not to answer"),
    "_empty": Text("Sin respuesta", "Left empty"),
    "_not_asked": Text("No corresponde", "Does not apply"),
    "_none": Text("No eligió ninguna", "Chose none"),
    "_no_theme": Text("Ningún tema", "No theme"),
    "_wrote_nothing": Text("No escribió nada o no corresponde", "Wrote nothing, or does not apply"),
    "everybody": Text("Todas las personas", "Everybody"),
    "and": Text("{first}, {second}", "{first}, {second}"),
    "district": Text("Distrito", "District"),
    "sex": Text("Sexo", "Sex"),
    "age": Text("Edad", "Age"),
    "sector": Text("Institución o grupo", "Institution or group"),
    "by_two": Text("{first} y {second}", "{first} and {second}"),
    "grid_row": Text("{question} {row}", "{question} {row}"),
    "ranked_first": Text("{question} (en primer lugar)", "{question} (first place)"),
    "ranked_top": Text(
        "{question} (entre los {places} primeros)", "{question} (among the first {places})"
    ),
    # refusals
    "no_answers": Text(
        "Todavía no hay respuestas: no hay nada que mostrar.",
        "There are no answers yet: there is nothing to show.",
    ),
    "too_few": Text(
        "Hay muy pocas respuestas para mostrar resultados sin exponer a nadie. "
        "Faltan unas {needed}.",
        "There are too few answers to show results without exposing anybody. "
        "About {needed} more are needed.",
    ),
    "too_coarse": Text(
        "Con estos desgloses el redondeo de «{question}» pasaría de {cap} personas. "
        "Pida menos desgloses o espere más respuestas.",
        "With these breakdowns the rounding of “{question}” would pass {cap} people. "
        "Ask for fewer breakdowns or wait for more answers.",
    ),
    "not_due": Text(
        "Todavía no corresponde hacer los resultados n.º {N}. Faltan unas {needed} respuestas.",
        "Results no. {N} are not due yet. About {needed} more answers are needed.",
    ),
    "most_releases": Text(
        "Una consulta tiene a lo más {most} resultados: cada uno más permitiría averiguar más de "
        "quienes respondieron. Para seguir preguntando, haga una consulta nueva.",
        "A consultation has {most} results at most: each further one would let people find out "
        "more about those who answered. To go on asking, make a new consultation.",
    ),
    "frozen_breakdowns": Text(
        "Los primeros resultados fijaron los desgloses ({by}), y los siguientes los repiten. "
        "Pida los resultados sin indicar desgloses.",
        "The first results have fixed the breakdowns ({by}), and later ones repeat them. "
        "Ask for the results without naming breakdowns.",
    ),
    "changed_role": Text(
        "Los grupos de «{role}» ya no son los de los resultados n.º {N}: al comparar ambos se "
        "podría averiguar qué respondió alguien. Grupos distintos necesitan una consulta nueva.",
        "The groups of “{role}” are no longer those of results no. {N}: comparing both could "
        "reveal what somebody answered. Other groups need a new consultation.",
    ),
    "changed_question": Text(
        "La pregunta «{question}» ya no es la de los resultados n.º {N}: cambió su tipo de "
        "respuesta o perdió una opción. Publique una versión en la que vuelva a ser como antes, y "
        "dé a la cambiada otro identificador; o haga una consulta nueva.",
        "The question “{question}” is no longer that of results no. {N}: its kind of answer has "
        "changed or an option is gone. Publish a version in which it is as before, and give the "
        "changed one an id of its own; or make a new consultation.",
    ),
    "answers_lost": Text(
        "Faltan respuestas que están en los resultados n.º {N}: la base de datos es más antigua "
        "que ellos. Restaure la copia de seguridad más reciente, o haga una consulta nueva.",
        "Answers are missing that are in results no. {N}: the database is older than they are. "
        "Restore the newest backup, or make a new consultation.",
    ),
    "unknown_breakdown": Text(
        "No existe el desglose «{by}». Se puede desglosar por: {known}.",
        "There is no breakdown “{by}”. Tables can be broken down by: {known}.",
    ),
    "unread": Text(
        "Quedan por leer respuestas a «{question}», cuyos temas están en los resultados "
        "anteriores. Léalas primero.",
        "Answers to “{question}” are unread, and its themes stand in the results before. "
        "Read them first.",
    ),
    "nothing_to_print": Text(
        "El cuestionario no tiene preguntas que se puedan mostrar en tablas.",
        "The questionnaire has no questions that tables can show.",
    ),
    # what the audit may find
    "negative": Text("Hay una cantidad negativa.", "There is a negative count."),
    "other_base": Text(
        "La base no es la misma que en las demás preguntas.",
        "The base is not that of the other questions.",
    ),
    "not_a_sum": Text(
        "Una cantidad no es la suma de la tabla que la respalda (desglose «{by}»).",
        "A count is not the sum of the table behind it (breakdown “{by}”).",
    ),
    "deviates": Text(
        "Una cantidad difiere de la real más de lo declarado (desglose «{by}»).",
        "A count differs from the true one by more than stated (breakdown “{by}”).",
    ),
    "deviation": Text(
        "La diferencia declarada es menor que la de la base.",
        "The stated deviation is smaller than that of the base.",
    ),
    "shown": Text(
        "Se muestra una fila que debe ocultarse (desglose «{by}», grupo «{group}»).",
        "A row is shown that must be hidden (breakdown “{by}”, group “{group}”).",
    ),
    "percent": Text(
        "Un porcentaje no sale de las cantidades redondeadas (desglose «{by}», grupo «{group}»).",
        "A percentage does not follow from the rounded counts (breakdown “{by}”, group “{group}”).",
    ),
    "fewer": Text(
        "Una cantidad es menor que en los resultados anteriores.",
        "A count is lower than in the results before.",
    ),
    "added": Text(
        "Lo que se añadió a los resultados anteriores no es una tabla posible.",
        "What was added to the results before is no possible table.",
    ),
    "narrowed": Text(
        "La diferencia declarada es menor que en los resultados anteriores.",
        "The stated deviation is smaller than in the results before.",
    ),
    "not_the_next": Text(
        "No siguen a los resultados con los que se comparan.",
        "These do not follow the results that they are compared with.",
    ),
    "other_frame": Text(
        "Los grupos, los desgloses o una pregunta no son los de los resultados anteriores.",
        "The groups, the breakdowns or a question are not those of the results before.",
    ),
    # which versions asked
    "asked_since": Text("Se preguntó desde la versión {first}.", "Asked since version {first}."),
    "asked_until": Text("Se preguntó hasta la versión {last}.", "Asked until version {last}."),
    "asked_in": Text(
        "Se preguntó solo en las versiones {versions}.", "Asked in versions {versions} only."
    ),
    "offered_since": Text(
        "«{option}» se ofrece desde la versión {first}.",
        "“{option}” is offered since version {first}.",
    ),
    "offered_until": Text(
        "«{option}» se ofreció hasta la versión {last}.",
        "“{option}” was offered until version {last}.",
    ),
    "offered_in": Text(
        "«{option}» se ofreció solo en las versiones {versions}.",
        "“{option}” was offered in versions {versions} only.",
    ),
    # likely personal data in a text
    "mark_email": Text("correo", "e-mail"),
    "mark_url": Text("enlace", "link"),
    "mark_handle": Text("cuenta", "account"),
    "mark_ruc": Text("RUC", "RUC"),
    "mark_dni": Text("DNI", "DNI"),
    "mark_phone": Text("teléfono", "phone"),
    "mark_plate": Text("placa", "plate"),
    "mark_address": Text("dirección", "address"),
    "mark_name": Text("nombre", "name"),
    # covers, codebook and charts
    "release": Text("Resultados n.º {N}", "Results no. {N}"),
    "cover": Text("Portada", "Cover"),
    "consultation": Text("Consulta", "Consultation"),
    "date": Text("Fecha", "Date"),
    "channels": Text("Medios", "Channels"),
    "phone": Text("teléfono", "phone"),
    "assisted": Text("asistida", "assisted"),
    "paper": Text("papel", "paper"),
    "import": Text("importación", "import"),
    "people": Text("Personas que respondieron (redondeado)", "People who answered (rounded)"),
    "rounding": Text("Redondeo", "Rounding"),
    "rounding_rule": Text(
        "de {b} en {b}; diferencia máxima {D} personas",
        "in steps of {b}; largest difference {D} people",
    ),
    "versions": Text("Versiones del cuestionario", "Versions of the questionnaire"),
    "base": Text("Base (personas)", "Base (people)"),
    "status_no_percent": Text("Base menor de 50: solo cantidades", "Base under 50: counts only"),
    "status_hidden": Text("No se muestra", "Not shown"),
    "counts_only": Text("base menor de 50: solo cantidades", "base under 50: counts only"),
    "percent_of_base": Text(
        "% de la base (personas, redondeada)", "% of the base (people, rounded)"
    ),
    "chart_group": Text("{group}: base {base}; {numbers}.", "{group}: base {base}; {numbers}."),
    "groups": Text("{count} grupos", "{count} groups"),
    "last_of_list": Text("{first} y {last}", "{first} and {last}"),
    "chart_title": Text("{question}: {by}", "{question}: {by}"),
}

_MONTHS = Text(
    "enero febrero marzo abril mayo junio julio agosto setiembre octubre noviembre diciembre",
    "January February March April May June July August September October November December",
)


def sentence(code: str, parameters: Mapping[str, Parameter] | None = None) -> Text:
    """The sentence of a code, filled in each language. Raises KeyError for an unknown code."""
    filled = {language: _filled(code, parameters or {}, language) for language in LANGUAGES}
    return Text(**filled)


def _filled(code: str, parameters: Mapping[str, Parameter], language: Language) -> str:
    words = {
        name: value.get(language) if isinstance(value, Text) else value
        for name, value in parameters.items()
    }
    return SENTENCES[code].get(language).format(**words)


def months(year: int, month: int) -> Text:
    """A month in words."""
    spanish, english = (_MONTHS.get(language).split()[month - 1] for language in LANGUAGES)
    return Text(f"{spanish} de {year}", f"{english} {year}")


def day(year: int, month: int, number: int) -> Text:
    """A date in words, as Peru writes it."""
    spanish, english = (_MONTHS.get(language).split()[month - 1] for language in LANGUAGES)
    return Text(f"{number} de {spanish} de {year}", f"{number} {english} {year}")
