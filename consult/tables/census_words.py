"""The sentences on a census beside a release: part of ``catalogue``."""

from collections.abc import Mapping

from consult.questionnaire.text import Text

CENSUS: Mapping[str, Text] = {
    # weights
    "label": Text("{first} {second}", "{first} {second}"),
    "unweighted": Text("Sin ponderar.", "Unweighted."),
    "unweighted_because": Text("Sin ponderar: {why}", "Unweighted: {why}"),
    "weighted": Text(
        "Ponderado por {roles} ({source}, {year}). Efecto de diseño {effect}; equivale a unas "
        "{number} respuestas.",
        "Weighted by {roles} ({source}, {year}). Design effect {effect}; worth about {number} "
        "answers.",
    ),
    "weighted_capped": Text(
        "Ponderado por {roles} ({source}, {year}), con un tope: ninguna persona pesa más de 5 "
        "veces lo que otra, por eso quedan diferencias con el censo (en puntos: {apart} o menos). "
        "Efecto de diseño {effect}; equivale a unas {number} respuestas.",
        "Weighted by {roles} ({source}, {year}), with a cap: nobody weighs more than 5 times what "
        "another person does, so differences from the census remain (in points: {apart} or less). "
        "Design effect {effect}; worth about {number} answers.",
    ),
    "no_margin": Text(
        "las cifras del censo no son de ninguno de estos desgloses.",
        "the census figures are for none of these breakdowns.",
    ),
    "nobody_there": Text(
        "nadie o casi nadie respondió en «{group}» ({role}).",
        "nobody or almost nobody answered in “{group}” ({role}).",
    ),
    "no_figure": Text(
        "falta la cifra del censo de «{group}» ({role}).",
        "the census figure of “{group}” ({role}) is missing.",
    ),
    "margins_apart": Text(
        "no hay pesos que cumplan a la vez todas las cifras del censo.",
        "no weights meet all the census figures at once.",
    ),
    "fewer_than_census": Text(
        "Faltan respuestas de «{group}»: {percent} % frente a {census} % en el censo.",
        "Answers are missing from “{group}”: {percent} % against {census} % in the census.",
    ),
    # census figures that cannot be taken
    "in_row": Text("Fila {row}: {what}", "Row {row}: {what}"),
    "unknown_role": Text(
        "«{role}» no es una pregunta que el censo pueda contar aquí. Escriba una de estas: "
        "{known}.",
        "“{role}” is no question that a census can count here. Write one of these: {known}.",
    ),
    "unknown_category": Text(
        "«{group}» no es una categoría de «{role}» en esta consulta. Están: {known}.",
        "“{group}” is no category of “{role}” in this consultation. There are: {known}.",
    ),
    "twice": Text(
        "«{group}» ({role}) está dos veces. Deje una sola cifra.",
        "“{group}” ({role}) is there twice. Leave one figure.",
    ),
    "missing_figure": Text(
        "Falta la cifra de «{group}» ({role}). Escríbala, o ponga - si la fuente no cuenta esa "
        "categoría.",
        "The figure of “{group}” ({role}) is missing. Write it, or put - if the source does not "
        "count that category.",
    ),
    "zero_figure": Text(
        "«{group}» ({role}) tiene 0 personas: no se puede ponderar hacia nadie. Corrija la cifra, "
        "o ponga - si la fuente no cuenta esa categoría.",
        "“{group}” ({role}) has 0 people: nothing can be weighted towards nobody. Mend the figure, "
        "or put - if the source does not count that category.",
    ),
    "negative_figure": Text(
        "«{group}» ({role}) tiene una cifra negativa: {people}. Escriba cuántas personas son.",
        "“{group}” ({role}) has a negative figure: {people}. Write how many people there are.",
    ),
    "no_number": Text(
        "«{group}» ({role}): «{people}» no es un número de personas. Escriba un número entero, sin "
        "decimales ni %.",
        "“{group}” ({role}): “{people}” is no number of people. Write a whole number, without "
        "decimals or %.",
    ),
    "huge_figure": Text(
        "«{group}» ({role}) tiene más de {most} personas. Revise la cifra.",
        "“{group}” ({role}) has more than {most} people. Check the figure.",
    ),
    "no_figures": Text(
        "No hay ninguna cifra. Escriba cuántas personas hay en cada categoría de al menos una "
        "pregunta.",
        "There is no figure. Write how many people there are in each category of one question at "
        "least.",
    ),
    "totals_differ": Text(
        "Las cifras no describen a la misma población: «{first}» suma {less} personas y «{second}» "
        "suma {more}. Tome todas de la misma fuente y del mismo año, para los mismos distritos y "
        "las mismas edades.",
        "The figures do not describe the same people: “{first}” adds up to {less} people and "
        "“{second}” to {more}. Take all of them from the same source and year, for the same "
        "districts and the same ages.",
    ),
    "not_csv": Text(
        "El archivo no es CSV en UTF-8. En Excel: Guardar como, «CSV UTF-8».",
        "The file is not CSV in UTF-8. In Excel: Save as, “CSV UTF-8”.",
    ),
    "margins_header": Text(
        "La primera fila del archivo tiene que ser: {header}.",
        "The first row of the file has to be: {header}.",
    ),
    "margins_row": Text(
        "La fila {row} tiene {cells} celdas y son 3. Escriba los números sin comas.",
        "Row {row} has {cells} cells, and there are 3. Write the numbers without commas.",
    ),
    # what the audit may find
    "weights": Text(
        "Los pesos no salen de la tabla redondeada de personas.",
        "The weights do not follow from the rounded table of people.",
    ),
    "weighted_percent": Text(
        "Un porcentaje ponderado no sale de los pesos (desglose «{by}», grupo «{group}»).",
        "A weighted percentage does not follow from the weights (breakdown “{by}”, group "
        "“{group}”).",
    ),
}
